import { isPlainString } from '../../yaml/outline/canonical.ts'
import { type Entry, isCollection, type YamlNode } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'

/** A value on one line, with brackets around maps and lists. Its comments are left out. */
export function flowText(outline: Outline, node: YamlNode): string {
  if (isCollection(node)) {
    const parts = node.entries.map((entry) => {
      const value = flowText(outline, entry.node)
      return node.type === 'list' ? value : flowPair(keyText(outline, entry), value)
    })
    return node.type === 'list' ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`
  }
  if (node.type === 'alias') return `*${node.name} `
  if (node.style === 'empty') return 'null'
  const written = outline.source.text.slice(node.start, node.end)
  if (node.style === 'plain' && !/[,[\]{}\n]/.test(written)) return written
  return node.style === 'plain' && !isPlainString(node.value) ? written : JSON.stringify(node.value)
}

/** A pair of a flow map. */
export function flowPair(key: string, value: string): string {
  return `${key}: ${value}`
}

/** A key as it is written, without its colon. */
export function keyText({ source }: Outline, entry: Entry): string {
  return source.text
    .slice(entry.start, entry.afterIndicator)
    .replace(/\s*:$/, '')
    .replace(/^\?\s+/, '')
}
