import type { Disk } from './disk.ts'
import { type Move, movedPath } from './moves.ts'
import { Tree } from './tree.ts'

/** The paths under which a person may keep a file instead, beside the one that it is written to. */
export type OtherNames = (path: string) => readonly string[]

/** Where a file lies: under another of its names where the one it is written with is missing. */
export function pathOnDisk(path: string, disk: Disk, otherNames: OtherNames): string {
  const others = otherNames(path)
  if (others.length === 0 || disk.exists(path)) return path
  return others.find((other) => disk.exists(other)) ?? path
}

/** Two trees with the names that their files have on the disk. */
export interface NamedOnDisk {
  base: Tree
  theirs: Tree
  /** The path that a file is written to, by the one it has on the disk. */
  writtenAs(path: string): string
}

/**
 * Gives files the names that a person gave them, before and after a change, so that both are compared with the one
 * file that is there. A file that the change leaves alone is not looked for.
 */
export function namedOnDisk({
  base,
  theirs,
  moves,
  disk,
  otherNames,
}: {
  base: Tree
  theirs: Tree
  moves: readonly Move[]
  disk: Disk
  otherNames: OtherNames
}): NamedOnDisk {
  const [before, after] = [new Map<string, string>(), new Map<string, string>()]
  for (const [path, { content }] of base) {
    if (otherNames(path).length === 0) continue
    const to = movedPath(path, moves)
    if (to === path && theirs.get(path)?.content === content) continue
    const there = pathOnDisk(path, disk, otherNames)
    if (there === path) continue
    before.set(path, there)
    if (theirs.has(to)) after.set(to, movedPath(there, moves))
  }
  for (const path of theirs.paths()) {
    if (base.has(path) || after.has(path) || otherNames(path).length === 0) continue
    const there = pathOnDisk(path, disk, otherNames)
    if (there !== path) after.set(path, there)
  }
  const written = new Map([...before, ...after].map(([path, there]) => [there, path]))
  return {
    base: renamed(base, before),
    theirs: renamed(theirs, after),
    writtenAs: (path) => written.get(path) ?? path,
  }
}

function renamed(tree: Tree, names: ReadonlyMap<string, string>): Tree {
  if (names.size === 0) return tree
  const result = new Tree()
  for (const [path, file] of tree) result.add(names.get(path) ?? path, file.content, file)
  return result
}
