import { type CollectionNode, type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import type { Comment } from '../../yaml/outline/outline.ts'
import { beforeLineEnd } from '../../yaml/outline/source.ts'
import { commentsWithin, keptLines, personalComments } from './comments.ts'
import { entryLines } from './entry-lines.ts'
import { type Lead, leadOf } from './lead.ts'
import type { Insert } from './place.ts'
import type { CollectionChange, NewEntry, Removal, Sides } from './run.ts'

/** The lines of an entry to be inserted. */
interface Chunk {
  /** Empty lines above it. */
  blanks: number
  comments: string[]
  lines: string[]
}

/** Adds and removes entries of a collection of ours that has a line for each. */
export function editBlock(sides: Sides, owner: Entry, node: CollectionNode, change: CollectionChange): void {
  const { entries } = node
  const inserts = [...change.inserts].sort(
    (first, second) =>
      first.at - second.at || Number(first.side === 'before') - Number(second.side === 'before'),
  )
  const removals = new Map(change.removals.map((removal) => [removal.entry, removal]))
  if (inserts.length === 0 && removals.size === entries.length) {
    empty(sides, owner, node, removals)
    return
  }
  const first = entries[0]!
  if (first.inline && removals.has(first)) removeInline(sides, node, removals, inserts)
  for (const insert of inserts) insertEntry(sides, node, insert)
  let following: Following = { blanks: undefined }
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]!
    const removal = removals.get(entry)
    if (removal) remove(sides, removal, entries[index - 1], following)
    else following = { blanks: leadOf(sides.ours, entry, entries[index - 1]).blanks.length }
  }
}

/** The next entry that stays. */
interface Following {
  /** The empty lines above it; undefined where no entry follows. */
  blanks: number | undefined
}

function chunkOf(sides: Sides, { item, previous }: Insert<NewEntry>, column: number): Chunk {
  const outline = item.from === 'theirs' ? sides.theirs : sides.ours
  const restyle = item.from === 'theirs' ? sides.restyle : (_type: unknown, step: number) => step
  const { comments, lines } = entryLines(outline, item.entry, previous?.entry, column, restyle)
  const { blanks } = leadOf(outline, item.entry, previous?.entry)
  return { blanks: blanks.length, comments, lines }
}

function insertEntry(sides: Sides, { entries, type }: CollectionNode, insert: Insert<NewEntry>): void {
  const { source } = sides.ours
  const column = entries[0]!.column
  const chunk = chunkOf(sides, insert, column)
  const anchor = insert.side === 'before' ? entries[insert.at]! : entries[insert.at - 1]!
  const eol = source.lineEnding(anchor.start)
  if (insert.side === 'before' && anchor.inline) {
    if (type === 'map') {
      // The order of keys is of no matter, and so the line with the dash stays as it is.
      insertEntry(sides, { entries, type } as CollectionNode, { ...insert, at: insert.at + 1, side: 'after' })
      return
    }
    const text = chunk.lines.join(eol).slice(column) + eol + ' '.repeat(column)
    sides.edits.push({ start: anchor.start, end: anchor.start, text })
    return
  }
  const lead = insert.side === 'before' ? leadOf(sides.ours, anchor, entries[insert.at - 1]) : undefined
  const start = lead ? (insert.at === 0 ? lead.start : lead.blankStart) : anchor.bottom
  // Where nothing says how an entry is set off, it is set off like its neighbor.
  const usual = insert.previous ? 0 : Math.min(1, leadOf(sides.ours, anchor).blanks.length)
  const blanks = insert.at === 0 || keepsBlanks(sides, entries[insert.at - 1]) ? 0 : chunk.blanks || usual
  const lines = [...Array<string>(blanks).fill(''), ...chunk.comments, ...chunk.lines]
  sides.edits.push({ start, end: start, text: asLines(sides, start, lines, eol) })
}

/** Lines to put at the beginning of a line, or at the end of a text that may lack its last line end. */
function asLines({ ours: { source } }: Sides, start: number, lines: readonly string[], eol: string): string {
  const text = lines.map((line) => line + eol).join('')
  const unended = start === source.text.length && start > 0 && source.text[start - 1] !== '\n'
  return unended ? eol + text.slice(0, -eol.length) : text
}

// Empty lines after a block scalar that keeps its line ends would become part of it.
function keepsBlanks({ ours: { source } }: Sides, entry: Entry | undefined): boolean {
  let node = entry?.node
  while (isCollection(node) && node.entries.length > 0) node = node.entries.at(-1)!.node
  return (
    node?.type === 'scalar' &&
    node.style === 'block' &&
    /^[|>]\d*\+/.test(source.text.slice(node.start, node.end))
  )
}

/** The comments that a person wrote in what is removed, which stay. */
function personalOf(sides: Sides, { entry, base, basePrevious }: Removal, lead: Lead): Comment[] {
  // An entry that only moves takes its comments along.
  if (!base) return []
  const ours = commentsWithin(sides.ours, lead.start, entry.bottom)
  const start = leadOf(sides.base, base, basePrevious).start
  return personalComments(ours, commentsWithin(sides.base, start, base.bottom))
}

/**
 * Removes an entry with the comments and empty lines that were generated above it. Of empty lines that set it off
 * from its neighbors those go that are no separator any more: what an insertion put there, its removal takes away.
 */
function remove(
  sides: Sides,
  removal: Removal,
  previous: Entry | undefined,
  { blanks: below }: Following,
): void {
  const { entry, base, basePrevious } = removal
  if (entry.inline) return
  const lead = leadOf(sides.ours, entry, previous)
  const personal = personalOf(sides, removal, lead)
  const generated = base ? leadOf(sides.base, base, basePrevious).blanks.length : 0
  const separating = below === undefined ? lead.blanks.length : below
  const blanks =
    previous && personal.length === 0 ? Math.min(Math.max(generated, separating), lead.blanks.length) : 0
  const start = blanks > 0 ? lead.blanks[lead.blanks.length - blanks]! : lead.start
  const eol = sides.ours.source.lineEnding(entry.start)
  sides.edits.push({ start, end: entry.bottom, text: keptLines(sides, personal, entry.column, eol) })
}

/**
 * Removes the entry that begins on the line of a dash, as `name` in `- name: x`, and puts what comes next
 * into its place. Takes out of `inserts` what it has put there, and out of `removals` what it has removed.
 */
function removeInline(
  sides: Sides,
  { entries }: CollectionNode,
  removals: Map<Entry, Removal>,
  inserts: Insert<NewEntry>[],
): void {
  const { source } = sides.ours
  const first = entries[0]!
  const removal = removals.get(first)!
  const personal = personalOf(sides, removal, leadOf(sides.ours, first))
  const eol = source.lineEnding(first.start)
  const end = beforeLineEnd(source.text, first.bottom)
  const kept = keptLines(sides, personal, first.column, eol)
  const orphans = kept === '' ? '' : eol + kept.slice(0, -eol.length)
  const next = entries.findIndex((entry) => !removals.has(entry))
  const inserted = inserts[0]
  removals.delete(first)
  if (inserted && (next === -1 || inserted.at <= next)) {
    inserts.shift()
    const text = chunkOf(sides, inserted, first.column).lines.join(eol).slice(first.column)
    sides.edits.push({ start: first.start, end, text: text + orphans })
    return
  }
  const following = entries[next]
  if (following && commentsWithin(sides.ours, first.start, following.start).length === 0) {
    sides.edits.push({ start: first.start, end: following.start, text: '' })
    for (const entry of entries.slice(0, next)) removals.delete(entry)
    return
  }
  const start = first.start - (/ *$/.exec(source.text.slice(0, first.start))?.[0].length ?? 0)
  sides.edits.push({ start, end, text: orphans })
}

/** Removes all entries: brackets stand for the empty collection. */
function empty(
  sides: Sides,
  owner: Entry,
  { type, entries, propsStart, start }: CollectionNode,
  removals: Map<Entry, Removal>,
): void {
  const { text } = sides.ours.source
  const brackets = type === 'list' ? ' []' : ' {}'
  const first = entries[0]!
  if (first.inline) {
    const end = beforeLineEnd(text, entries.at(-1)!.bottom)
    sides.edits.push({ start: owner.afterIndicator, end, text: brackets })
    return
  }
  const props = text.slice(propsStart, start).trimEnd()
  const at = props === '' ? owner.afterIndicator : propsStart + props.length
  // The content of a document that has no `---` begins with its first entry.
  const isRoot = at >= first.start
  if (!isRoot) sides.edits.push({ start: at, end: at, text: brackets })
  for (const [index, entry] of entries.entries())
    remove(sides, removals.get(entry)!, entries[index - 1], { blanks: undefined })
  const bottom = entries.at(-1)!.bottom
  const eol = sides.ours.source.lineEnding(bottom)
  if (isRoot) sides.edits.push({ start: bottom, end: bottom, text: brackets.trim() + eol })
}
