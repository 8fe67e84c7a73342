import { join } from 'node:path'
import type { MovableVersion } from '../../features/command-contributor.ts'
import { contributorsOf, resolveFleet } from '../../features/resolve-fleet.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { versionPlaces } from '../../render/versions/component-versions.ts'
import { findBases, renderedBases } from '../../tree/base-source.ts'
import type { Disk } from '../../tree/disk.ts'
import type { Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile } from '../../tree/locked-file.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import { isMovedVersion } from '../../tree/updaters/moved-version.ts'
import { gitBases } from '../repositories/git-bases.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { valueVersions } from './value-versions.ts'

/** A version that an updater moved in files, and that `flux-fleet.yaml` can say. */
export interface MovedVersion {
  /** What it is of, in words: the name of a component, or what a feature calls it. */
  of: string
  /** The feature's version, where it is of no component. */
  movable?: MovableVersion
  /** Undefined for all that have no other one. */
  environment: string | undefined
  from: string
  to: string
  /** The files, by their paths below the root. */
  paths: readonly string[]
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
  const readerOf = (kind: FleetRepository['kind']) => {
    const made = was.find(({ repository }) => repository.kind === kind)
    const lock = made && locks.get(made.repository.folder)
    return made && lock && new MovedTexts(root, made, lock, disk)
  }
  const [layers, main] = [readerOf(resolved.layersRepository.kind), readerOf('fleet')]
  const ofComponents = await layers?.find(
    versionPlaces(resolved).map(({ component, environment, path, ...place }) => ({
      ...place,
      of: component,
      environment,
      paths: [path],
    })),
  )
  const movable = contributorsOf(fleet).flatMap((one) => one.movableVersions?.(resolved) ?? [])
  const ofFeatures = await main?.find(movable.map((one) => ({ ...one, movable: one })))
  const ofValues = await layers?.find(valueVersions(resolved).map((one) => ({ ...one, movable: one })))
  return [...(ofComponents ?? []), ...(ofFeatures ?? []), ...(ofValues ?? [])]
}

/** A version in files that all say the same. */
interface Versioned {
  of: string
  movable?: MovableVersion
  environment: string | undefined
  paths: readonly string[]
  key: string
  read(text: string): string | undefined
}

/** The files of a repository that were changed since they were made. */
class MovedTexts {
  readonly #root: string
  readonly #made: RenderedRepository
  readonly #lock: Lock
  readonly #disk: Disk
  readonly #texts = new Map<string, string | undefined>()
  readonly #changed = new Map<string, LockedFile>()

  constructor(root: string, made: RenderedRepository, lock: Lock, disk: Disk) {
    this.#root = root
    this.#made = made
    this.#lock = lock
    this.#disk = disk
  }

  /** Finds which versions updaters moved, in all of their files alike. */
  async find(versions: readonly Versioned[]): Promise<MovedVersion[]> {
    const { repository, tree } = this.#made
    const places = versions.filter(({ paths }) => paths.every((path) => this.#textOf(path) !== undefined))
    if (places.length === 0) return []
    const sources = [renderedBases(tree), gitBases(join(this.#root, repository.folder))]
    const { texts: originals } = await findBases(this.#changed, sources)
    return places.flatMap(({ of, movable, environment, paths, key, read }) => {
      const found = paths.map((path) => {
        const [from, to] = [originals.get(path), this.#textOf(path)].map((text) => text && read(text))
        return from && to && { from, to: movedVersion(key, from, to) }
      })
      const [first] = found
      if (!first || found.some((one) => !one || one.to === undefined || one.to !== first.to)) return []
      const current = read(tree.get(paths[0]!)!.content)
      if (first.to === current) return []
      return [
        {
          of,
          ...(movable === undefined ? {} : { movable }),
          environment,
          from: current ?? first.from,
          to: first.to!,
          paths: paths.map((path) => pathIn(repository, path)),
        },
      ]
    })
  }

  /** What a file says, if it is another text than it was made as. */
  #textOf(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path)
    const { repository, tree } = this.#made
    const [locked, rendered] = [this.#lock.files.get(path), tree.get(path)]
    const there = pathOnDisk(pathIn(repository, path), this.#disk, kustomizationNames)
    const found = locked && rendered && this.#disk.look(there)
    const isChanged =
      found?.type === 'file' &&
      !found.bytes.equals(Buffer.from(rendered!.content)) &&
      !isAsMade(locked!, found.bytes)
    this.#texts.set(path, isChanged ? found.bytes.toString('utf8') : undefined)
    if (isChanged) this.#changed.set(path, locked!)
    return this.#texts.get(path)
  }
}

/** The version that an updater moved another one to, without a digest that only pins it. */
function movedVersion(key: string, from: string, to: string): string | undefined {
  const version = key === 'image' || from.includes('@') ? to : to.replace(/@sha256:[0-9a-f]{64}$/, '')
  return isMovedVersion({ key, value: from, isFollowed: false }, version) ? version : undefined
}
