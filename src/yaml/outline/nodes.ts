/** A value of a YAML text, with its place in the text. */
export type YamlNode = ScalarNode | AliasNode | CollectionNode

interface Located {
  /** Where the value begins, after an anchor and a tag. */
  start: number
  /** Where it ends, without what follows on its line. */
  end: number
  /** Where its anchor or tag begins; `start` if it has neither. */
  propsStart: number
  anchor?: string
  /**
   * Equal for two nodes exactly when their values are (see `canonical.ts`). Aliases count as what they stand
   * for.
   */
  canonical: string
  /**
   * What `canonical` would be if the last line of the text had the line end that it lacks; only where that makes
   * a difference, as it does for a block scalar that the text ends with.
   */
  canonicalIfEnded?: string
}

/** A value that is no collection. */
export interface ScalarNode extends Located {
  type: 'scalar'
  style: 'plain' | 'single' | 'double' | 'block' | 'empty'
  /** The string; of a plain scalar what is written. */
  value: string
}

/** `*name` */
export interface AliasNode extends Located {
  type: 'alias'
  name: string
  target: YamlNode
}

/** A map or a list. */
export interface CollectionNode extends Located {
  type: 'map' | 'list'
  /** Whether it is written in brackets. */
  flow: boolean
  entries: Entry[]
  /** The same entries by canonical key; empty for a list. */
  byKey: Map<string, Entry>
}

/** A pair of a map, an item of a list, or the content of a document. */
export interface Entry {
  /** The canonical key; the empty string where there is none. */
  key: string
  /** The key for people. */
  name: string
  node: YamlNode
  /** Where it begins: its key, its dash, or in a flow list its value. */
  start: number
  /** Where the text of its value may begin: after the colon or the dash. */
  afterIndicator: number
  /** Where its value ends. */
  end: number
  /** How far it is indented. */
  column: number
  /**
   * Whether something stands before it on its line, such as the dash of the list item that begins with it.
   */
  inline: boolean
  /** Where the line after its last one begins. */
  bottom: number
  /** Where lines above it can begin that are about it: after its predecessor or its parent's line. */
  bound: number
}

/** A document of a file. */
export interface YamlDocument {
  /** Where its text begins: at its `---` or, without one, at its content. */
  start: number
  /** Where the next document begins, or the text ends. */
  end: number
  /** Whether it begins with `---`. */
  marked: boolean
  root: Entry
}

/**
 * Whether nobody changed a value: an editor that takes away the last line end of a file is not meant to change what
 * the file says.
 */
export function isUnchanged(base: YamlNode | undefined, ours: YamlNode): boolean {
  if (base === undefined) return false
  return base.canonical === ours.canonical || base.canonical === ours.canonicalIfEnded
}

/** Whether a node is a map or a list. */
export function isCollection(node: YamlNode | undefined): node is CollectionNode {
  return node?.type === 'map' || node?.type === 'list'
}

/** All nodes in a node, itself first. */
export function* nodesIn(node: YamlNode): Generator<YamlNode> {
  yield node
  if (!isCollection(node)) return
  for (const entry of node.entries) yield* nodesIn(entry.node)
}
