import type { Plain, PlainMap } from '../oracle/plain.ts'
import type { Draw } from './draw.ts'
import { addEntry, addKey, isIdentity, randomScalar } from './fleet-like.ts'
import {
  type Entry,
  type File,
  type ListNode,
  type MapNode,
  type Node,
  needsQuotes,
  plain,
  written,
} from './model.ts'

/** A file as the generator writes it. */
export function generated(documents: readonly Plain[]): File {
  const entries = documents.map((value): Entry => ({ key: '', node: written(value), lead: [], blanks: 0 }))
  return {
    documents: entries,
    indent: 2,
    crlf: false,
    finalNewline: true,
    bom: false,
    head: [],
    marked: true,
  }
}

/** Edits a file as people do: values, comments, order, formatting. */
export function editByHand(draw: Draw, file: File, theirs: Plain[]): void {
  for (let count = draw.below(7); count > 0; count--) {
    const at = draw.pick(placesIn(file))
    if (draw.oneIn(2)) editFormat(draw, file, at)
    else editValue(draw, at, theirs)
  }
  if (draw.oneIn(6)) file.crlf = true
  // Without it a block scalar at the end has another value: `unended.test.ts` is about those.
  if (draw.oneIn(6) && !endsWithBlockScalar(file)) file.finalNewline = false
  if (draw.oneIn(10)) file.bom = true
  if (draw.oneIn(6)) file.indent = 4
  if (draw.oneIn(6)) file.marked = false
  if (draw.oneIn(6)) file.head.push('# mine: a header\twith a tab', '')
}

function endsWithBlockScalar({ documents }: File): boolean {
  let node: Node | undefined = documents.at(-1)?.node
  while (node !== undefined && node.type !== 'scalar') node = node.entries.at(-1)?.node
  return node?.style === 'literal'
}

/** A collection that people edit, and the key it is under. */
interface At {
  node: MapNode | ListNode
  key: string
}

function placesIn(file: File): At[] {
  const found: At[] = []
  const visit = (node: Node, key: string): void => {
    if (node.type === 'scalar' || key === 'target' || key === 'metadata') return
    found.push({ node, key })
    for (const entry of node.entries) visit(entry.node, entry.key)
  }
  for (const { node } of file.documents) visit(node, '')
  return found
}

function editFormat(draw: Draw, file: File, { node, key }: At): void {
  const entry = node.entries.length > 0 ? draw.pick(node.entries) : undefined
  const isFirstOfItem = node.type === 'map' && key === '' && entry === node.entries[0]
  switch (draw.below(10)) {
    case 0:
      if (entry && !isFirstOfItem) entry.lead.push(`# mine ${draw.below(1000)}`)
      break
    case 1:
      if (entry && canHaveComment(entry.node))
        entry.beside = `# mine, beside ${draw.below(1000)}\t${'long '.repeat(draw.below(60))}.`
      break
    case 2:
      if (entry && !isFirstOfItem) entry.blanks = 1 + draw.below(2)
      break
    case 3:
      if (entry?.node.type === 'scalar') requote(draw, entry.node)
      break
    case 4:
      if (isSimple(node)) clearFormat(node).flow = !node.flow
      break
    case 5:
      shuffle(draw, node.entries)
      break
    case 6:
      if (node.type === 'list') node.indentless = !node.indentless
      break
    case 7:
      if (node.type === 'list' && !node.indentless) node.tail.push(`# - mine, ${draw.below(1000)}`)
      break
    case 8:
      if (entry) entry.lead = []
      break
    default:
      if (file.documents.length > 1) shuffle(draw, file.documents)
  }
  // What is in brackets has no lines of its own for comments.
  if (node.flow) clearFormat(node)
}

function canHaveComment(node: Node): boolean {
  return node.type !== 'scalar' || node.style !== 'plain' || node.value !== ''
}

function requote(draw: Draw, node: Extract<Node, { type: 'scalar' }>): void {
  if (typeof node.value !== 'string' || node.value.includes('\n')) return
  const styles = ['double', 'single', ...(needsQuotes(node.value) ? [] : ['plain'])] as const
  node.style = draw.pick(styles) as 'plain'
}

function isSimple(node: MapNode | ListNode): boolean {
  return node.entries.every((entry) => entry.node.type === 'scalar')
}

function clearFormat(node: MapNode | ListNode): MapNode | ListNode {
  for (const entry of node.entries) {
    entry.lead = []
    entry.blanks = 0
    delete entry.beside
  }
  if (node.type === 'list') node.tail = []
  return node
}

function shuffle(draw: Draw, entries: Entry[]): void {
  if (entries.length === 0) return
  const [entry] = entries.splice(draw.below(entries.length), 1)
  if (entry) entries.splice(draw.below(entries.length + 1), 0, entry)
}

function editValue(draw: Draw, { node, key }: At, theirs: Plain[]): void {
  if (node.flow && draw.oneIn(2)) return
  const action = draw.below(5)
  if (node.type === 'list') {
    if (action === 0 && node.entries.length > 0) node.entries.splice(draw.below(node.entries.length), 1)
    else if (action < 3) addItem(draw, node, key)
    return
  }
  const free = node.entries.filter((entry) => !isIdentity(entry.key))
  if (action === 0 && free.length > 0) node.entries.splice(node.entries.indexOf(draw.pick(free)), 1)
  else if (action === 1 && !node.flow) addPair(draw, node)
  else if (free.length > 0) {
    const entry = draw.pick(free)
    if (entry.node.type !== 'scalar') return
    const value = draw.oneIn(3) ? (generatedFor(theirs, entry.key) ?? randomScalar(draw)) : randomScalar(draw)
    if (typeof value === 'object' || (node.flow && String(value).includes('\n'))) return
    entry.node = written(value)
    if (entry.node.type === 'scalar' && entry.node.style === 'literal') delete entry.beside
  }
}

/** A value that the generator gives to a key somewhere: a chance that both sides make the same change. */
function generatedFor(theirs: Plain, key: string): Plain | undefined {
  if (typeof theirs !== 'object' || theirs === null) return undefined
  if (!Array.isArray(theirs) && key in theirs) return theirs[key]
  for (const inner of Object.values(theirs)) {
    const found = generatedFor(inner, key)
    if (found !== undefined) return found
  }
  return undefined
}

function addItem(draw: Draw, node: ListNode, key: string): void {
  const values = plain(node) as Plain[]
  addEntry(draw, values, key)
  const index = values.findIndex(
    (value, at) => JSON.stringify(value) !== JSON.stringify(node.entries[at] && plain(node.entries[at].node)),
  )
  if (index !== -1 && (!node.flow || typeof values[index] !== 'object'))
    node.entries.splice(index, 0, { key: '', node: written(values[index]!), lead: [], blanks: 0 })
}

function addPair(draw: Draw, node: MapNode): void {
  const values = plain(node) as PlainMap
  addKey(draw, values)
  const keys = Object.keys(values)
  const key = keys.find((name) => !node.entries.some((entry) => entry.key === name))
  if (key !== undefined)
    node.entries.splice(keys.indexOf(key), 0, { key, node: written(values[key]!), lead: [], blanks: 0 })
}
