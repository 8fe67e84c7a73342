import { join } from 'node:path'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { type VersionPlace, versionPlaces } from '../../render/versions/component-versions.ts'
import { findBases, renderedBases } from '../../tree/base-source.ts'
import type { Disk } from '../../tree/disk.ts'
import type { Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile } from '../../tree/locked-file.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import { isMovedVersion } from '../../tree/updaters/moved-version.ts'
import { gitBases } from '../repositories/git-bases.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'

/** A version that an updater moved in a file, and that `flux-fleet.yaml` can say. */
export interface MovedVersion {
  component: string
  /** Undefined for all that have no other one. */
  environment: string | undefined
  from: string
  to: string
  /** The file, by its path below the root. */
  path: string
}

/**
 * Finds the versions that updaters moved since the files were made: they are read from the files themselves, whatever
 * else was changed there. A file of which nobody knows what it was made as says nothing.
 * @param fleet what the files were made of
 * @param was what is rendered for it
 * @param locks of the repositories, by folder
 */
export async function findMovedVersions(
  { root, library }: Pick<OpenFleet, 'root' | 'library'>,
  fleet: Fleet,
  was: readonly RenderedRepository[],
  locks: ReadonlyMap<string, Lock>,
  disk: Disk,
): Promise<MovedVersion[]> {
  const resolved = resolveFleet(fleet, library.catalog)
  const made = was.find(({ repository }) => repository.kind === resolved.layersRepository.kind)
  const lock = made && locks.get(made.repository.folder)
  if (made === undefined || lock === undefined) return []
  const { repository, tree } = made
  const changed = new Map<string, LockedFile>()
  const texts = new Map<string, string | undefined>()
  const textOf = (path: string): string | undefined => {
    if (texts.has(path)) return texts.get(path)
    const [locked, rendered] = [lock.files.get(path), tree.get(path)]
    const found =
      locked && rendered && disk.look(pathOnDisk(pathIn(repository, path), disk, kustomizationNames))
    const isChanged =
      found?.type === 'file' &&
      !found.bytes.equals(Buffer.from(rendered!.content)) &&
      !isAsMade(locked!, found.bytes)
    texts.set(path, isChanged ? found.bytes.toString('utf8') : undefined)
    if (isChanged) changed.set(path, locked!)
    return texts.get(path)
  }
  const places = versionPlaces(resolved).filter(({ path }) => textOf(path) !== undefined)
  const sources = [renderedBases(tree), gitBases(join(root, repository.folder))]
  const { texts: originals } = await findBases(changed, sources)
  return places.flatMap(({ component, environment, path, key, read }) => {
    const [from, to] = [originals.get(path), textOf(path)].map((text) => text && read(text))
    const current = read(tree.get(path)!.content)
    const version = from && to && movedVersion(key, from, to)
    if (!version || version === current) return []
    return [{ component, environment, from: current ?? from!, to: version, path: pathIn(repository, path) }]
  })
}

/** The version that an updater moved another one to, without a digest that only pins it. */
function movedVersion(key: VersionPlace['key'], from: string, to: string): string | undefined {
  const version = key === 'image' || from.includes('@') ? to : to.replace(/@sha256:[0-9a-f]{64}$/, '')
  return isMovedVersion({ key, value: from, isFollowed: false }, version) ? version : undefined
}
