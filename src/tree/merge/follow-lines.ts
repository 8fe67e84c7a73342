import { diffArrays } from 'diff'
import { withoutCrlf } from '../hash.ts'

/**
 * Takes over what changes between two texts into a third one, wherever the lines that it is about are still there: a
 * line that somebody changed or removed stays as it is.
 * @returns the third text with its own line ends
 */
export function followLines(base: string, theirs: string, ours: string): string {
  const [was, wanted, is] = [base, theirs, ours].map((text) => withoutCrlf(text).split('\n')) as [
    string[],
    string[],
    string[],
  ]
  const place = placesIn(was, is)
  const result = [...is]
  // From the last one on, so that the numbers of those before stay what they are.
  for (const { start, end, lines } of changesOf(was, wanted).toReversed()) {
    const first = place.get(start)
    const isThere = was.slice(start, end).every((_, index) => place.get(start + index) === first! + index)
    if (end > start && first !== undefined && isThere) result.splice(first, end - start, ...lines)
  }
  return result.join(ours.includes('\r\n') ? '\r\n' : '\n')
}

/** The number of each line of the first text in the second one, for those that are in both. */
function placesIn(was: readonly string[], is: readonly string[]): Map<number, number> {
  const places = new Map<number, number>()
  let [before, after] = [0, 0]
  for (const { added, removed, value } of diffArrays([...was], [...is])) {
    if (!added && !removed) for (const index of value.keys()) places.set(before + index, after + index)
    if (!added) before += value.length
    if (!removed) after += value.length
  }
  return places
}

/** Lines from `start` to before `end` that become others. */
function changesOf(
  from: readonly string[],
  to: readonly string[],
): { start: number; end: number; lines: string[] }[] {
  const changes: { start: number; end: number; lines: string[] }[] = []
  let line = 0
  let open: (typeof changes)[number] | undefined
  for (const { added, removed, value } of diffArrays([...from], [...to])) {
    if (!added && !removed) {
      open = undefined
      line += value.length
      continue
    }
    if (open === undefined) {
      open = { start: line, end: line, lines: [] }
      changes.push(open)
    }
    if (added) open.lines.push(...value)
    else {
      line += value.length
      open.end = line
    }
  }
  return changes
}
