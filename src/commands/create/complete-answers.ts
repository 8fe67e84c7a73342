import { checkFleet } from '../../features/check-fleet.ts'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { addRequired } from '../../fleet/changes/add-required.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import { InvalidFleetError } from '../../fleet/issue.ts'
import { answerAt, flagOf, type Surroundings } from '../../fleet/questions/question.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { type MissingVariable, missingVariables } from '../../render/clusters/variables.ts'
import { partsOf } from '../../render/components/parts.ts'
import { type Library, LibraryError } from '../../render/templates/library.ts'
import type { Tree } from '../../tree/tree.ts'
import { copyData } from '../../yaml/kept-scalar.ts'
import type { Asker } from '../answers/asker.ts'
import { GivenAnswers, openQuestions, takeDefaults } from '../answers/given-answers.ts'
import { interview } from '../answers/interview.ts'
import { makeMissingKeys } from '../change/keys.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'
import type { FleetFile } from '../repositories/fleet-file.ts'
import { repositoryTree } from '../repositories/fleet-tree.ts'
import { usageFailure } from './fleet-failures.ts'
import { refuseWrongFlags } from './wrong-flags.ts'

/**
 * Has everything answered that no flag and no file answered: by a person, or by defaults.
 * @throws Failure that names all that is missing, where nobody can be asked
 */
export async function answerTheRest(
  given: GivenAnswers,
  surroundings: Surroundings,
  flags: CommonFlags,
  from: FleetFile | undefined,
  asker: Asker | undefined,
): Promise<void> {
  if (from !== undefined) return
  if (asker !== undefined) {
    refuseWrongFlags(given, surroundings)
    return interview(given, surroundings, asker)
  }
  const open = openQuestions(given, surroundings).filter((question) => question.optional !== true)
  if (flags.yes !== true && open.length > 0) {
    const names = open.map(
      (question) =>
        `  --${flagOf(question)}${question.type === 'confirm' ? '' : ` <${question.value ?? flagOf(question)}>`}  ${question.help ?? question.message}`,
    )
    throw new Failure(
      EXIT.usage,
      `There is nobody to ask, and ${open.length === 1 ? 'one answer is' : `${open.length} answers are`} missing:\n${names.join('\n')}\nGive them, or take their defaults with --yes, or all answers with --from flux-fleet.yaml.`,
    )
  }
  takeDefaults(given, surroundings)
  const owner = answerAt(given.answers, 'git.owner')
  if (owner === undefined && answerAt(given.answers, 'git.provider') !== 'git')
    throw new Failure(
      EXIT.usage,
      'Whose repository it is to be is not known: there is no remote and no earlier answer to take it from. Say --owner <user, organization, group or project>.',
    )
}

/**
 * Variables that the fleet as answered lacks; none while something else is wrong with it, which is told
 * later.
 */
export function variablesToAsk({ answers }: GivenAnswers, library: Library): MissingVariable[] {
  const parsed = parseFleet(answers)
  if ('issues' in parsed) return []
  const { fleet } = addRequired(parsed.fleet, library.catalog)
  // Keys are made in the end.
  const wrong = checkFleet(fleet, library.catalog).filter(({ path }) => path[2] !== 'recipients')
  const resolved = resolveFleet(fleet, library.catalog)
  return wrong.length > 0 ? [] : missingVariables(resolved, partsOf(resolved, library))
}

/**
 * What a fleet is likely to look like, where the rest is answered by defaults; undefined where that is no fleet.
 */
export async function likelyTree(
  given: GivenAnswers,
  surroundings: Surroundings,
  library: Library,
): Promise<Tree | undefined> {
  const likely = new GivenAnswers(copyData(given.answers))
  takeDefaults(likely, surroundings)
  // Whoever it will be, the files are the same.
  if (answerAt(likely.answers, 'git.owner') === undefined) likely.set({ field: 'git.owner' }, 'owner')
  const parsed = parseFleet(likely.answers)
  if ('issues' in parsed) return undefined
  try {
    const complete = resolveFleet(addRequired(parsed.fleet, library.catalog).fleet, library.catalog)
    const { fleet } = await makeMissingKeys(complete, true, { read: () => undefined, place: (path) => path })
    return repositoryTree(fleet, library)
  } catch (error) {
    // What is wrong with it is said when it is wholly answered.
    if (error instanceof InvalidFleetError || error instanceof LibraryError) return undefined
    throw error
  }
}

/**
 * The fleet that was answered.
 * @throws Failure for what is no fleet
 */
export function validFleet(given: GivenAnswers, from: FleetFile | undefined): Fleet {
  // No flag said anything else.
  if (from !== undefined && (given.answers as unknown) === from.fleet) return from.fleet
  const parsed = parseFleet(given.answers)
  if ('fleet' in parsed) return parsed.fleet
  throw usageFailure(parsed.issues, given, from)
}
