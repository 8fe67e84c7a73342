import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { parse, parseAllDocuments } from 'yaml'
import { filesBelow } from './fleets.ts'
import { tool } from './tools.ts'

const start = promisify(execFile)

/** How many programs run at once. */
const AT_ONCE = 3

/** A folder that does not build, and what kustomize says. */
export interface FailedBuild {
  folder: string
  message: string
}

/**
 * Builds every folder of the repositories that has a `kustomization.yaml`, each different one once.
 * @returns how many there are, how many of them were built, and those that failed
 */
export async function buildAll(
  repositories: readonly string[],
): Promise<{ folders: number; built: number; failed: FailedBuild[] }> {
  const different = new Map<string, string>()
  let folders = 0
  for (const repository of repositories) {
    for (const file of filesBelow(repository)) {
      if (!file.endsWith('/kustomization.yaml')) continue
      const folder = join(repository, file, '..')
      folders += 1
      const key = contentKey(repository, folder)
      if (!different.has(key)) different.set(key, folder)
    }
  }
  const waiting = [...different.values()]
  const failed: FailedBuild[] = []
  const kustomize = tool('kustomize')
  const work = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      try {
        await start(kustomize, ['build', folder], { maxBuffer: 1 << 28 })
      } catch (error) {
        failed.push({ folder, message: (error as { stderr?: string }).stderr ?? String(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { folders, built: different.size, failed }
}

/** A hash of all that a build reads: the files of the folder and of the folders that its resources name. */
function contentKey(repository: string, folder: string): string {
  const hash = createHash('sha256')
  const seen = new Set<string>()
  const read = (place: string) => {
    if (seen.has(place) || !existsSync(place)) return
    seen.add(place)
    hash.update(`\0${relative(repository, place)}`)
    for (const file of filesBelow(place)) hash.update(`\0${file}\0`).update(readFileSync(join(place, file)))
    for (const resource of readKustomization(place).resources ?? [])
      if (resource.startsWith('../')) read(join(place, resource))
  }
  read(folder)
  return hash.digest('hex')
}

interface PatchTarget {
  kind?: string
  name?: string
  namespace?: string
}

/**
 * The patches of overlays whose target is none of the objects that the overlay takes: kustomize leaves
 * them out without a word. Those for Flux itself are not looked at, since its objects come with bootstrap.
 */
export function unmetPatches(repository: string): string[] {
  return filesBelow(repository)
    .filter((file) => file.endsWith('/kustomization.yaml') && !file.includes('/flux-system/'))
    .flatMap((file) => {
      const folder = join(repository, file, '..')
      const { patches } = readKustomization(folder) as { patches?: { target?: PatchTarget }[] }
      const objects = patches === undefined ? [] : objectsOf(folder)
      return (patches ?? [])
        .filter(({ target }) => target !== undefined && !objects.some((object) => meets(target, object)))
        .map(
          ({ target }) =>
            `${repository}/${file}: no object for the patch of ${target!.kind} ${target!.namespace}/${target!.name}`,
        )
    })
}

type Named = { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } } | null

function meets(target: PatchTarget, object: Named): boolean {
  const fits = (wanted: string | undefined, value: unknown) =>
    wanted === undefined || new RegExp(`^(?:${wanted})$`).test(String(value))
  return (
    fits(target.kind, object?.kind) &&
    fits(target.name, object?.metadata?.name) &&
    fits(target.namespace, object?.metadata?.namespace)
  )
}

function objectsOf(folder: string): Named[] {
  return (readKustomization(folder).resources ?? []).flatMap((resource) => {
    const place = join(folder, resource)
    if (!existsSync(place)) return []
    if (statSync(place).isDirectory()) return objectsOf(place)
    return parseAllDocuments(readFileSync(place, 'utf8')).map((document) => document.toJS() as Named)
  })
}

function readKustomization(folder: string): { resources?: string[] } {
  return parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as { resources?: string[] }
}
