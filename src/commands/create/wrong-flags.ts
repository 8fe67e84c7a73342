import { misplacedKeys } from '../../features/check-fleet.ts'
import type { Catalog } from '../../fleet/catalog/catalog.ts'
import { unknownComponent } from '../../fleet/checks/components.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import type { FleetIssue } from '../../fleet/issue.ts'
import { type Answers, answerAt, type Surroundings } from '../../fleet/questions/question.ts'
import type { GivenAnswers } from '../answers/given-answers.ts'
import { usageFailure } from './fleet-failures.ts'

/**
 * Refuses flags that are wrong whatever else is answered, so that nobody answers twenty questions in vain.
 * @throws Failure that names them
 */
export function refuseWrongFlags(given: GivenAnswers, { catalog }: Surroundings): void {
  const misplaced = misplacedFlags(given, catalog)
  if (misplaced.length > 0) throw usageFailure(misplaced, given, undefined)
  const parsed = parseFleet(given.answers)
  const wrong =
    'fleet' in parsed
      ? []
      : parsed.issues.filter(
          ({ path }) =>
            given.flagFor(path) !== undefined && answerAt(given.answers, path.join('.')) !== undefined,
        )
  const components = (given.answers.components as Answers[] | undefined) ?? []
  const unknown = components.flatMap(({ name, chart, manifests }, index) =>
    chart !== undefined || manifests !== undefined || catalog.has(String(name))
      ? []
      : [{ path: ['components', index, 'name'], message: unknownComponent(String(name), catalog) }],
  )
  const issues = wrong.length > 0 ? wrong : unknown
  if (issues.length > 0) throw usageFailure(issues, given, undefined)
}

/** What flags say of a feature that is wrong whatever else is answered. */
function misplacedFlags({ answers }: GivenAnswers, catalog: Catalog): readonly FleetIssue[] {
  const { layout, tenants, platform } = answers
  const parsed = parseFleet({ version: 1, name: 'x', layout: layout ?? 'multi-repo', tenants, platform })
  return 'issues' in parsed ? [] : misplacedKeys(parsed.fleet, catalog)
}
