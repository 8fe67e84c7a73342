import type { Disk } from './disk.ts'
import { withoutCrlf } from './hash.ts'
import { isAsMade, type LockedFile } from './locked-file.ts'
import type { Tree } from './tree.ts'

/** Files of a lock, by path. */
export type LockedFiles = ReadonlyMap<string, LockedFile>

/** Somewhere that may have the texts that files were made as. */
export interface BaseSource {
  /**
   * What it has for these files, by path, and nothing for others. It need not know whether a text is the right
   * one.
   */
  textsOf(files: LockedFiles): Promise<ReadonlyMap<string, string>>
}

/** The texts that files were made as, and the paths of those that nothing has any more. */
export interface Bases {
  texts: Map<string, string>
  missing: string[]
}

/**
 * Asks one source after the other for the texts that files were made as. A text counts only if it is the one
 * that the lock means: a source may guess. It is given with the line ends that are rendered.
 * @param sources the cheapest first
 * @throws whatever a source throws
 */
export async function findBases(files: LockedFiles, sources: readonly BaseSource[]): Promise<Bases> {
  const texts = new Map<string, string>()
  const missing = new Map(files)
  for (const source of sources) {
    if (missing.size === 0) break
    for (const [path, text] of await source.textsOf(missing)) {
      const file = missing.get(path)
      if (file === undefined || !isAsMade(file, text)) continue
      texts.set(path, withoutCrlf(text))
      missing.delete(path)
    }
  }
  return { texts, missing: [...missing.keys()] }
}

/** What a generator renders for the fleet as it was last applied. */
export function renderedBases(tree: Tree): BaseSource {
  return {
    textsOf: async (files) => textsBy(files.keys(), (path) => tree.get(path)?.content),
  }
}

/**
 * The files themselves, of which most were never edited.
 * @param place where a path of the lock lies below the root of the disk
 */
export function diskBases(disk: Disk, place: (path: string) => string = (path) => path): BaseSource {
  return {
    textsOf: async (files) =>
      textsBy(files.keys(), (path) => {
        const found = disk.look(place(path))
        return found.type === 'file' ? found.bytes.toString('utf8') : undefined
      }),
  }
}

function textsBy(
  paths: Iterable<string>,
  textOf: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const path of paths) {
    const text = textOf(path)
    if (text !== undefined) texts.set(path, text)
  }
  return texts
}
