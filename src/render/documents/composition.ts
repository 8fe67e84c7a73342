import type { DocumentDefinition } from './document-definition.ts'
import type { ContributedSection, DocumentParts } from './document-parts.ts'

/** A text of a document: its template, and whose it is where it is not the document's own. */
export interface Piece {
  name: string
  template: string
  from: DocumentParts | undefined
}

/** What stands in a place: a template, or words. */
export type Filling = Piece | string

/** What the documents of a fleet consist of, worked out once: sections and steps in order, what fills places. */
export interface Composition {
  /** Sections by document, steps by list. */
  pieces: ReadonlyMap<string, readonly Piece[]>
  fillings: ReadonlyMap<string, readonly Filling[]>
}

/**
 * Puts in order what the documents consist of, those of all fleets and those that contributors bring. What is said of a document that the fleet does not have is left out.
 * @throws Error for two sections of one name, or a position beside a section that the document lacks
 */
export function compose(
  definitions: readonly DocumentDefinition[],
  contributed: readonly DocumentParts[],
): Composition {
  const own = new Map<string, Piece[]>()
  const define = ({ name, templates, sections, steps = {} }: DocumentDefinition, from?: DocumentParts) => {
    own.set(name, ownPieces(templates, sections, from))
    for (const [list, names] of Object.entries(steps))
      own.set(`${name}/${list}`, ownPieces(`${templates}/${list}`, names, from))
  }
  for (const definition of definitions) define(definition)
  for (const from of contributed) {
    for (const definition of from.documents ?? []) define(definition, from)
    for (const [list, names] of Object.entries(from.lists ?? {}))
      own.set(list, ownPieces(`${from.templates}/${list}`, names, from))
  }
  const additions = new Map<string, Addition[]>()
  const fillings = new Map<string, Filling[]>()
  for (const from of contributed) {
    for (const section of [...(from.sections ?? []), ...(from.steps ?? [])])
      append(additions, section.in, { section, from })
    for (const name of from.fills ?? [])
      append(fillings, name, { name, template: `${from.templates}/${name}.md`, from })
    for (const [name, words] of Object.entries(from.phrases ?? {})) append(fillings, name, words)
  }
  const pieces = new Map(
    [...own].map(([list, before]) => [list, inOrder(list, before, additions.get(list) ?? [])]),
  )
  return { pieces, fillings }
}

interface Addition {
  section: ContributedSection
  from: DocumentParts
}

function ownPieces(folder: string, names: readonly string[], from?: DocumentParts): Piece[] {
  return names.map((name) => ({ name, template: `${folder}/${name}.md`, from }))
}

function inOrder(list: string, own: readonly Piece[], additions: readonly Addition[]): Piece[] {
  const anchors = new Set(own.map(({ name }) => name))
  for (const { section } of additions)
    if (!anchors.has(anchorOf(section)))
      throw new Error(
        `${section.in}: ${section.name} stands beside "${anchorOf(section)}", which is not there`,
      )
  const at = (side: 'before' | 'insteadOf' | 'after', name: string) =>
    additions
      .filter(({ section }) => side in section && anchorOf(section) === name)
      .map(({ section, from }) => contributedPiece(section, from))
  const pieces = own.flatMap((piece) => {
    const instead = at('insteadOf', piece.name)
    return [
      ...at('before', piece.name),
      ...(instead.length === 0 ? [piece] : instead),
      ...at('after', piece.name),
    ]
  })
  const names = pieces.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`${list}: two sections are called "${twice}"`)
  return pieces
}

function anchorOf(section: ContributedSection): string {
  if ('after' in section) return section.after
  return 'before' in section ? section.before : section.insteadOf
}

function contributedPiece({ in: list, name }: ContributedSection, from: DocumentParts): Piece {
  return { name, template: `${from.templates}/${list}/${name}.md`, from }
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
