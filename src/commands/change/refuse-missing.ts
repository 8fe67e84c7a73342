import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RenderedRepository } from '../../render/render.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import type { Tree } from '../../tree/tree.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'

/**
 * Refuses a change of repositories that are not there.
 * @throws Failure that names them
 */
export function refuseMissing(
  made: readonly RenderedRepository[],
  { base, theirs, open }: { base: Tree; theirs: Tree; open: OpenFleet },
): void {
  const missing = made
    .map(({ repository }) => repository)
    .filter(({ folder }) => folder !== '' && !existsSync(join(open.root, folder)))
    .filter(({ folder }) =>
      [...base.paths(), ...theirs.paths()].some(
        (path) => path.startsWith(`${folder}/`) && base.get(path)?.content !== theirs.get(path)?.content,
      ),
    )
  if (missing.length === 0) return
  const lines = missing.map(
    ({ folder, name, url }) => `  ${join(open.root, folder)}  ${posixLine(run('git', 'clone', url, name))}`,
  )
  const flags = missing.map(({ name }) => `--checkout ${name}=<directory>`).join(' ')
  throw new Failure(
    EXIT.obstacle,
    `The change is also about ${missing.length === 1 ? 'a repository that is' : 'repositories that are'} not there:\n${lines.join('\n')}\nClone beside the repository of the fleet what is missing, or say where it is: ${flags}. Nothing was written.`,
  )
}
