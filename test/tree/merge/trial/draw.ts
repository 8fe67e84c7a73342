/** Where a trial takes its random choices from. */
export interface Draw {
  /** A whole number from 0 to `below`, which it does not reach. */
  below(below: number): number
  /** True in one of so many cases. */
  oneIn(cases: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/** Choices that depend on nothing but a seed (mulberry32). */
export function seeded(seed: number): Draw {
  let state = seed
  return drawFrom((below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  })
}

/** Choices made of one function. */
export function drawFrom(below: (below: number) => number): Draw {
  return {
    below,
    oneIn: (cases) => below(cases) === 0,
    pick: (items) => items[below(items.length)]!,
  }
}
