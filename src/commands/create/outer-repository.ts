import { existsSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { Option } from 'commander'
import type { Pointer } from '../../render/repository/outer-repository.ts'
import { findRepository } from '../../tools/git.ts'
import type { Asker } from '../answers/asker.ts'
import { Cancelled, EXIT, Failure } from '../command-line/failure.ts'

/** What is to become of a fleet that lies inside of a repository of something else. */
export type InsideRepository = 'subfolder' | 'own'

/** The repository of something else that a new fleet lies in, and what the fleet is to be there. */
export interface OuterRepository {
  /** The folder of the repository. */
  top: string
  how: InsideRepository
}

/** The flag that says what a fleet in a repository of something else is to be. */
export function insideRepositoryFlag(): Option {
  return new Option(
    '--inside-repository <how>',
    'What to do where the directory lies inside of another Git repository: "subfolder" makes the fleet a folder of that, "own" a repository of its own',
  ).choices(['subfolder', 'own'])
}

/** What is known of where a fleet is to be made before it is known how it is called. */
export interface PlannedPlace {
  /** The directory, as an absolute path; undefined until the fleet has a name. */
  target: string | undefined
  cwd: string
}

/**
 * Has it decided what a fleet inside of a repository of something else is to be: what Flux, the Git provider and
 * Renovate read lies at the top of a repository, and the next command would commit and push all of it. A person is
 * asked; without a terminal a flag has to say so.
 * @returns undefined where there is no other repository around
 * @throws Failure, Cancelled
 */
export async function outerRepositoryOf(
  { target, cwd }: PlannedPlace,
  how: InsideRepository | undefined,
  asker: Asker | undefined,
): Promise<OuterRepository | undefined> {
  if (target !== undefined && existsSync(join(target, '.git'))) return undefined
  const top = findRepository(target === undefined ? cwd : join(target, '..'))
  if (top === undefined) return undefined
  if (how !== undefined) return { top, how }
  const where = target === undefined ? 'The fleet' : pathBelow(top, target)
  const lies = `${where} lies inside of the Git repository ${top}.`
  const elsewhere = `flux-fleet create ../${basename(top)}-fleet`
  if (asker === undefined)
    throw new Failure(
      EXIT.obstacle,
      `${lies} Make the fleet outside of it (${elsewhere}), or say what it is to be: --inside-repository subfolder makes it a folder of that repository, --inside-repository own a repository of its own in there. Nothing was written.`,
    )
  const answer = await asker.choose(
    `${lies} What is it to be?`,
    [
      {
        value: 'subfolder',
        title: 'A folder of that repository',
        hint: 'committed and pushed with it; Flux reads its paths from the top of it',
      },
      {
        value: 'own',
        title: 'A repository of its own, in there',
        hint: 'the other one has to ignore its folder',
      },
      { value: 'stop', title: 'Stop, to make it elsewhere', hint: elsewhere },
    ],
    'stop',
  )
  if (answer === 'stop') throw new Cancelled()
  return { top, how: answer as InsideRepository }
}

/** A directory by its path in a repository above it. */
export function pathBelow(top: string, directory: string): string {
  return relative(top, directory).split(sep).join('/')
}

/**
 * What to know of a fleet inside of a repository of something else.
 * @param pointers files at the top of that repository that point into the fleet, and those that are there and do not
 */
export function outerRepositoryNotes(
  { top, how }: OuterRepository,
  target: string,
  pointers: { written: readonly string[]; kept: readonly Pointer[] },
): string[] {
  const path = pathBelow(top, target)
  if (how === 'own')
    return [
      `${path} is a Git repository of its own inside of ${top}, which sees it as one entry without files: have that ignore it, with the line /${path}/ in its .gitignore, and never add it there.`,
    ]
  const { written, kept } = pointers
  const pointing =
    written.length === 0
      ? ''
      : ` ${written.join(' and ')} at its top ${written.length === 1 ? 'points' : 'point'} to it.`
  return [
    `The fleet is the folder ${path} of the Git repository ${top}: paths that Flux reads begin with ./${path}.${pointing}`,
    ...kept.map(
      (pointer) =>
        `${pointer.path} at its top was there already. To have it point to the fleet, add: ${pointer.lacks}`,
    ),
  ]
}
