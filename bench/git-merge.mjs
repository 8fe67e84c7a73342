import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Merges three texts with `git merge-file` in a folder that is there, and gives the result as a merge of ours
 * does.
 */
export function gitMerge({ base, theirs, ours }, folder) {
  const paths = Object.entries({ ours, base, theirs }).map(([name, text]) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  })
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', '--quiet', ...paths], { encoding: 'utf8' })
  return status === 0 ? { text: stdout, leftOut: [] } : { conflicts: [] }
}
