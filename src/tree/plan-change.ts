import { breathe } from './breathe.ts'
import type { Disk, Fingerprint } from './disk.ts'
import { contentHash } from './hash.ts'
import { mergeFile } from './merge/merge-file.ts'
import type { LeftOut, MergeConflict, MergeRules } from './merge/types.ts'
import { comparePaths } from './paths.ts'
import { type Change, findPrivateConflicts, type OnConflict, Plan, type PrivateFile } from './plan.ts'
import type { Tree, TreeFile } from './tree.ts'

/** What `makeChangePlan` takes. */
export interface ChangePlanOptions {
  /** What is rendered for the fleet as it was. */
  base: Tree
  /** What is rendered for the fleet as it is to be. */
  theirs: Tree
  disk: Disk
  onConflict: OnConflict
  /** Files that are no one else's to change, such as the lock: always as rendered. */
  isOwn?: (path: string) => boolean
  rules?: MergeRules
  privateFiles?: readonly PrivateFile[]
  signal?: AbortSignal
}

/** A plan that changes files which people may have edited. */
export interface ChangePlan {
  plan: Plan
  /** What was not done because somebody deleted what it is about. */
  leftOut: (LeftOut & { file: string })[]
}

/**
 * Merges what changes between two renderings into the disk. A file that is equal in both is not looked at, whoever changed it. Seeds and
 * handed-over files are written once and never merged. What a person deleted stays deleted. Throws as `makePlan` does.
 */
export async function makeChangePlan(options: ChangePlanOptions): Promise<ChangePlan> {
  const { base, theirs, disk, onConflict, privateFiles = [], signal } = options
  const changes: Change[] = []
  const leftOut: ChangePlan['leftOut'] = []
  const seen = new Map<string, Fingerprint>()
  const pause = breathe(signal)
  for (const path of changedPaths(base, theirs)) {
    await pause()
    const compared = compare(path, options, seen, leftOut)
    if (compared === undefined) continue
    const { change, resolutions } = compared
    if (change.action !== 'conflict' || change.blocked) {
      changes.push(change)
      continue
    }
    const resolution = typeof onConflict === 'function' ? await onConflict(change) : onConflict
    changes.push(resolution === 'fail' ? change : resolutions[resolution]())
  }
  const { root, rootExists } = disk
  const privateConflicts = findPrivateConflicts(privateFiles, theirs, disk)
  return { plan: new Plan({ root, rootExists, changes, privateFiles, seen, privateConflicts }), leftOut }
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

interface Compared {
  change: Change
  /** What becomes of a conflict. */
  resolutions: Record<'keep' | 'replace', () => Change>
}

function compare(
  path: string,
  { base, theirs, disk, isOwn, rules }: ChangePlanOptions,
  seen: Map<string, Fingerprint>,
  leftOut: ChangePlan['leftOut'],
): Compared | undefined {
  const before = base.get(path)
  const after = theirs.get(path)
  const { kind, executable = false } = (after ?? before)!
  const common = { path, kind, executable }
  const sure = (change: Change): Compared => ({
    change,
    resolutions: { keep: () => change, replace: () => change },
  })
  const found = disk.look(path)
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
  if (before !== undefined && after !== undefined && kind !== 'managed') return undefined
  seen.set(path, found.fingerprint)
  const ours = found.bytes.toString('utf8')
  const is = (file: TreeFile | undefined) =>
    file !== undefined && contentHash(found.bytes) === contentHash(file.content)
  const keep = (): Change => ({ ...common, action: 'keep' })
  if (after === undefined)
    return removal({ common, before: before!, ours, unchanged: is(before), keep, sure })
  const update = (): Change => ({ ...common, action: 'update', before: ours, after: after.content })
  if (is(after)) return sure({ ...common, action: 'unchanged' })
  // Of a file with CRLF the merge keeps the line ends.
  if (isOwn?.(path) || before?.content === ours) return sure(update())
  if (before === undefined) {
    if (kind !== 'managed') return sure(keep())
    const reason = 'it is there with another content'
    return {
      change: { ...common, action: 'conflict', before: ours, after: after.content, reason },
      resolutions: { keep, replace: update },
    }
  }
  if (!Buffer.from(ours, 'utf8').equals(found.bytes))
    return sure({ ...common, action: 'conflict', reason: 'it is no text in UTF-8', blocked: true })
  const input = { path, base: before.content, theirs: after.content, ours }
  const merged = (text: string): Change =>
    text === ours
      ? { ...common, action: 'unchanged' }
      : { ...common, action: 'merge', before: ours, after: text }
  const result = mergeFile(input, rules)
  if ('text' in result) {
    leftOut.push(...result.leftOut.map((entry) => ({ ...entry, file: path })))
    return sure(merged(result.text))
  }
  const preferring = (prefer: 'ours' | 'theirs', otherwise: () => Change) => () => {
    const preferred = mergeFile(input, { ...rules, prefer })
    return 'text' in preferred ? merged(preferred.text) : otherwise()
  }
  return {
    change: {
      ...common,
      action: 'conflict',
      before: ours,
      after: after.content,
      reason: reasonOf(result.conflicts),
    },
    resolutions: { keep: preferring('ours', keep), replace: preferring('theirs', update) },
  }
}

function removal({
  common,
  before,
  ours,
  unchanged,
  keep,
  sure,
}: {
  common: Pick<Change, 'path' | 'kind' | 'executable'>
  before: TreeFile
  ours: string
  unchanged: boolean
  keep: () => Change
  sure: (change: Change) => Compared
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
