import type { Disk } from './disk.ts'
import { comparePaths } from './paths.ts'
import { Tree } from './tree.ts'

/**
 * A folder or file that gets another path. Both are from the root, and no move begins where another one
 * leads.
 */
export interface Move {
  from: string
  to: string
}

/** Where a path is after some moves. */
export function movedPath(path: string, moves: readonly Move[]): string {
  for (const { from, to } of moves) {
    if (path === from) return to
    if (path.startsWith(`${from}/`)) return to + path.slice(from.length)
  }
  return path
}

/**
 * The moves of folders and files that a tree has something of: what is a person's alone stays where it is.
 */
export function movesOf(tree: Tree, moves: readonly Move[]): Move[] {
  return moves.filter(({ from }) => tree.paths().some((path) => path === from || path.startsWith(`${from}/`)))
}

/**
 * A tree with its files at their new paths.
 * @param theirs what is to be there: a file that it does not have at the new path stays at the old one
 */
export function movedTree(tree: Tree, moves: readonly Move[], theirs: Tree): Tree {
  if (moves.length === 0) return tree
  const moved = new Tree()
  for (const [path, file] of tree) {
    const to = movedPath(path, moves)
    moved.add(theirs.has(to) ? to : path, file.content, file)
  }
  return moved
}

/**
 * The files on the disk that some moves are about, the old path by the new one: those that were rendered, and
 * whatever else lies in the folders. A rendered file that is not to be at the new path is not moved but
 * removed.
 */
export function movedFiles(
  { base, theirs, disk }: { base: Tree; theirs: Tree; disk: Disk },
  moves: readonly Move[],
): Map<string, string> {
  const found = new Map<string, string>()
  for (const { from } of moves) {
    for (const path of disk.filesBelow(from)) {
      const to = movedPath(path, moves)
      if (!base.has(path) || theirs.has(to)) found.set(to, path)
    }
  }
  return new Map([...found].sort(([one], [other]) => comparePaths(one, other)))
}
