import { type Entry, isCollection, nodesIn } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'

/** How far values are indented below their keys, by what they are. */
export interface Style {
  map?: number
  list?: number
}

/** Gives how far a value is to be indented that was indented by `step`. */
export type Restyle = (type: 'map' | 'list', step: number) => number

/** The usual indentation of a text. */
export function styleOf({ documents }: Outline): Style {
  const counts = { map: new Map<number, number>(), list: new Map<number, number>() }
  for (const { root } of documents) {
    for (const node of nodesIn(root.node)) {
      if (node.type !== 'map' || node.flow) continue
      for (const entry of node.entries) {
        const first = firstBelow(entry)
        if (!first || !isCollection(entry.node)) continue
        const count = counts[entry.node.type]
        const step = first.column - entry.column
        count.set(step, (count.get(step) ?? 0) + 1)
      }
    }
  }
  const style: Style = {}
  for (const type of ['map', 'list'] as const) {
    const most = [...counts[type]].sort(([, first], [, second]) => second - first)[0]
    if (most) style[type] = most[0]
  }
  return style
}

/** Takes text that was made in one style to another: steps that are usual here become those usual there. */
export function restyle(from: Style, to: Style): Restyle {
  return (type, step) => (step === from[type] ? (to[type] ?? step) : step)
}

/** The first entry of a collection that begins on a line below its key. */
function firstBelow({ node }: Entry): Entry | undefined {
  const first = isCollection(node) && !node.flow ? node.entries[0] : undefined
  return first?.inline ? undefined : first
}
