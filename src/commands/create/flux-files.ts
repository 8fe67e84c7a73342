import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FLEET_FILE } from '../repositories/fleet-file.ts'

/** What a folder holds of Flux without being a fleet of ours. */
export interface FluxFiles {
  /** Folders that clusters are bootstrapped from, as `flux bootstrap --path` was given them. */
  bootstrapped: string[]
  /** Other files with objects of Flux. */
  others: string[]
}

/** So much is looked at: enough to know what a repository is, in no time to speak of. */
const MOST_FILES = 1000
const MOST_BYTES = 100_000

const FLUX_OBJECT = /^apiVersion: ["']?[a-z.]+\.(toolkit\.fluxcd\.io|controlplane\.io)\//m

/**
 * Finds what a folder holds of Flux. Nothing is found in a fleet of ours, which commands know.
 * @param folder as an absolute path; it need not be there
 */
export async function findFluxFiles(folder: string): Promise<FluxFiles | undefined> {
  const { globSync } = await import('tinyglobby')
  const paths = globSync(['**/*.yaml', '**/*.yml'], {
    cwd: folder,
    deep: 8,
    ignore: ['**/node_modules/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  }).sort()
  if (paths.includes(FLEET_FILE)) return undefined
  const bootstrapped = paths
    .filter((path) => /(^|\/)flux-system\/gotk-sync\.yaml$/.test(path))
    .map((path) => path.replace(/\/?flux-system\/gotk-sync\.yaml$/, '') || '.')
  const others = paths
    .slice(0, MOST_FILES)
    .filter((path) => !/(^|\/)flux-system\/gotk-[a-z]+\.yaml$/.test(path) && isOfFlux(join(folder, path)))
  return bootstrapped.length + others.length === 0 ? undefined : { bootstrapped, others }
}

function isOfFlux(file: string): boolean {
  try {
    return statSync(file).size <= MOST_BYTES && FLUX_OBJECT.test(readFileSync(file, 'utf8'))
  } catch {
    // Whatever can't be read is told when it is in the way.
    return false
  }
}

/** Says what a folder holds of Flux, and what a new fleet would be to that. */
export function fluxFilesNote({ bootstrapped, others }: FluxFiles): string {
  const clusters =
    bootstrapped.length === 0
      ? []
      : [
          `${few(bootstrapped)} ${bootstrapped.length === 1 ? 'is what a cluster is' : 'are what clusters are'} bootstrapped from`,
        ]
  const objects =
    others.length === 0 ? [] : [`${few(others)} ${others.length === 1 ? 'holds' : 'hold'} objects of Flux`]
  return `Flux is at work in this folder: ${[...clusters, ...objects].join('; ')}. A new fleet is laid beside that and takes nothing of it over: what runs goes on as it is, and a cluster that is to follow the fleet is bootstrapped from the fleet's own folder.`
}

function few(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return names.slice(0, 3).join(', ') + more
}
