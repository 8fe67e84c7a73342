import { type Entry, isCollection, type YamlDocument } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import { beforeLineEnd } from '../../yaml/outline/source.ts'
import { leadOf } from './lead.ts'
import type { Restyle } from './style.ts'

/**
 * The lines of a block entry and of the comments above it, indented for another place.
 * @param column where the entry is to begin
 */
export function entryLines(
  outline: Outline,
  entry: Entry,
  previous: Entry | undefined,
  column: number,
  restyle: Restyle,
): { comments: string[]; lines: string[] } {
  const { start, comments } = leadOf(outline, entry, previous)
  const lines = indented(outline, entry, start, column, restyle)
  return { comments: lines.slice(0, comments.length), lines: lines.slice(comments.length) }
}

/** The lines of a document from an offset on, in another style. */
export function documentLines(
  outline: Outline,
  document: YamlDocument,
  start: number,
  restyle: Restyle,
): string[] {
  const { root, end } = document
  const rest = outline.source.text.slice(root.bottom, end).split(/\r?\n/)
  if (rest.at(-1) === '') rest.pop()
  return [...indented(outline, root, start, root.column, restyle), ...rest]
}

function indented(outline: Outline, entry: Entry, start: number, column: number, restyle: Restyle): string[] {
  const { source } = outline
  const first = source.lineOf(start)
  const shifts: number[] = []
  const mark = (marked: Entry, from: number, to: number): void => {
    const shift = to - marked.column
    const last = source.lineOf(beforeLineEnd(source.text, marked.bottom))
    for (let line = source.lineOf(from); line <= last; line++) shifts[line - first] = shift
    if (!isCollection(marked.node) || marked.node.flow) return
    const { type, entries } = marked.node
    const step = (entries[0]?.column ?? 0) - marked.column
    const inner = to + (marked.key === '' || entries[0]?.inline ? step : restyle(type, step))
    for (const [index, child] of entries.entries()) {
      if (!child.inline) mark(child, leadOf(outline, child, entries[index - 1]).start, inner)
    }
  }
  mark(entry, start, column)
  const text = source.text.slice(start, beforeLineEnd(source.text, entry.bottom))
  return text.split(/\r?\n/).map((line, index) => {
    if (index === 0 && entry.inline) return ' '.repeat(column) + line
    const shift = shifts[index] ?? 0
    if (line.trim() === '') return line
    if (shift >= 0) return ' '.repeat(shift) + line
    const spaces = line.length - line.trimStart().length
    return line.slice(Math.min(-shift, spaces))
  })
}
