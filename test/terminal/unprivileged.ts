import { chownSync, cpSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cli, workplace } from '../program.ts'
import { type Place, SIGNAL_AT } from './writing.ts'

/** A user and a group that own nothing: "nobody" where it has its usual number. */
const SOMEBODY = 65534

/**
 * A workplace of somebody whom the system may refuse something: whoever runs the tests, or where that is
 * root, who is refused nothing, another user.
 */
export function unprivilegedWorkplace(): Place {
  if (process.getuid?.() !== 0) return workplace()
  const place = workplace([tmpdir(), '/tmp'].find(isOpenToAll))
  const folder = dirname(place.home)
  const programs = join(folder, 'dist')
  const signalAt = join(folder, 'signal-at.mjs')
  // The checkout may lie where only root may look.
  cpSync(dirname(cli()), programs, { recursive: true })
  cpSync(SIGNAL_AT, signalAt)
  for (const owned of [folder, place.home, place.cwd]) chownSync(owned, SOMEBODY, SOMEBODY)
  return {
    ...place,
    program: join(programs, 'cli.js'),
    signalAt,
    nodeFlags: ['--require', fileURLToPath(new URL('as-somebody.cjs', import.meta.url))],
    environment: { RUN_AS: String(SOMEBODY) },
  }
}

/** Whether everybody may go through a folder and all above it. */
function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)))
}
