import { withAlignment, withoutAlignment } from './markdown-tables.ts'
import { mergeText } from './merge-text.ts'
import { withoutMerging } from './trivial.ts'
import type { MergeInput, MergeResult, MergeRules } from './types.ts'

/**
 * Merges three versions of a Markdown text by line. How wide the columns of tables are is no part of a line: a
 * formatter lines them up anew for each row. Tables of ours that are lined up stay so.
 */
export function mergeMarkdown(input: MergeInput, rules: Pick<MergeRules, 'prefer'> = {}): MergeResult {
  const text = withoutMerging(input)
  if (text !== undefined) return { text, leftOut: [] }
  const [base, theirs, ours] = [input.base, input.theirs, input.ours].map((side) =>
    overLines(side, withoutAlignment),
  ) as [string, string, string]
  const result = mergeText({ ...input, base, theirs, ours }, rules)
  if (!('text' in result)) return result
  const aligned = linesOf(input.ours)
  return { ...result, text: overLines(result.text, (lines) => withAlignment(lines, aligned)) }
}

/** Changes the lines of a text, whatever their ends are. */
export function overLines(text: string, change: (lines: readonly string[]) => string[]): string {
  const ends = text.match(/\r?\n/g) ?? []
  const changed = change(linesOf(text))
  return changed.map((line, index) => line + (ends[index] ?? '')).join('')
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/)
}
