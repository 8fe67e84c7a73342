import type { Identify, Identity } from '../oracle/identity.ts'
import type { Plain } from '../oracle/plain.ts'

/** A YAML value together with how it is written. */
export type Node = ScalarNode | MapNode | ListNode

export interface ScalarNode {
  type: 'scalar'
  value: string | number | boolean | null
  style: 'plain' | 'single' | 'double' | 'literal'
}

export interface MapNode {
  type: 'map'
  flow: boolean
  entries: Entry[]
}

export interface ListNode {
  type: 'list'
  flow: boolean
  /** Whether its dashes stand right below its key. */
  indentless: boolean
  entries: Entry[]
  /** Comments after its last entry, in lines of their own. */
  tail: string[]
}

export interface Entry {
  /** In a map. */
  key: string
  node: Node
  /** Comment lines above it. */
  lead: string[]
  /** Empty lines above those. */
  blanks: number
  /** A comment on its first line. */
  beside?: string
}

/** A file: documents, and how its lines are written. */
export interface File {
  documents: Entry[]
  indent: number
  crlf: boolean
  finalNewline: boolean
  bom: boolean
  head: string[]
  /** Whether the first document has its `---`. */
  marked: boolean
}

/** What a node means. */
export function plain(node: Node): Plain {
  if (node.type === 'scalar') return node.value
  if (node.type === 'list') return node.entries.map((entry) => plain(entry.node))
  return Object.fromEntries(node.entries.map(({ key, node: value }) => [key, plain(value)]))
}

/** A node as the generator writes it. */
export function written(value: Plain): Node {
  if (Array.isArray(value)) {
    const entries = value.map((item) => entryOf('', item))
    return { type: 'list', flow: false, indentless: false, entries, tail: [] }
  }
  if (typeof value === 'object' && value !== null) {
    return {
      type: 'map',
      flow: false,
      entries: Object.entries(value).map(([key, item]) => entryOf(key, item)),
    }
  }
  const style =
    typeof value !== 'string'
      ? 'plain'
      : value.includes('\n')
        ? 'literal'
        : needsQuotes(value)
          ? 'double'
          : 'plain'
  return { type: 'scalar', value, style }
}

/** An entry as the generator writes it. A comment depends on the key alone, as in templates. */
function entryOf(key: string, value: Plain): Entry {
  const hasComment = [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5 === 0
  return {
    key,
    node: written(value),
    lead: hasComment && key !== '' ? [`# Why ${key} is here.`] : [],
    blanks: 0,
  }
}

export function needsQuotes(value: string): boolean {
  return (
    !/^[A-Za-z./][\w./-]*(?: [\w./-]+)*$/.test(value) ||
    /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value)
  )
}

/** What tells the entries of random lists apart, by the key of the list. Others are one value. */
const IDENTITIES: ReadonlyMap<string, Identity> = new Map<string, Identity>([
  ['resources', (value) => String(value).replaceAll('/', '|')],
  ['patches', (value) => JSON.stringify((value as { target: Plain }).target)],
  ['dependsOn', nameOf],
  ['env', nameOf],
  [
    'documents',
    (value) => {
      const { kind, metadata } = value as { kind: string; metadata: { name: string } }
      return `${kind} ${metadata.name}`
    },
  ],
])

function nameOf(value: Plain): string {
  return String((value as { name: Plain }).name)
}

/** How the entries of a random list are told apart. They are made so that none is there twice. */
export const identify: Identify = (key) => IDENTITIES.get(key)

/** What tells an entry apart in the list of that key; undefined for a list that is one value. */
export function identityOf(list: string, value: Plain): string | undefined {
  return IDENTITIES.get(list)?.(value)
}
