import { isPlainString } from '../../yaml/outline/canonical.ts'
import { type Entry, isCollection, type ScalarNode, type YamlNode } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import { beforeLineEnd } from '../../yaml/outline/source.ts'
import { commentsWithin, keptLines, personalComments } from './comments.ts'
import { entryLines } from './entry-lines.ts'
import { flowText } from './flow-text.ts'
import type { Sides, Three } from './run.ts'

/**
 * Gives an entry of ours the value of an entry of theirs. What stands beside the value stays: its key, a
 * comment on its line; what a person wrote inside of it is kept above it.
 */
export function replaceValue(sides: Sides, three: Three, inFlow: boolean): void {
  const { base, theirs, ours } = three
  const old = ours.node
  if (!inFlow && !(isOneLine(sides.ours, ours) && isOneLine(sides.theirs, theirs))) {
    replaceLines(sides, three)
    return
  }
  const value = inFlow ? flowText(sides.theirs, theirs.node) : written(sides, old, theirs.node, base?.node)
  const hasTag = theirs.node.propsStart < theirs.node.start
  const isNothing = old.type === 'scalar' && old.style === 'empty'
  sides.edits.push({
    start: hasTag ? old.propsStart : old.start,
    end: old.end,
    text: isNothing ? ` ${value}` : value,
  })
}

function isOneLine({ source }: Outline, { afterIndicator, end }: Entry): boolean {
  return !source.text.slice(afterIndicator, end).includes('\n')
}

function written(sides: Sides, old: YamlNode, fresh: YamlNode, before: YamlNode | undefined): string {
  const { text } = sides.ours.source
  const value = sides.theirs.source.text.slice(fresh.propsStart, fresh.end)
  if (old.type !== 'scalar' || fresh.type !== 'scalar' || fresh.propsStart < fresh.start) return value
  const isRequoted = before?.type === 'scalar' && before.style !== old.style
  return isRequoted ? quotedLike(text[old.start]!, fresh, value) : value
}

/** A person who put a value into quotes keeps them, unless they would make something else of the new one. */
function quotedLike(quote: string, { style, value }: ScalarNode, written: string): string {
  if (style === 'plain' && !isPlainString(value)) return written
  if (quote === "'" && !/[\n\r\t']/.test(value)) return `'${value}'`
  if (quote === '"') return JSON.stringify(value)
  return written
}

function replaceLines(sides: Sides, { base, theirs, ours }: Three): void {
  const { source } = sides.ours
  const eol = source.lineEnding(ours.start)
  const { lines } = entryLines(sides.theirs, theirs, undefined, ours.column, sides.restyle)
  const [first = '', ...below] = lines
  const rest = indentedLike(sides, ours, theirs, below)
  const header = first.slice(ours.column + theirs.afterIndicator - theirs.start)
  const all = commentsWithin(sides.ours, ours.start, ours.bottom)
  const beside = all.find(({ start }) => isBeside(sides.ours, ours, start))
  sides.edits.push({
    start: ours.afterIndicator,
    end: beforeLineEnd(source.text, ours.bottom),
    text: [beside ? `${withoutComment(header)} ${beside.text}` : header, ...rest].join(eol),
  })
  if (ours.inline) return
  const generated = base ? commentsWithin(sides.base, base.start, base.bottom) : []
  const personal = personalComments(all, generated).filter((comment) => comment !== beside)
  const start = source.lineStart(ours.start)
  const text = keptLines(sides, personal, ours.column, eol)
  if (text !== '') sides.edits.push({ start, end: start, text })
}

/** The lines of a block scalar, indented like the one that it takes the place of. */
function indentedLike(sides: Sides, ours: Entry, theirs: Entry, lines: readonly string[]): readonly string[] {
  const { text } = sides.ours.source
  const isPlainBlock = ({ node }: Entry, all: string): boolean =>
    node.type === 'scalar' && /^[|>][-+]?(?!\d)/.test(all.slice(node.start, node.end))
  if (!isPlainBlock(ours, text) || !isPlainBlock(theirs, sides.theirs.source.text)) return lines
  const old = text.slice(ours.node.start, ours.node.end).split('\n').slice(1)
  const [wanted, is] = [old, lines].map((all) => /^ */.exec(all.find((line) => line.trim() !== '') ?? '')![0])
  if (!wanted || !is) return lines
  return lines.map((line) => (line.startsWith(is) ? wanted + line.slice(is.length) : line))
}

/** Whether a comment stands on the line of a key, or after a value that ends on its own line. */
function isBeside({ source }: Outline, { afterIndicator, node, bottom }: Entry, comment: number): boolean {
  if (source.lineOf(comment) === source.lineOf(afterIndicator)) return true
  const isBlock = isCollection(node) || (node.type === 'scalar' && node.style === 'block')
  return !isBlock && comment >= node.end && comment < bottom
}

/** The first line of a value: an indicator of a block scalar or nothing at all, mostly. */
function withoutComment(header: string): string {
  return header.replace(/(^|\s+)#.*$/, '').trimEnd()
}
