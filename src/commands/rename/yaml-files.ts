import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { PlannedChange } from '../change/plan-fleet-change.ts'
import { isKustomization } from '../repositories/kustomization-names.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { placedRepositories } from '../repositories/repository-places.ts'

/** A YAML file of the fleet as it is to be, by its path below the root. */
export interface YamlFile {
  path: string
  /** The folder of its repository, with a slash at its end unless it is the root. */
  repository: string
  text: string
}

/** Folders that no file of the fleet is in, and files that are the fleet's own records or Flux's. */
const SKIPPED = ['.git', '.age', 'node_modules', 'flux-fleet.yaml', 'gotk-components.yaml', 'gotk-sync.yaml']

/**
 * Every YAML file that somebody may have written by hand, as it is after a change; without those of the
 * teams.
 */
export function yamlFilesAfter({ plan, after }: PlannedChange, open: OpenFleet): YamlFile[] {
  const { root } = open
  const changed = new Map(plan.changes.map((change) => [change.from ?? change.path, change]))
  return placedRepositories(open, after)
    .filter(({ kind }) => kind !== 'team')
    .flatMap((repository) => {
      const prefix = pathIn(repository, '')
      return yamlBelow(root, repository.folder).flatMap((path): YamlFile[] => {
        const change = changed.get(path)
        if (change?.action === 'delete') return []
        const text = change?.after?.toString() ?? readFileSync(join(root, path), 'utf8')
        return [{ path: change?.path ?? path, repository: prefix, text }]
      })
    })
}

function yamlBelow(root: string, folder: string): string[] {
  let entries: import('node:fs').Dirent[]
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    // Nothing that can be read is nothing that names a path.
    return []
  }
  return entries
    .filter(({ name }) => !SKIPPED.includes(basename(name)))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return yamlBelow(root, path)
      return entry.isFile() && (/\.ya?ml$/i.test(entry.name) || isKustomization(entry.name)) ? [path] : []
    })
    .sort()
}
