import type { Comment, Outline } from '../../yaml/outline/outline.ts'
import type { Sides } from './run.ts'

/** The comments between two offsets. */
export function commentsWithin({ comments }: Outline, start: number, end: number): Comment[] {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (comments[middle]!.start < start) low = middle + 1
    else high = middle
  }
  const found: Comment[] = []
  for (let index = low; index < comments.length && comments[index]!.start < end; index++) {
    found.push(comments[index]!)
  }
  return found
}

/** The comments that a person wrote: those of ours that base does not have. */
export function personalComments(ours: readonly Comment[], base: readonly Comment[]): Comment[] {
  const generated = new Map<string, number>()
  for (const { text } of base) generated.set(text.trim(), (generated.get(text.trim()) ?? 0) + 1)
  return ours.filter(({ text }) => {
    const left = generated.get(text.trim()) ?? 0
    generated.set(text.trim(), left - 1)
    return left <= 0
  })
}

/**
 * Lines for comments of ours whose surroundings go. One that had a line of its own keeps it as it is, unless
 * that was found to be unsafe: below a block scalar it may become part of it. Others begin at a column.
 */
export function keptLines(sides: Sides, comments: readonly Comment[], column: number, eol: string): string {
  const { source } = sides.ours
  const lines = comments.map(({ start, text }) => {
    const before = source.text.slice(source.lineStart(start), start)
    return (sides.keepsIndentation && before.trim() === '' ? before : ' '.repeat(column)) + text + eol
  })
  return lines.join('')
}
