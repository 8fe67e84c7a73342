import { type Answers, answerAt, type Surroundings } from '../../../generators/question.ts'
import type { Catalog } from '../../fleet/catalog/catalog.ts'
import { unknownComponent } from '../../fleet/checks/components.ts'
import { checkPlatform } from '../../fleet/checks/platform.ts'
import { checkTenants } from '../../fleet/checks/tenants.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import type { FleetIssue } from '../../fleet/issue.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
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

/** What flags say of tenants and the platform repository that is wrong whatever else is answered. */
function misplacedFlags({ answers }: GivenAnswers, catalog: Catalog): FleetIssue[] {
  const { layout, tenants, platform } = answers
  const parsed = parseFleet({ version: 1, name: 'x', layout: layout ?? 'multi-repo', tenants, platform })
  if ('issues' in parsed) return []
  const { fleet } = parsed
  if (!hasPlatformRepository(fleet) && fleet.platform !== undefined) return checkPlatform(fleet)
  const own = isLockedDown(fleet) ? ['name', 'namespaces', 'role', 'rules', 'source'] : undefined
  return checkTenants(fleet, catalog).filter(({ path }) => own?.includes(String(path[2])) ?? true)
}
