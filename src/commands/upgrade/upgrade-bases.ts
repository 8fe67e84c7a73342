import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { type BaseSource, diskBases, findBases, renderedBases } from '../../tree/base-source.ts'
import { Disk } from '../../tree/disk.ts'
import type { LockedFile } from '../../tree/locked-file.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import type { Tree } from '../../tree/tree.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { earlierBases } from '../repositories/earlier-bases.ts'
import { gitBases } from '../repositories/git-bases.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { madeAt, type OutdatedFile } from './outdated-files.ts'

/** The texts that files were made as, by their paths from the root. */
export interface UpgradeBases {
  texts: ReadonlyMap<string, string>
  /** The files of which this is a text that they were made as before the last one, which nothing has any more. */
  earlier: ReadonlySet<string>
}

/**
 * Finds the texts that files were made as, by their paths from the root: on the disk, in what is rendered today, in a
 * fleet that an older version rendered, in Git. Where the last one is found nowhere, an earlier one does; else it is left out.
 * @param was what is rendered today for the fleet as it was last applied
 * @param madeBy a folder that an older version of the generator made the same fleet in
 */
export async function upgradeBases(
  files: readonly OutdatedFile[],
  {
    open,
    was,
    disk,
    madeBy,
  }: { open: OpenFleet; was: readonly RenderedRepository[]; disk: Disk; madeBy?: string },
): Promise<UpgradeBases> {
  const texts = new Map<string, string>()
  const earlier = new Set<string>()
  for (const { repository, tree } of was) {
    const own = files.filter((file) => file.repository.folder === repository.folder)
    const locked = new Map(
      own.flatMap((file): [string, LockedFile][] => (file.locked ? [[madeAt(file), file.locked]] : [])),
    )
    if (locked.size === 0) continue
    const found = await findBases(locked, [
      diskBases(disk, (path) => pathOnDisk(pathIn(repository, path), disk, kustomizationNames)),
      renderedBases(tree),
      movedBases(own, tree),
      ...(madeBy === undefined ? [] : olderBases(madeBy, repository.name)),
      gitBases(join(open.root, repository.folder)),
    ])
    const before = await earlierBases(join(open.root, repository.folder), found.missing)
    for (const file of own) {
      const text = found.texts.get(madeAt(file)) ?? before.get(madeAt(file))
      if (text === undefined) continue
      texts.set(file.full, text)
      if (!found.texts.has(madeAt(file))) earlier.add(file.full)
    }
  }
  return { texts, earlier }
}

/** What is rendered today of files that have another path by now. */
function movedBases(files: readonly OutdatedFile[], tree: Tree): BaseSource {
  const texts = files.flatMap((file): [string, string][] => {
    const text = file.moved && tree.get(file.path)?.content
    return text === undefined ? [] : [[madeAt(file), text]]
  })
  return { textsOf: async () => new Map(texts) }
}

/** The fleet may be the folder itself, or one of several repositories in it. */
function olderBases(madeBy: string, name: string): BaseSource[] {
  return [diskBases(new Disk(madeBy)), diskBases(new Disk(join(madeBy, name)))]
}

/**
 * The folder that an older version made the fleet in.
 * @throws Failure for one that is not there
 */
export function olderFleet(folder: string, cwd: string): string {
  const path = resolve(cwd, folder)
  if (existsSync(path) && statSync(path).isDirectory()) return path
  throw new Failure(EXIT.usage, `--made-by ${folder}: there is no such folder.`)
}
