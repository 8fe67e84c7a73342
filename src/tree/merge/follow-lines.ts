import { withoutCrlf } from '../hash.ts'
import { type Hunk, hunksOf } from './line-hunks.ts'

/**
 * Takes over what changes between two texts into a third one, wherever the lines that it is about are still there: a
 * line that somebody changed or removed stays as it is, and what is only new is left out.
 * @returns the third text with its own line ends
 */
export function followLines(base: string, theirs: string, ours: string): string {
  const [was, wanted, is] = [base, theirs, ours].map((text) => withoutCrlf(text).split('\n')) as [
    string[],
    string[],
    string[],
  ]
  const mine = hunksOf(was, is)
  const result = [...is]
  // From the last one on, so that the numbers of those before stay what they are.
  for (const hunk of hunksOf(was, wanted).toReversed()) {
    const { start, end, lines } = hunk
    if (end === start || mine.some((other) => isWithin(other, hunk))) continue
    const moved = mine
      .filter((other) => other.end <= start)
      .reduce((sum, other) => sum + other.lines.length - (other.end - other.start), 0)
    result.splice(start + moved, end - start, ...lines)
  }
  return result.join(ours.includes('\r\n') ? '\r\n' : '\n')
}

/** Whether a change is of the same lines as another one, or between them. */
function isWithin(one: Hunk, other: Hunk): boolean {
  return one.start < other.end && (one.end > other.start || one.start > other.start)
}
