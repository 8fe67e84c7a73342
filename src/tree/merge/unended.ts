import { isCollection, type ScalarNode, type YamlNode } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import type { Sides } from './run.ts'

/** The indicators of a block scalar: its style, and how far it is indented and what becomes of its last line end. */
const HEADER = /^([|>])([1-9]?)([-+]?)([1-9]?)/

/**
 * Lets the last value of a text keep its meaning where edits end its last line, which had no line end: a block
 * scalar, which had none at its end either, is told to strip it.
 */
export function keepLastValue({ ours, edits }: Sides): void {
  const last = lastScalar(ours)
  if (last?.style !== 'block') return
  const isEnded = edits.some(({ start, text }) => start === ours.source.text.length && /^\r?\n/.test(text))
  const isReplaced = edits.some(({ start, end }) => start < last.end && end > last.start)
  if (!isEnded || isReplaced) return
  const [header, style, before, chomping, after] = HEADER.exec(ours.source.text.slice(last.start)) ?? []
  if (header === undefined || chomping === '-') return
  const end = last.start + header.length
  edits.push({ start: last.start, end, text: `${style}${before}${after}-` })
}

/** The value that a text ends with, if it ends with one. */
function lastScalar({ documents, source }: Outline): ScalarNode | undefined {
  let node: YamlNode | undefined = documents.at(-1)?.root.node
  while (isCollection(node) && !node.flow) node = node.entries.at(-1)?.node
  return node?.type === 'scalar' && node.end === source.text.length ? node : undefined
}
