import { diffArrays } from 'diff/lib/diff/array.js'

/** Lines of a base, from `start` up to `end`, and what a side has in their place. */
export interface Hunk {
  start: number
  end: number
  lines: string[]
}

/** A piece of a base that at least one side changed. */
export interface Region {
  start: number
  end: number
  /** What each side has there; undefined where it changed nothing. */
  ours: string[] | undefined
  theirs: string[] | undefined
}

/** How a side differs from a base. */
export function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
  const hunks: Hunk[] = []
  let position = 0
  let open: Hunk | undefined
  for (const { added, removed, value } of diffArrays([...base], [...side])) {
    if (!added && !removed) {
      position += value.length
      open = undefined
      continue
    }
    if (!open) {
      open = { start: position, end: position, lines: [] }
      hunks.push(open)
    }
    if (added) open.lines.push(...value)
    else {
      position += value.length
      open.end = position
    }
  }
  return hunks
}

/**
 * Brings the changes of two sides together, in the order of the base. As in diff3 and Git, changes that
 * overlap or touch are one region.
 */
export function regionsOf(base: readonly string[], ours: readonly Hunk[], theirs: readonly Hunk[]): Region[] {
  const all = [
    ...ours.map((hunk) => ({ hunk, side: 'ours' as const })),
    ...theirs.map((hunk) => ({ hunk, side: 'theirs' as const })),
  ].sort((first, second) => first.hunk.start - second.hunk.start)
  const regions: Region[] = []
  for (let index = 0; index < all.length; ) {
    const { start } = all[index]!.hunk
    let { end } = all[index]!.hunk
    const found: { ours: Hunk[]; theirs: Hunk[] } = { ours: [], theirs: [] }
    for (; index < all.length && all[index]!.hunk.start <= end; index++) {
      const { hunk, side } = all[index]!
      found[side].push(hunk)
      end = Math.max(end, hunk.end)
    }
    const textOf = (hunks: readonly Hunk[]): string[] | undefined =>
      hunks.length === 0 ? undefined : applied(base, hunks, start, end)
    regions.push({ start, end, ours: textOf(found.ours), theirs: textOf(found.theirs) })
  }
  return regions
}

function applied(base: readonly string[], hunks: readonly Hunk[], start: number, end: number): string[] {
  const lines: string[] = []
  let position = start
  for (const hunk of hunks) {
    lines.push(...base.slice(position, hunk.start), ...hunk.lines)
    position = hunk.end
  }
  return [...lines, ...base.slice(position, end)]
}
