import { type Entry, isCollection, isUnchanged, type YamlDocument } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import { commentsWithin, keptLines, personalComments } from './comments.ts'
import { documentLines } from './entry-lines.ts'
import { identifyObjects } from './identity.ts'
import { leadOf } from './lead.ts'
import { byIdentity, identityByCount, shownIdentity } from './list-order.ts'
import type { Merger } from './merger.ts'
import { arrange, type Insert, placeNew } from './place.ts'
import type { Sides } from './run.ts'
import type { Edit } from './splice.ts'
import { DELETED_AND_CHANGED } from './types.ts'

/** The documents of a file that hold something. */
export function filledDocuments({ documents }: Outline): YamlDocument[] {
  return documents.filter(({ root: { node } }) => node.type !== 'scalar' || node.style !== 'empty')
}

/**
 * Merges the documents of a file: one with one, several by what object each is. Gives the canonical values of
 * those that ours is to have, or undefined after a conflict.
 */
export function mergeDocuments(merger: Merger): string[] | undefined {
  const { sides } = merger
  const base = filledDocuments(sides.base)
  const theirs = filledDocuments(sides.theirs)
  const ours = filledDocuments(sides.ours)
  const top = { keys: [], shown: '', inFlow: false }
  if (base.length === 1 && theirs.length === 1 && ours.length === 1) {
    return [merger.value({ base: base[0]!.root, theirs: theirs[0]!.root, ours: ours[0]!.root }, top)]
  }
  if (base.length === 1 && theirs.length === 1 && ours.length === 0) {
    // It needs no name to know that the one document was emptied by hand.
    merger.leftOut.push({ path: '', reason: DELETED_AND_CHANGED })
    return []
  }
  const roots = [base, theirs, ours].map((documents) => documents.map(({ root }) => root))
  const isUntouched = canonicalOf(base) === canonicalOf(ours)
  const identities = identifyObjects(roots) ?? (isUntouched ? identityByCount(roots) : undefined)
  if (!identities) {
    merger.conflicts.push({
      path: '',
      line: 1,
      column: 1,
      reason: 'its documents cannot be told apart: not all have a kind and a name of their own',
    })
    return undefined
  }
  const old = byIdentity(roots[0]!, identities)
  const wanted = byIdentity(roots[1]!, identities)
  const own = byIdentity(roots[2]!, identities)
  const at = (root: Entry, index: number) => ({ ...top, shown: `(${shownIdentity(root, index)})` })
  const values = new Map<YamlDocument, string>(
    ours.map((document) => [document, document.root.node.canonical]),
  )
  const fresh = new Set<YamlDocument>()
  for (const [index, document] of theirs.entries()) {
    const id = identities.get(document.root)!
    const before = old.get(id)
    const mine = own.get(id)
    if (mine) {
      const three = { base: before?.entry, theirs: document.root, ours: mine.entry }
      values.set(ours[mine.index]!, merger.value(three, at(mine.entry, mine.index)))
    } else if (!before) {
      fresh.add(document)
      values.set(document, document.root.node.canonical)
    } else if (before.entry.node.canonical !== document.root.node.canonical) {
      const { shown } = at(document.root, index)
      merger.leftOut.push({ path: shown, reason: DELETED_AND_CHANGED })
    }
  }
  const gone = new Set<YamlDocument>()
  for (const [index, document] of base.entries()) {
    const id = identities.get(document.root)!
    const mine = own.get(id)
    if (!mine || wanted.has(id)) continue
    const edited = !isUnchanged(document.root.node, mine.entry.node)
    const pair = { base: document.root, ours: mine.entry }
    if (!merger.removes(pair, at(mine.entry, mine.index), edited)) continue
    remove(merger, ours[mine.index]!, base[index]!)
    gone.add(ours[mine.index]!)
  }
  const placed = placeNew(
    theirs.filter((document) => fresh.has(document) || own.has(identities.get(document.root)!)),
    (document) => (fresh.has(document) ? undefined : own.get(identities.get(document.root)!)!.index),
    ours.length,
  )
  const inserted = placed.map((insert) => insertDocument(merger.sides, ours, insert))
  // At the top of a file they come before what is new in the document that was there first.
  const isAtTop = (edit: Edit): boolean => ours[0] !== undefined && edit.start <= ours[0].root.start
  merger.sides.edits.unshift(...inserted.filter(isAtTop))
  merger.sides.edits.push(...inserted.filter((edit) => !isAtTop(edit)))
  return arrange(ours, (document) => !gone.has(document), placed).map((document) => values.get(document)!)
}

function canonicalOf(documents: readonly YamlDocument[]): string {
  return documents.map(({ root }) => root.node.canonical).join('\n')
}

/** Where a document begins: without a `---`, at the comments directly above its content. */
function startOf(outline: Outline, { marked, start, root }: YamlDocument): number {
  if (marked) return start
  const first = isCollection(root.node) && !root.node.flow ? root.node.entries[0] : undefined
  return leadOf(outline, first ?? root).start
}

function remove({ sides }: Merger, ours: YamlDocument, base: YamlDocument): void {
  const start = startOf(sides.ours, ours)
  const comments = commentsWithin(sides.ours, start, ours.end)
  const personal = personalComments(comments, commentsWithin(sides.base, startOf(sides.base, base), base.end))
  const eol = sides.ours.source.lineEnding(start)
  sides.edits.push({ start, end: ours.end, text: keptLines(sides, personal, 0, eol) })
}

function insertDocument(sides: Sides, ours: readonly YamlDocument[], insert: Insert<YamlDocument>): Edit {
  const { source } = sides.ours
  const { item, at, side } = insert
  const next = side === 'before' ? ours[at]! : undefined
  const start = next ? startOf(sides.ours, next) : (ours[at - 1]?.end ?? source.text.length)
  const eol = source.lineEnding(start)
  const lines = documentLines(sides.theirs, item, startOf(sides.theirs, item), sides.restyle)
  const text = [...(item.marked ? [] : ['---']), ...lines].map((line) => line + eol).join('')
  if (next && !next.marked) return { start, end: start, text: `${text}---${eol}` }
  const unended = start > 0 && source.text[start - 1] !== '\n'
  return { start, end: start, text: unended ? eol + text.slice(0, -eol.length) : text }
}
