import type { Entry, File, MapNode, Node, ScalarNode } from './model.ts'
import { identityOf, plain } from './model.ts'

/** A line of a file, and the paths of the entries that it is about; none for what only a person wrote. */
export interface Line {
  text: string
  paths: string[]
  /** Keys that were before this one below a dash: without them it moves up to the dash. */
  after?: string[]
  /** Where a comment of a person stands: it may be indented otherwise when that goes. */
  within?: string
}

/** A file as lines without line ends. */
export function renderLines(file: File): Line[] {
  const lines: Line[] = file.head.map((text) => ({ text, paths: [] }))
  for (const [index, { node }] of file.documents.entries()) {
    const path = `/${identityOf('documents', plain(node))}`
    if (index > 0 || file.marked) lines.push({ text: '---', paths: [path] })
    lines.push(...mapLines(node as MapNode, 0, path, file.indent))
  }
  return lines
}

/** A file as text. */
export function render(file: File): string {
  const eol = file.crlf ? '\r\n' : '\n'
  const text = renderLines(file)
    .map(({ text: line }) => line)
    .join(eol)
  return (file.bom ? '\uFEFF' : '') + text + (file.finalNewline ? eol : '')
}

function mapLines(node: MapNode, column: number, path: string, indent: number, isItem = false): Line[] {
  return node.entries.flatMap((entry, index) => {
    const at = `${path}/${entry.key}`
    const [first, ...rest] = valueLines(entry, `${entry.key}:`, column, at, indent)
    // A map begins on the line of its dash, so nothing can stand above its first key.
    if (isItem && index === 0) return [first!, ...rest]
    const after = isItem ? node.entries.slice(0, index).map(({ key }) => `${path}/${key}`) : []
    const lead = leadLines(entry, column, at).map((line) => ({ ...line, after }))
    return [...lead, { ...first!, after }, ...rest]
  })
}

function leadLines({ lead, blanks }: Entry, column: number, path: string): Line[] {
  const comments = lead.map((text) => ({
    text: ' '.repeat(column) + text,
    paths: text.includes('mine') ? [] : [`${path}#`],
    within: path,
  }))
  return [...Array.from({ length: blanks }, () => ({ text: '', paths: [`${path}#`] })), ...comments]
}

function valueLines(entry: Entry, head: string, column: number, path: string, indent: number): Line[] {
  const { node } = entry
  const beside = entry.beside ? ` ${entry.beside}` : ''
  const start = ' '.repeat(column) + head
  const first = (text: string): Line => ({
    text: start + (text === '' ? '' : ` ${text}`) + beside,
    paths: [path],
  })
  if (node.type === 'scalar' && node.style === 'literal') {
    const body = String(node.value).replace(/\n$/, '').split('\n')
    const header = String(node.value).endsWith('\n') ? '|' : '|-'
    const pad = ' '.repeat(column + indent)
    return [first(header), ...body.map((text) => ({ text: text === '' ? '' : pad + text, paths: [path] }))]
  }
  if (node.type === 'scalar') return [first(scalarText(node))]
  if (node.flow || node.entries.length === 0)
    return [{ ...first(flowText(node)), paths: [path, `${path}/**`] }]
  if (node.type === 'map')
    return [{ ...first(''), paths: [path, `${path}/{}`] }, ...mapLines(node, column + indent, path, indent)]
  const dash = node.indentless ? column : column + indent
  const lines = node.entries.flatMap((item, index) =>
    itemLines(item, dash, itemPath(path, item.node, index), indent),
  )
  const tail = node.tail.map((text) => ({ text: ' '.repeat(dash) + text, paths: [], within: `${path}/` }))
  return [{ ...first(''), paths: [path, `${path}/{}`] }, ...lines, ...tail]
}

/** The path of a list entry. */
function itemPath(list: string, node: Node, index: number): string {
  return `${list}/${identityOf(list.slice(list.lastIndexOf('/') + 1), plain(node)) ?? `${index}`}`
}

function itemLines(item: Entry, column: number, path: string, indent: number): Line[] {
  const lead = leadLines(item, column, path)
  const { node } = item
  if (node.type !== 'map' || node.flow || node.entries.length === 0)
    return [...lead, ...valueLines(item, '-', column, path, indent)]
  const [first, ...rest] = mapLines(node, column + 2, path, indent, true)
  const dashed = { text: `${' '.repeat(column)}- ${first!.text.trimStart()}`, paths: [path, ...first!.paths] }
  return [...lead, dashed, ...rest]
}

function scalarText({ value, style }: ScalarNode): string {
  if (style === 'single') return `'${value}'`
  return style === 'double' ? JSON.stringify(value) : String(value)
}

function flowText(node: Node): string {
  if (node.type === 'scalar')
    return scalarText({ ...node, style: typeof node.value === 'string' ? 'double' : 'plain' })
  if (node.type === 'list') return `[${node.entries.map((entry) => flowText(entry.node)).join(', ')}]`
  return `{${node.entries.map(({ key, node: value }) => `${key}: ${flowText(value)}`).join(', ')}}`
}
