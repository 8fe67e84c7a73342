import type { Disk, Fingerprint } from '../../tree/disk.ts'
import { contentHash } from '../../tree/hash.ts'
import {
  type Change,
  type Compared,
  inTheWay,
  makePlan,
  type OnConflict,
  type Plan,
  type PrivateFile,
  planPaths,
  type Resolution,
  sure,
} from '../../tree/plan.ts'
import type { Tree, TreeFile } from '../../tree/tree.ts'

/** Files that are lists of lines, which a person's and ours go together in: the later line counts. */
const LINE_LISTS = /(^|\/)\.git(ignore|attributes)$/

/** What a new fleet is planned with. */
export interface NewFleet {
  tree: Tree
  disk: Disk
  /** How files in the way are resolved; undefined where nobody said anything. */
  said: Resolution | 'ask' | undefined
  onConflict: OnConflict
  privateFiles: readonly PrivateFile[]
}

/**
 * Plans a new fleet in a folder that may hold files. Where nobody says otherwise, what a repository usually begins with is
 * not in the way: a file that is the person's anyway is kept, such as `README.md`, and lists of lines get the lines that
 * they lack.
 */
export function planNewFleet({ tree, disk, said, onConflict, privateFiles }: NewFleet): Promise<Plan> {
  const options = { theirs: tree, disk, onConflict, privateFiles }
  if (said === 'keep' || said === 'replace') return makePlan(options)
  return planPaths(tree.paths(), options, (path, seen) => compare(path, tree.get(path)!, disk, seen))
}

/** Files that a fleet would be in the way of, as they are found before anything else is asked. */
export async function filesInTheWay(tree: Tree, disk: Disk): Promise<Change[]> {
  const plan = await planNewFleet({ tree, disk, said: undefined, onConflict: 'fail', privateFiles: [] })
  return plan.changes.filter(({ action, blocked }) => action === 'conflict' && blocked !== true)
}

function compare(path: string, file: TreeFile, disk: Disk, seen: Map<string, Fingerprint>): Compared {
  const { content, kind, executable = false } = file
  const found = disk.look(path)
  if (found.type === 'missing') return sure({ path, kind, action: 'create', after: content, executable })
  if (found.type === 'blocked')
    return sure({ path, kind, action: 'conflict', executable, reason: found.reason, blocked: true })
  seen.set(path, found.fingerprint)
  if (contentHash(found.bytes) === contentHash(content))
    return sure({ path, kind, action: 'unchanged', executable })
  if (kind === 'seed') return sure({ path, kind, action: 'keep', executable })
  const there = found.bytes.toString('utf8')
  if (!LINE_LISTS.test(path)) return inTheWay(path, file, there)
  const after = withLines(there, content)
  return sure(
    after === there
      ? { path, kind, action: 'keep', executable }
      : { path, kind, action: 'merge', before: there, after, executable },
  )
}

/** A list of lines with those of ours that it lacks behind its own, where they count for more. */
function withLines(there: string, ours: string): string {
  const eol = there.includes('\r\n') ? '\r\n' : '\n'
  const known = new Set(there.split(/\r?\n/).map((line) => line.trimEnd()))
  const isSaid = (line: string) => line !== '' && !line.startsWith('#')
  const blocks = ours
    .trimEnd()
    .split(/\n\n+/)
    .map((block) => block.split('\n').filter((line) => !isSaid(line) || !known.has(line)))
    .filter((lines) => lines.some(isSaid))
  if (blocks.length === 0) return there
  const added = blocks.flatMap((lines) => ['', ...lines]).join(eol)
  const before = there.replace(/(\r?\n)*$/, '')
  return `${before}${before === '' ? '' : eol}${added.replace(/^(\r?\n)/, before === '' ? '' : '$1')}${eol}`
}

/**
 * What to know of files that were there and that the fleet gets along with.
 * @param told those of which something is said already
 */
export function keptNotes({ changes }: Plan, told: readonly string[]): string[] {
  const kept = changes
    .filter(({ action, kind, path }) => action === 'keep' && kind === 'seed' && !told.includes(path))
    .map(({ path }) => path)
  const merged = changes.filter(({ action }) => action === 'merge').map(({ path }) => path)
  return [
    ...(kept.length === 0
      ? []
      : [`${kept.join(', ')}: there already, and kept as ${kept.length === 1 ? 'it is' : 'they are'}.`]),
    ...(merged.length === 0
      ? []
      : [`${merged.join(', ')}: there already; the lines of the fleet are added.`]),
  ]
}
