import { leadOf } from './lead.ts'
import type { Neighbors, Sides, Three } from './run.ts'

/**
 * Takes over what the generator changed about the comments above an entry, if no one else has changed them.
 */
export function replaceLead(
  sides: Sides,
  { base, theirs, ours }: Required<Three>,
  neighbors: Neighbors,
): void {
  if (!base || base.inline || theirs.inline || ours.inline) return
  const was = leadOf(sides.base, base, neighbors.base).comments.join('\n')
  const { comments } = leadOf(sides.theirs, theirs, neighbors.theirs)
  if (was === comments.join('\n')) return
  const lead = leadOf(sides.ours, ours, neighbors.ours)
  if (lead.comments.join('\n') !== was) return
  const { source } = sides.ours
  const eol = source.lineEnding(ours.start)
  const text = comments.map((comment) => ' '.repeat(ours.column) + comment + eol).join('')
  sides.edits.push({ start: lead.start, end: source.lineStart(ours.start), text })
}
