import { basename, dirname, relative, sep } from 'node:path'
import { Option } from 'commander'
import { findRepository } from '../../tools/git.ts'
import type { Asker } from '../answers/asker.ts'
import { Cancelled, EXIT, Failure } from '../command-line/failure.ts'

/** What is to become of a fleet that lies inside of a repository of something else. */
export type InsideRepository = 'subfolder'

/** The flag that says so. */
export function insideRepositoryFlag(): Option {
  return new Option(
    '--inside-repository <how>',
    'What to do where the directory lies inside of another Git repository: "subfolder" makes the fleet a folder of that',
  ).choices(['subfolder'])
}

/**
 * Refuses to make a fleet in a folder of somebody else's repository without saying so: what Flux, the Git
 * provider and SOPS read lies at the top of a repository, and the next command would commit and push all of it.
 * A person is asked; without a terminal a flag has to say so.
 * @returns what to know of it afterwards
 * @throws Failure, Cancelled
 */
export async function checkSurroundings(
  target: string,
  how: InsideRepository | undefined,
  asker: Asker | undefined,
): Promise<string[]> {
  const top = findRepository(dirname(target))
  if (top === undefined || findRepository(target) !== top) return []
  const prefix = relative(top, target).split(sep).join('/')
  const consequences = consequencesOf(top, prefix)
  if (how === 'subfolder') return [consequences]
  if (asker === undefined)
    throw new Failure(
      EXIT.obstacle,
      `${consequences} Make the fleet outside of it (flux-fleet create ../${basename(top)}-fleet), or say --inside-repository subfolder and put these right by hand. Nothing was written.`,
    )
  if (!(await asker.confirm(`${consequences} Make it there all the same?`, false))) throw new Cancelled()
  return [consequences]
}

function consequencesOf(top: string, prefix: string): string {
  return (
    `${prefix} is a folder of the Git repository ${top}, and no repository is made in it. ` +
    `Flux reads paths from the top of a repository: what is written as ./clusters, ./apps or ./infrastructure and the --path of flux bootstrap need ${prefix}/ before them. ` +
    `Only at the top are .github/, .gitlab-ci.yml, renovate.json, .sourceignore and the paths in .sops.yaml read. ` +
    'What is committed with "--all" and pushed takes along everything else in that repository.'
  )
}
