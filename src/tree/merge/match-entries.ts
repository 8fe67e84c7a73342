import type { Entry } from '../../yaml/outline/nodes.ts'

/** A property by which an entry is found on another side; undefined for one that does not have it. */
export type Feature = (entry: Entry) => string | undefined

/** By what entries are found again. */
export interface Matching {
  /** Whether two entries are equal, as text. */
  same: (entry: Entry) => string
  /** What an entry keeps when the generator changes it, from the surest on. */
  changed: readonly Feature[]
  /** What an entry keeps when a person changes it. */
  edited: readonly Feature[]
  /** What says of two that both sides added that they are one, besides that they are equal. */
  added: readonly Feature[]
}

/**
 * Tells the entries of a list apart that have no names: those of the generator are found again, before and after
 * its change and in ours; whatever only ours has is an entry of its own. What is equal is the same, and of what is
 * left, what has a property that no other entry on its side has.
 * @param sides the entries of base, theirs and ours
 * @returns an identity for every entry
 */
export function matchEntries(
  [base, theirs, ours]: readonly [readonly Entry[], readonly Entry[], readonly Entry[]],
  { same, changed, edited, added }: Matching,
): Map<Entry, string> {
  const identities = new Map<Entry, string>(base.map((entry, index) => [entry, `generated ${index}`]))
  const left = (entries: readonly Entry[], taken: ReadonlySet<string>): Entry[] =>
    entries.filter((entry) => !taken.has(identities.get(entry)!))
  const link = (
    from: readonly Entry[],
    to: readonly Entry[],
    features: readonly Feature[],
    inOrder = false,
  ): void => {
    const taken = new Set<string>()
    const linked: (readonly [number, number])[] = []
    const crosses = (source: number, target: number): boolean =>
      linked.some(([one, other]) => one < source !== other < target)
    let rest = to
    for (const [index, feature] of [same, ...features].entries()) {
      const pairs =
        index === 0 ? inTurn(left(from, taken), rest, same) : unique(left(from, taken), rest, feature)
      for (const [source, target] of pairs) {
        const places = [from.indexOf(source), to.indexOf(target)] as const
        // The generator changes entries in their place: what is similar elsewhere is another one.
        if (inOrder && index > 0 && crosses(...places)) continue
        linked.push(places)
        identities.set(target, identities.get(source)!)
        taken.add(identities.get(source)!)
      }
      rest = rest.filter((entry) => !identities.has(entry))
    }
  }
  link(base, theirs, changed, true)
  link(base, ours, edited)
  const fresh = theirs.filter((entry) => !identities.has(entry))
  for (const [index, entry] of fresh.entries()) identities.set(entry, `new ${index}`)
  link(
    fresh,
    ours.filter((entry) => !identities.has(entry)),
    added,
  )
  for (const [index, entry] of ours.entries())
    if (!identities.has(entry)) identities.set(entry, `personal ${index}`)
  return identities
}

/** Equal entries, the first of one side with the first of the other. */
function inTurn(from: readonly Entry[], to: readonly Entry[], same: Feature): [Entry, Entry][] {
  const waiting = groups(to, same)
  return from.flatMap((entry): [Entry, Entry][] => {
    const other = waiting.get(same(entry)!)?.shift()
    return other ? [[entry, other]] : []
  })
}

/** Entries that have a property in common, which no other on either side has. */
function unique(from: readonly Entry[], to: readonly Entry[], feature: Feature): [Entry, Entry][] {
  const [sources, targets] = [groups(from, feature), groups(to, feature)]
  return [...sources].flatMap(([value, [source, ...others]]): [Entry, Entry][] => {
    const [target, ...more] = targets.get(value) ?? []
    return target && others.length + more.length === 0 ? [[source!, target]] : []
  })
}

function groups(entries: readonly Entry[], feature: Feature): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    const value = feature(entry)
    if (value === undefined) continue
    const group = found.get(value)
    if (group) group.push(entry)
    else found.set(value, [entry])
  }
  return found
}
