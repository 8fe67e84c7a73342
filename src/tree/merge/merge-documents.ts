import { commentsWithin, personalComments } from './comments.ts'
import { identifyObjects } from './identity.ts'
import { byIdentity, identityByCount, shownIdentity } from './list-order.ts'
import type { Merger } from './merger.ts'
import type { Entry, YamlDocument } from './nodes.ts'
import type { Outline } from './outline.ts'
import { arrange, type Insert, placeNew } from './place.ts'

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
      merger.leftOut.push({ path: shown, reason: 'deleted here, and changed by the generator' })
    }
  }
  const gone = new Set<YamlDocument>()
  for (const [index, document] of base.entries()) {
    const id = identities.get(document.root)!
    const mine = own.get(id)
    if (!mine || wanted.has(id) || !merger.removes(document.root, mine.entry, at(mine.entry, mine.index)))
      continue
    remove(merger, ours[mine.index]!, base[index]!)
    gone.add(ours[mine.index]!)
  }
  const placed = placeNew(
    theirs.filter((document) => fresh.has(document) || own.has(identities.get(document.root)!)),
    (document) => (fresh.has(document) ? undefined : own.get(identities.get(document.root)!)!.index),
    ours.length,
  )
  for (const insert of placed) insertDocument(merger, ours, insert)
  return arrange(ours, (document) => !gone.has(document), placed).map((document) => values.get(document)!)
}

function canonicalOf(documents: readonly YamlDocument[]): string {
  return documents.map(({ root }) => root.node.canonical).join('\n')
}

/** Where a document begins, with the comments above it where it has no `---`. */
function startOf({ marked, start, root }: YamlDocument): number {
  return marked ? start : root.bound
}

function remove({ sides }: Merger, ours: YamlDocument, base: YamlDocument): void {
  const start = startOf(ours)
  const comments = commentsWithin(sides.ours, start, ours.end)
  const personal = personalComments(comments, commentsWithin(sides.base, startOf(base), base.end))
  const eol = sides.ours.source.lineEnding(start)
  sides.edits.push({ start, end: ours.end, text: personal.map(({ text }) => text + eol).join('') })
}

function insertDocument(
  { sides }: Merger,
  ours: readonly YamlDocument[],
  insert: Insert<YamlDocument>,
): void {
  const { source } = sides.ours
  const { item, at, side } = insert
  const neighbor = side === 'before' ? ours[at]! : ours[at - 1]
  const start = !neighbor ? source.text.length : side === 'before' ? startOf(neighbor) : neighbor.end
  const eol = source.lineEnding(start)
  const written = sides.theirs.source.text.slice(startOf(item), item.end)
  const body = (item.marked ? '' : '---\n') + written + (written.endsWith('\n') ? '' : '\n')
  const text = body.replace(/\r?\n/g, eol)
  if (side === 'before' && !neighbor!.marked) {
    sides.edits.push({ start, end: start, text: `${text}---${eol}` })
  } else if (start > 0 && source.text[start - 1] !== '\n') {
    sides.edits.push({ start, end: start, text: eol + text.slice(0, -eol.length) })
  } else {
    sides.edits.push({ start, end: start, text })
  }
}
