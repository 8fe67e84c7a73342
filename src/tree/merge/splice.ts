/** A piece of a text that is replaced; an insertion where it is empty. */
export interface Edit {
  start: number
  end: number
  text: string
}

/** Two edits are about the same bytes. */
export class OverlapError extends Error {
  readonly offset: number

  constructor(offset: number) {
    super('two changes are about the same bytes')
    this.name = 'OverlapError'
    this.offset = offset
  }
}

/**
 * Edits in the order of the text: of those at one place insertions come first, in the order they were made.
 */
export function inOrder(edits: readonly Edit[]): Edit[] {
  const isInsertion = ({ start, end }: Edit): number => (start === end ? 0 : 1)
  return [...edits].sort(
    (first, second) => first.start - second.start || isInsertion(first) - isInsertion(second),
  )
}

/**
 * Replaces pieces of a text and leaves all others as they are. Throws `OverlapError` where two edits meet.
 */
export function splice(text: string, edits: readonly Edit[]): string {
  let result = ''
  let position = 0
  for (const { start, end, text: inserted } of inOrder(edits)) {
    if (start < position) throw new OverlapError(start)
    result += text.slice(position, start) + inserted
    position = end
  }
  return result + text.slice(position)
}
