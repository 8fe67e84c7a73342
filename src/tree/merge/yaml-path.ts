import { canonicalPlain, canonicalString } from './canonical.ts'
import { type Entry, isCollection } from './nodes.ts'

/** A step into a value: a key, the number of a list entry, or what some keys of a list entry hold. */
export type PathStep = string | number | Readonly<Record<string, string | number>>

/** The entry that a step leads to from another, or undefined. */
export function step({ node }: Entry, to: PathStep): Entry | undefined {
  if (!isCollection(node)) return undefined
  if (typeof to === 'string') return node.byKey.get(canonicalString(to)) ?? node.byKey.get(canonicalPlain(to))
  if (typeof to === 'number') return node.type === 'list' ? node.entries[to] : undefined
  return node.entries.find((entry) => node.type === 'list' && holds(entry, to))
}

function holds(entry: Entry, wanted: Readonly<Record<string, string | number>>): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const canonical = typeof value === 'number' ? canonicalPlain(String(value)) : canonicalString(value)
    return step(entry, key)?.node.canonical === canonical
  })
}

/** A path for people: `components[name=podinfo].version`. */
export function shownPath(path: readonly PathStep[]): string {
  return path
    .map((to, index) => {
      if (typeof to === 'string') return index === 0 ? to : `.${to}`
      if (typeof to === 'number') return `[${to}]`
      return `[${Object.entries(to).map(([key, value]) => `${key}=${value}`)}]`
    })
    .join('')
}
