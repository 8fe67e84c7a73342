import type { Disk, Fingerprint, Found } from './disk.ts'
import { contentHash } from './hash.ts'
import { formatOf } from './merge/file-format.ts'
import { followLines } from './merge/follow-lines.ts'
import { mergeFile } from './merge/merge-file.ts'
import { isOnlyReformatted } from './merge/reformatted.ts'
import type { LeftOut, MergeConflict, MergeRules } from './merge/types.ts'
import { type Move, movedFiles, movedTree, movesOf } from './moves.ts'
import { namedOnDisk, type OtherNames } from './other-names.ts'
import { checkPath, comparePaths } from './paths.ts'
import { type Change, type Compared, inTheWay, type Plan, type PlanOptions, planPaths, sure } from './plan.ts'
import type { Tree, TreeFile } from './tree.ts'
import { messageOf } from './tree-error.ts'

/** What `makeChangePlan` takes. */
export interface ChangePlanOptions extends PlanOptions {
  /** What is rendered for the fleet as it was; `theirs` is what is rendered for it as it is to be. */
  base: Tree
  /** Files that are no one else's to change, such as the lock: always as rendered. */
  isOwn?: (path: string) => boolean
  /** Folders and files that get another path, with all that people have changed in them and put there. */
  moves?: readonly Move[]
  /**
   * Whether a text is what was once written, by whichever templates: then nobody is there to disagree with.
   */
  isUnedited?: (path: string, text: string) => boolean
  /**
   * Whether updaters alone changed a text since it was written: it may go where it is no longer needed, but who
   * wants another version disagrees with them.
   */
  isOnlyMoved?: (path: string) => boolean
  /** Why nothing can be merged into a file that was there before: nobody knows what it was made as. */
  withoutBase?: (path: string) => string | undefined
  rules?: (path: string) => MergeRules
  /** What of a seed is kept in step all the same, where nobody edited the lines. */
  followed?: (path: string) => { base: string; theirs: string } | undefined
  /** Names that a person may have given a file instead. */
  otherNames?: OtherNames
}

/** A plan that changes files which people may have edited. */
export interface ChangePlan {
  plan: Plan
  /** What was not done because somebody deleted what it is about. */
  leftOut: (LeftOut & { file: string })[]
  /** The path that a file is written to, by the one that a person gave it. */
  writtenAs(path: string): string
}

/**
 * Merges what changes between two renderings into the disk. A file that is equal in both is not looked at,
 * whoever changed it. Seeds and handed-over files are written once and never merged. What a person deleted
 * stays deleted. A file that moves is merged with what it was at its old path; others in its folder move byte
 * for byte. Throws as `makePlan` does.
 */
export async function makeChangePlan(given: ChangePlanOptions): Promise<ChangePlan> {
  const { disk, otherNames = () => [] } = given
  const leftOut: ChangePlan['leftOut'] = []
  const moves = movesOf(given.base, given.moves ?? [])
  const { writtenAs, ...trees } = namedOnDisk({ ...given, moves, otherNames })
  const options = { ...given, ...trees, ...asWritten(given, writtenAs) }
  const { theirs } = options
  const sources = movedFiles(options, moves)
  const base = movedTree(options.base, moves, theirs)
  const moving = new Map([...sources].map(([to, from]) => [from, to]))
  const paths = new Set([...changedPaths(base, theirs), ...sources.keys(), ...moving.keys()])
  const plan = await planPaths([...paths].sort(comparePaths), options, (path, seen) => {
    const from = sources.get(path)
    if (from !== undefined) return arrival(from, path, { ...options, base }, seen, leftOut)
    const to = moving.get(path)
    if (to !== undefined) return departure(path, to, theirs, disk)
    return compare(path, { ...options, base }, disk.look(path), seen, leftOut)
  })
  return { plan, leftOut, writtenAs }
}

/** What is known of files by the paths that they are written to, for those that they have. */
function asWritten(
  { isUnedited, isOnlyMoved, withoutBase }: ChangePlanOptions,
  writtenAs: ChangePlan['writtenAs'],
): Pick<ChangePlanOptions, 'isUnedited' | 'isOnlyMoved' | 'withoutBase'> {
  return {
    isUnedited: (path, text) => isUnedited?.(writtenAs(path), text) === true,
    isOnlyMoved: (path) => isOnlyMoved?.(writtenAs(path)) === true,
    withoutBase: (path) => withoutBase?.(writtenAs(path)),
  }
}

/** A file at its new path, merged there with what it was at the old one. */
function arrival(
  from: string,
  to: string,
  options: ChangePlanOptions,
  seen: Map<string, Fingerprint>,
  leftOut: ChangePlan['leftOut'],
): Compared | undefined {
  const { base, theirs, disk } = options
  const found = disk.look(from)
  // What can't be moved is told where it is.
  if (found.type !== 'file' || problemOf(to) !== undefined) return undefined
  seen.set(from, found.fingerprint)
  const { kind, executable = false } = theirs.get(to) ?? {
    kind: 'seed',
    executable: (found.fingerprint.mode & 0o111) !== 0,
  }
  const common = { path: to, from, kind, executable }
  if (disk.look(to).type !== 'missing') {
    const reason = `it is there already, and ${from} would move there`
    return sure({ ...common, action: 'conflict', reason, blocked: true })
  }
  const moved = (change: Change | undefined): Change => {
    if (change?.action === 'conflict')
      return { ...change, from, reason: `it moves from ${from}, and there ${change.reason}` }
    const isChanged = change?.action === 'update' || change?.action === 'merge'
    return {
      ...common,
      action: 'create',
      before: found.bytes,
      after: isChanged ? change.after! : found.bytes,
    }
  }
  const isMerged = base.has(to) && base.get(to)!.content !== theirs.get(to)!.content
  // Under its new path: what was read of it is known under the old one.
  const isUnedited = (_: string, text: string) => options.isUnedited?.(from, text) ?? false
  const compared = isMerged ? compare(to, { ...options, isUnedited }, found, new Map(), leftOut) : undefined
  return {
    change: moved(compared?.change),
    resolutions: {
      keep: () => moved(compared?.resolutions.keep()),
      replace: () => moved(compared?.resolutions.replace()),
    },
  }
}

/** The old path of a file that moves. */
function departure(path: string, to: string, theirs: Tree, disk: Disk): Compared | undefined {
  const found = disk.look(path)
  if (found.type === 'missing') return undefined
  const common = { path, to, kind: theirs.get(to)?.kind ?? 'seed', executable: false } as const
  const problem = found.type === 'blocked' ? found.reason : problemOf(to)
  if (problem === undefined) return sure({ ...common, action: 'delete' })
  return sure({
    ...common,
    action: 'conflict',
    reason: `it lies in a folder that moves, and can't: ${problem}`,
    blocked: true,
  })
}

function problemOf(path: string): string | undefined {
  try {
    checkPath(path)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function changedPaths(base: Tree, theirs: Tree): string[] {
  const paths = new Set([...base.paths(), ...theirs.paths()])
  return [...paths]
    .filter((path) => {
      const before = base.get(path)
      const after = theirs.get(path)
      return before?.content !== after?.content || before?.executable !== after?.executable
    })
    .sort(comparePaths)
}

function compare(
  path: string,
  { base, theirs, isOwn, isUnedited, isOnlyMoved, withoutBase, followed, rules: rulesOf }: ChangePlanOptions,
  found: Found,
  seen: Map<string, Fingerprint>,
  leftOut: ChangePlan['leftOut'],
): Compared | undefined {
  const before = base.get(path)
  const after = theirs.get(path)
  const { kind, executable = false } = (after ?? before)!
  const common = { path, kind, executable }
  if (found.type === 'blocked') {
    return sure({ ...common, action: 'conflict', reason: found.reason, blocked: true })
  }
  if (found.type === 'missing') {
    if (after === undefined) return undefined
    if (before === undefined || isOwn?.(path))
      return sure({ ...common, action: 'create', after: after.content })
    if (kind === 'managed') leftOut.push({ file: path, path: '', reason: 'the file was deleted' })
    return undefined
  }
  const step =
    before !== undefined && after !== undefined && kind !== 'managed' ? followed?.(path) : undefined
  if (before !== undefined && after !== undefined && kind !== 'managed' && step === undefined)
    return undefined
  seen.set(path, found.fingerprint)
  const ours = found.bytes.toString('utf8')
  if (step !== undefined) {
    const text = followLines(step.base, step.theirs, ours)
    return text === ours ? undefined : sure({ ...common, action: 'merge', before: ours, after: text })
  }
  const is = (file: TreeFile | undefined) =>
    file !== undefined && contentHash(found.bytes) === contentHash(file.content)
  const keep = (): Change => ({ ...common, action: 'keep' })
  if (after === undefined) {
    const unchanged =
      is(before) ||
      isUnedited?.(path, ours) === true ||
      isOnlyMoved?.(path) === true ||
      isOnlyReformatted(path, before!.content, ours)
    return removal({ common, before: before!, ours, unchanged, keep })
  }
  const update = (): Change => ({ ...common, action: 'update', before: ours, after: after.content })
  if (is(after)) return sure({ ...common, action: 'unchanged' })
  // Of a file with CRLF the merge keeps the line ends.
  if (isOwn?.(path) || before?.content === ours) return sure(update())
  if (before === undefined) {
    // A seed is the person's already, a handed-over file another program's.
    return kind === 'managed' ? inTheWay(path, after, ours, withoutBase?.(path)) : sure(keep())
  }
  if (!Buffer.from(ours, 'utf8').equals(found.bytes))
    return sure({ ...common, action: 'conflict', reason: 'it is no text in UTF-8', blocked: true })
  const input = { path, base: before.content, theirs: after.content, ours }
  const merged = (text: string): Change =>
    text === ours
      ? { ...common, action: 'unchanged' }
      : { ...common, action: 'merge', before: ours, after: text }
  const rules = rulesOf?.(path)
  const result = mergeFile(input, rules)
  if ('text' in result) {
    leftOut.push(...result.leftOut.map((entry) => ({ ...entry, file: path })))
    return sure(merged(result.text))
  }
  const preferring = (prefer: 'ours' | 'theirs', otherwise: () => Change) => () => {
    const preferred = mergeFile(input, { ...rules, prefer })
    if (!('text' in preferred)) return otherwise()
    leftOut.push(...preferred.leftOut.map((entry) => ({ ...entry, file: path })))
    return merged(preferred.text)
  }
  if (isUnedited?.(path, ours)) return sure(isData(path) ? preferring('theirs', update)() : update())
  const reason = reasonOf(result.conflicts)
  const leave = (): Change => {
    leftOut.push({ file: path, path: '', reason })
    return keep()
  }
  return {
    change: { ...common, action: 'conflict', before: ours, after: after.content, reason },
    resolutions: {
      keep: preferring('ours', keep),
      replace: result.conflicts.some(({ isFinal }) => isFinal) ? leave : preferring('theirs', update),
    },
  }
}

/** Values can be of several templates at once; lines of prose and tables hang together. */
function isData(path: string): boolean {
  return ['yaml', 'json'].includes(formatOf(path))
}

function removal({
  common,
  before,
  ours,
  unchanged,
  keep,
}: {
  common: Pick<Change, 'path' | 'kind' | 'executable'>
  before: TreeFile
  ours: string
  unchanged: boolean
  keep: () => Change
}): Compared {
  const remove = (): Change => ({ ...common, action: 'delete', before: ours })
  if (unchanged || before.kind === 'handed-over') return sure(remove())
  // A seed is the person's: what became of it is theirs to remove.
  if (before.kind === 'seed') return sure(keep())
  return {
    change: {
      ...common,
      action: 'conflict',
      before: ours,
      reason: 'it is no longer needed, but was edited by hand',
    },
    resolutions: { keep, replace: remove },
  }
}

/** The first conflict of a file, and how many there are besides. */
function reasonOf(conflicts: readonly MergeConflict[]): string {
  const [{ line, column, path, reason }] = conflicts as [MergeConflict]
  const more = conflicts.length > 1 ? `, and ${conflicts.length - 1} more` : ''
  return `line ${line}, column ${column}: ${path === '' ? '' : `${path} `}${reason}${more}`
}
