import type { CollectionNode, Entry } from '../../yaml/outline/nodes.ts'
import { commentsWithin } from './comments.ts'
import { flowPair, flowText, keyText } from './flow-text.ts'
import { arrange } from './place.ts'
import type { CollectionChange, NewEntry, Sides } from './run.ts'

const LAST_GAP = /^(\s*,)?([ \t]*#[^\r\n]*)?([\s\S]*)$/

/**
 * Adds and removes entries of a collection of ours in brackets. Only what is between entries that stay is
 * changed.
 */
export function editFlow(sides: Sides, node: CollectionNode, { inserts, removals }: CollectionChange): void {
  const { source } = sides.ours
  const { entries, type } = node
  const removed = new Set(removals.map(({ entry }) => entry))
  const gone = (item: NewEntry): boolean => removed.has(item.entry)
  const old = entries.map((entry): NewEntry => ({ entry, from: 'ours' }))
  const items = arrange(old, (item) => !gone(item), inserts)
  const gaps = new Gaps(source.text, node)
  const isOld = new Set(old)
  let text = ''
  let from = node.start + 1
  let previous: Entry | undefined
  let pendingComma = false
  const eol = source.lineEnding(node.start)
  const flush = (to: number): void => {
    if (source.text.slice(from, to) !== text)
      sides.edits.push({ start: from, end: to, text: withComments(sides, from, to, text, eol) })
    text = ''
  }
  for (const item of items) {
    if (isOld.has(item)) {
      const index = entries.indexOf(item.entry)
      text += pendingComma ? `${gaps.comma(previous)}${gaps.before(index) || ' '}` : gaps.opening()
      flush(item.entry.start)
      from = item.entry.end
      previous = item.entry
    } else {
      text += pendingComma ? `${gaps.comma(previous)}${gaps.separator(eol)}` : gaps.opening()
      text += newText(sides, item, type)
      previous = undefined
    }
    pendingComma = true
  }
  text += items.length === 0 ? '' : gaps.closing(previous)
  flush(node.end - 1)
}

function newText(sides: Sides, { entry, from }: NewEntry, type: 'map' | 'list'): string {
  const outline = sides[from]
  const value = flowText(outline, entry.node)
  return type === 'list' ? value : flowPair(keyText(outline, entry), value)
}

/** Keeps the comments of a gap that its new text lacks, on lines of their own if it has lines. */
function withComments(sides: Sides, start: number, end: number, text: string, eol: string): string {
  const lost = commentsWithin(sides.ours, start, end).filter((comment) => !text.includes(comment.text))
  const indent = /\n([ \t]*)$/.exec(text)
  if (lost.length === 0 || !indent) return text
  return text.trimEnd() + lost.map((comment) => eol + indent[1] + comment.text).join('') + eol + indent[1]
}

/** The text between the entries of a collection in brackets. */
class Gaps {
  readonly #text: string
  readonly #node: CollectionNode

  constructor(text: string, node: CollectionNode) {
    this.#text = text
    this.#node = node
  }

  /** Between the bracket and the first entry. */
  opening(): string {
    const { entries, start } = this.#node
    return this.#text.slice(start + 1, entries[0]!.start)
  }

  /** After an entry that another one follows: its comma, and a comment that is on its line. */
  comma(entry: Entry | undefined): string {
    if (!entry) return ','
    const { entries } = this.#node
    const index = entries.indexOf(entry)
    const next = entries[index + 1]
    if (!next) return `,${this.#last().comment}`
    const [before, after] = this.#split(this.#text.slice(entry.end, next.start))
    return `${before},${/^[ \t]*#[^\n\r]*/.exec(after)?.[0] ?? ''}`
  }

  /** What stands between a comma and the entry of an index. */
  before(index: number): string {
    const { entries } = this.#node
    if (index === 0) {
      const lead = this.opening()
      return lead.includes('\n') ? lead : ''
    }
    const [, after] = this.#split(this.#text.slice(entries[index - 1]!.end, entries[index]!.start))
    return after.replace(/^[ \t]*#[^\n\r]*/, '')
  }

  /** What stands between a comma and a new entry. */
  separator(eol: string): string {
    const { entries } = this.#node
    const onLines = /\n[ \t]*$/.exec(this.#text.slice(0, entries.at(-1)!.start))
    return onLines ? eol + ' '.repeat(entries.at(-1)!.column) : ' '
  }

  /** Between the last entry and the bracket. */
  closing(last: Entry | undefined): string {
    const { comma, comment, rest } = this.#last()
    return last === this.#node.entries.at(-1) ? comma + comment + rest : comma + rest
  }

  /** What follows the last entry: its comma, a comment on its line, and all else up to the bracket. */
  #last(): { comma: string; comment: string; rest: string } {
    const { entries, end } = this.#node
    const [, comma = '', comment = '', rest = ''] = LAST_GAP.exec(
      this.#text.slice(entries.at(-1)!.end, end - 1),
    )!
    return { comma, comment, rest }
  }

  #split(gap: string): [before: string, after: string] {
    for (let index = 0; index < gap.length; index++) {
      if (gap[index] === '#') {
        index = gap.indexOf('\n', index)
        if (index === -1) break
      }
      if (gap[index] === ',') return [gap.slice(0, index), gap.slice(index + 1)]
    }
    return [gap, '']
  }
}
