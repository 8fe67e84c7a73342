import { readOutline } from '../../yaml/outline/outline.ts'
import type { Source } from '../../yaml/outline/source.ts'
import { personalComments } from './comments.ts'
import { filledDocuments } from './merge-documents.ts'
import type { Sides } from './run.ts'
import type { Edit } from './splice.ts'

/**
 * Checks a merged text by other means than it was made: it has the expected values, all lines of ours that no
 * edit is about, and all comments that a person wrote. Gives what is wrong, or undefined.
 * @param expected the canonical values of its documents
 */
export function findFault(text: string, expected: readonly string[], sides: Sides): string | undefined {
  const result = tryToRead(text)
  if (typeof result === 'string') return `it would not be valid YAML: ${result}`
  const values = filledDocuments(result).map(({ root }) => root.node.canonical)
  if (values.length !== expected.length || values.some((value, index) => value !== expected[index]))
    return 'it would have another value than it should'
  // An empty last line may be one that has lost its line end.
  if (!isSubsequence(untouchedLines(sides.ours.source, sides.edits), [...linesOf(text), '']))
    return 'it would change lines that are not concerned'
  const personal = personalComments(sides.ours.comments, sides.base.comments)
  // Whatever is left of them when those of the result are taken away is lost.
  if (personalComments(personal, result.comments).length > 0) return 'a comment would get lost'
  return undefined
}

function tryToRead(text: string): ReturnType<typeof readOutline> | string {
  try {
    return readOutline(text)
  } catch (error) {
    return (error as Error).message
  }
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/)
}

function untouchedLines(source: Source, edits: readonly Edit[]): string[] {
  const touched = new Set<number>()
  for (const { start, end } of edits) {
    const isBetweenLines = start === end && source.column(start) === 0 && start < source.text.length
    if (isBetweenLines) continue
    const last = source.lineOf(Math.max(start, end - 1))
    for (let line = source.lineOf(start); line <= last; line++) touched.add(line)
  }
  // The end of the text may get or lose a line end.
  return linesOf(source.text).filter((line, index) => !touched.has(index) && line.endsWith('\n'))
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0
  for (const [index, line] of whole.entries()) {
    const wanted = part[found]
    // The last line may have lost its line end, where the old last line had none.
    const isLast = index >= whole.length - 2 && wanted?.replace(/\r?\n$/, '') === line
    if (wanted !== undefined && (line === wanted || isLast)) found++
  }
  return found === part.length
}
