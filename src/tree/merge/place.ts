/** An entry that is new, or moves, and where it goes: between the entries that were there. */
export interface Insert<Item> {
  item: Item
  /** The entry that was before it in what it comes from. */
  previous: Item | undefined
  /** How many of the old entries come before it. */
  at: number
  /**
   * Whether it belongs to the entry before it or to that after it; the text between those two lies on the
   * other side.
   */
  side: 'after' | 'before'
}

/**
 * Finds out where new entries go: before their next neighbor that is there, else after their last.
 * @param items all entries in their new order
 * @param indexOf where an entry is among the old ones; undefined for a new one
 * @param count how many old entries there are
 */
export function placeNew<Item>(
  items: readonly Item[],
  indexOf: (item: Item) => number | undefined,
  count: number,
): Insert<Item>[] {
  const indexes = items.map(indexOf)
  const next: (number | undefined)[] = []
  let following: number | undefined
  for (let index = items.length - 1; index >= 0; index--) {
    next[index] = following
    following = indexes[index] ?? following
  }
  const inserts: Insert<Item>[] = []
  let last: number | undefined
  for (const [index, item] of items.entries()) {
    if (indexes[index] !== undefined) {
      last = indexes[index]
      continue
    }
    const before = next[index]
    const previous = items[index - 1]
    if (before !== undefined) inserts.push({ item, previous, at: before, side: 'before' })
    else inserts.push({ item, previous, at: last === undefined ? count : last + 1, side: 'after' })
  }
  return inserts
}

/** The entries in their new order: the old ones that stay, and the inserted ones between them. */
export function arrange<Item>(
  old: readonly Item[],
  stays: (item: Item) => boolean,
  inserts: readonly Insert<Item>[],
): Item[] {
  const slots = new Map<string, Item[]>()
  for (const { item, at, side } of inserts) {
    const slot = `${at} ${side}`
    const items = slots.get(slot)
    if (items) items.push(item)
    else slots.set(slot, [item])
  }
  const result: Item[] = []
  for (let at = 0; at <= old.length; at++) {
    result.push(...(slots.get(`${at} after`) ?? []), ...(slots.get(`${at} before`) ?? []))
    const item = old[at]
    if (item !== undefined && stays(item)) result.push(item)
  }
  return result
}

/** Which items have to move when a list takes another order; as few as may be. */
export function movedItems(from: readonly string[], to: readonly string[]): Set<string> {
  const position = new Map(from.map((item, index) => [item, index]))
  // The longest rising run of old positions in the new order stays where it is.
  const tails: number[] = []
  const before: (number | undefined)[] = []
  const positions = to.map((item) => position.get(item)!)
  for (const [index, value] of positions.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (positions[tails[middle]!]! < value) low = middle + 1
      else high = middle
    }
    before[index] = tails[low - 1]
    tails[low] = index
  }
  const moved = new Set(to)
  for (let index = tails.at(-1); index !== undefined; index = before[index]) moved.delete(to[index]!)
  return moved
}
