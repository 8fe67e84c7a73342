import { inOrder } from '../../fleet/file/load-data.ts'
import { type FieldPath, type FleetIssue, formatPath, InvalidFleetError } from '../../fleet/issue.ts'
import type { GivenAnswers } from '../answers/given-answers.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { describe, type FleetFile, joinLines, startsWithVerb } from '../repositories/fleet-file.ts'
import { explainLibrary } from '../repositories/own-library.ts'

/**
 * Runs a step and turns what is wrong with the fleet into a message that names flags, or line and column.
 * @param components how many the person named
 * @throws Failure with that message
 */
export function explainIssues<Result>(
  given: GivenAnswers,
  from: FleetFile | undefined,
  components: number,
  step: () => Result,
): Result {
  try {
    return step()
  } catch (error) {
    if (error instanceof InvalidFleetError)
      throw usageFailure(ofPerson(error.issues, components), given, from)
    throw explainLibrary(error)
  }
}

/** What is wrong with a fleet, by the flag that said it, or by line and column of the file. */
export function usageFailure(
  issues: readonly FleetIssue[],
  given: GivenAnswers,
  from: FleetFile | undefined,
): Failure {
  const located = issues.map((issue) => ({
    ...issue,
    given: given.flagFor(issue.path) ?? belowOf(given, issue.path),
    place: from?.locate(issue.path, issue.atKey),
  }))
  // What is made of a wrong answer is wrong as well, and nothing that the person said.
  const said = located.filter((issue) => issue.given !== undefined || issue.place !== undefined)
  const lines = inOrder(said.length > 0 ? said : located).map(({ given: source, place, ...issue }) => {
    if (source !== undefined)
      return `${source.flag}: ${startsWithVerb(issue.message) ? `${formatPath(source.below)} ` : ''}${issue.message}`.replace(
        ':  ',
        ': ',
      )
    if (from !== undefined) return describe(issue, from.name, place)
    return `${formatPath(issue.path)}: ${issue.message}`
  })
  return new Failure(EXIT.usage, joinLines(lines))
}

/** A list or map as a whole that a flag gave something of. */
function belowOf(given: GivenAnswers, path: FieldPath): { flag: string; below: FieldPath } | undefined {
  const flag = given.flagBelow(path)
  return flag === undefined ? undefined : { flag, below: [] }
}

/**
 * What is wrong with a component that was added is wrong with the one that needs it: it is said once, where
 * the person wrote it.
 */
function ofPerson(issues: readonly FleetIssue[], components: number): readonly FleetIssue[] {
  const own = issues.filter(({ path }) => path[0] !== 'components' || Number(path[1] ?? 0) < components)
  return own.length > 0 ? own : issues
}
