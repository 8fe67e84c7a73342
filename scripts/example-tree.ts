import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { repositoryTree } from '../src/commands/repositories/fleet-tree.ts'
import { loadFleet } from '../src/fleet/file/load-fleet.ts'
import type { Library } from '../src/render/templates/library.ts'
import type { Tree } from '../src/tree/tree.ts'

/** A rendered fleet: its folder, and the `flux-fleet.yaml` that made it. */
export interface Example {
  name: string
  root: string
  file: string
}

/**
 * The examples: folders with a `flux-fleet.yaml`, with several repositories of which one has it, or with one that holds
 * the fleet in a folder.
 */
export function findExamples(): Example[] {
  const folder = fileURLToPath(new URL('../examples', import.meta.url))
  return globSync('*/**/flux-fleet.yaml', { cwd: folder }).map((path) => {
    const name = path.split('/')[0]!
    return { name, root: join(folder, name), file: join(folder, path) }
  })
}

/**
 * The tree that `create --from` would write for the text of a `flux-fleet.yaml`.
 * @throws Error when the text is no valid fleet
 */
export function exampleTree(text: string, library: Library): Tree {
  const loaded = loadFleet(text)
  if ('issues' in loaded) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'))
  return repositoryTree(loaded.fleet, library, text)
}
