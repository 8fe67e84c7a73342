import { comparePaths } from './paths.ts'
import type { Action, Change } from './plan.ts'

/** How a tree is drawn. */
export interface DrawOptions {
  /** Draws with ASCII characters only. */
  ascii?: boolean
  /** A folder with more entries than this is one line with the number of its files. By default 12. */
  limit?: number
  /** Folders deeper than this are one line too. By default there is no such limit. */
  depth?: number
}

/** A path to draw, with a remark behind it. */
export interface Listed {
  path: string
  remark?: string
}

interface Folder {
  entries: Map<string, Folder | Listed>
  files: number
}

const remarks: Record<Action, string | undefined> = {
  create: undefined,
  update: 'replaced',
  merge: 'merged',
  delete: 'deleted',
  unchanged: undefined,
  conflict: 'conflict',
  keep: 'kept as it is',
}

/** The changes of a plan as entries to draw, without what stays as it is; of a move where it leads. */
export function listChanges(changes: readonly Change[]): Listed[] {
  return changes
    .filter(({ action, to }) => action !== 'unchanged' && to === undefined)
    .map(({ path, from, action }) => {
      const remark = from === undefined || action === 'conflict' ? remarks[action] : 'moved'
      return remark === undefined ? { path } : { path, remark }
    })
}

/**
 * Draws paths as a tree, one line each, folders closed with a slash. The root is not drawn, nor ever
 * collapsed.
 */
export function drawTree(
  paths: Iterable<string | Listed>,
  { ascii = false, limit = 12, depth = Number.POSITIVE_INFINITY }: DrawOptions = {},
): string[] {
  const root = newFolder()
  for (const path of paths) insert(root, typeof path === 'string' ? { path } : path)
  const [branch, last, down, blank] = ascii
    ? ['|-- ', '`-- ', '|   ', '    ']
    : ['├── ', '└── ', '│   ', '    ']
  const lines: string[] = []
  const draw = ({ entries }: Folder, indent: string, level: number): void => {
    const sorted = [...entries].sort(([a], [b]) => comparePaths(a, b))
    for (const [index, [name, entry]] of sorted.entries()) {
      const isLast = index === sorted.length - 1
      const start = indent + (isLast ? last : branch)
      if (!('entries' in entry)) {
        lines.push(start + name + (entry.remark === undefined ? '' : ` (${entry.remark})`))
      } else if (entry.entries.size > limit || level >= depth) {
        lines.push(`${start}${name}/ (${entry.files} ${entry.files === 1 ? 'file' : 'files'})`)
      } else {
        lines.push(`${start}${name}/`)
        draw(entry, indent + (isLast ? blank : down), level + 1)
      }
    }
  }
  draw(root, '', 1)
  return lines
}

function newFolder(): Folder {
  return { entries: new Map(), files: 0 }
}

function insert(root: Folder, file: Listed): void {
  const segments = file.path.split('/')
  const name = segments.pop()!
  let folder = root
  folder.files++
  for (const segment of segments) {
    let next = folder.entries.get(segment)
    if (!next || !('entries' in next)) {
      next = newFolder()
      folder.entries.set(segment, next)
    }
    folder = next
    folder.files++
  }
  folder.entries.set(name, file)
}
