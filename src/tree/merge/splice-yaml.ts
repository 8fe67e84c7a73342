import { isDeepStrictEqual } from 'node:util'
import { parse, stringify } from 'yaml'
import { TreeError } from '../errors.ts'
import { editCollection } from './edit-collection.ts'
import { Merger } from './merger.ts'
import { type Entry, isCollection } from './nodes.ts'
import { type Outline, readOutline } from './outline.ts'
import { applyToValue } from './plain-edit.ts'
import type { Where } from './run.ts'
import { splice } from './splice.ts'
import { restyle, styleOf } from './style.ts'
import type { YamlEdit } from './yaml-edit.ts'
import { type PathStep, shownPath, step } from './yaml-path.ts'

/** How values become YAML; by default as the `yaml` package writes them. */
export interface SpliceOptions {
  write?: (value: unknown) => string
}

/** A change cannot be made to a YAML text. */
export class YamlEditError extends TreeError {
  readonly line: number
  readonly column: number

  constructor(path: readonly PathStep[], problem: string, place = { line: 1, column: 1 }) {
    super('YAML_EDIT_FAILED', `${shownPath(path)} (line ${place.line}, column ${place.column}) ${problem}.`)
    this.line = place.line
    this.column = place.column
  }
}

const write = (value: unknown): string => stringify(value, { lineWidth: 0, compat: 'yaml-1.1' })

/**
 * Changes a YAML text of one document at some paths, one after the other, and leaves all other bytes as they
 * are. It works as `mergeYaml` does with the text itself as base, so a `set` of a map or a list also changes
 * only what differs. Throws `YamlEditError` where a path leads nowhere or a value is shared through an anchor,
 * `YamlReadError` for a text that is no YAML.
 */
export function spliceYaml(text: string, edits: readonly YamlEdit[], options: SpliceOptions = {}): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const edited = edits.reduce(
    (current, edit) => editOnce(current, edit, options.write ?? write),
    text.slice(bom.length),
  )
  return bom + edited
}

function editOnce(text: string, edit: YamlEdit, writeValue: (value: unknown) => string): string {
  const ours = readOutline(text)
  const theirs = readOutline(writeValue(addition(edit)))
  const fresh = theirs.documents[0]!.root
  const sides = { base: ours, theirs, ours, restyle: restyle(styleOf(theirs), styleOf(ours)), edits: [] }
  const merger = new Merger(sides, {})
  const target = locate(ours, edit)
  make(merger, target, fresh, edit)
  const conflict = merger.conflicts[0]
  if (conflict) throw new YamlEditError(edit.path, `is ${conflict.reason}`, conflict)
  const spliced = splice(text, sides.edits)
  const result = text.endsWith('\n') ? spliced : spliced.replace(/\r?\n$/, '')
  if (!isDeepStrictEqual(parse(result), applyToValue(parse(text), edit)))
    throw new YamlEditError(edit.path, 'cannot be changed safely; change it by hand', placeOf(ours, target))
  return result
}

/** What is new in an edit, with as much around it as says how to write it. */
function addition(edit: YamlEdit): unknown {
  if (edit.op === 'remove') return {}
  if (edit.op === 'rename') return { [edit.to]: null }
  const key = edit.path.at(-1)
  if (edit.op === 'set') return typeof key === 'string' ? { [key]: edit.value } : [edit.value]
  return typeof key === 'string' ? { [key]: [edit.value] } : [edit.value]
}

/** Where an edit is: the innermost entry that is there, the one it is about if that is there, and its way down. */
interface Target {
  parent: Entry
  entry: Entry | undefined
  where: Where
}

function locate(outline: Outline, { path }: YamlEdit): Target {
  let parent = outline.documents[0]?.root
  if (!parent || outline.documents.length > 1)
    throw new YamlEditError(path, 'is not in a text of one document')
  let inFlow = false
  for (const [index, to] of path.slice(0, -1).entries()) {
    inFlow ||= isCollection(parent.node) && parent.node.flow
    const next: Entry | undefined = step(parent, to)
    if (!next)
      throw new YamlEditError(path.slice(0, index + 1), 'is not there', outline.source.place(parent.start))
    parent = next
  }
  const last = path.at(-1)
  if (last === undefined) throw new YamlEditError(path, 'is no path')
  const entry = step(parent, last)
  inFlow ||= isCollection(parent.node) && parent.node.flow
  const keys = path.map((to) => (typeof to === 'string' ? to : ''))
  return { parent, entry, where: { keys, shown: shownPath(path), inFlow } }
}

function placeOf({ source }: Outline, { parent, entry }: Target): { line: number; column: number } {
  return source.place((entry ?? parent).start)
}

function make(merger: Merger, target: Target, theirs: Entry, edit: YamlEdit): void {
  const { parent, entry, where } = target
  const { ours } = merger.sides
  const missing = (): YamlEditError => new YamlEditError(edit.path, 'is not there', placeOf(ours, target))
  const fresh = isCollection(theirs.node) ? theirs.node.entries[0] : undefined
  switch (edit.op) {
    case 'remove': {
      if (!entry) throw missing()
      change(merger, parent, where, { removed: entry })
      return
    }
    case 'rename': {
      const key = edit.path.at(-1)
      if (!entry || typeof key !== 'string') throw missing()
      const colon = ours.source.text.slice(entry.start, entry.afterIndicator).lastIndexOf(':')
      const written = merger.sides.theirs.source.text.slice(fresh!.start, fresh!.afterIndicator - 1)
      merger.sides.edits.push({ start: entry.start, end: entry.start + colon, text: written })
      return
    }
    case 'set': {
      if (entry) merger.value({ base: entry, theirs: fresh!, ours: entry }, where)
      else if (typeof edit.path.at(-1) === 'string') change(merger, parent, where, { added: fresh!, theirs })
      else throw missing()
      return
    }
    case 'add': {
      const list = entry?.node
      if (!entry && typeof edit.path.at(-1) === 'string')
        change(merger, parent, where, { added: fresh!, theirs })
      else if (list?.type === 'list' && list.entries.length > 0) {
        const before = edit.before === undefined ? undefined : step(entry!, edit.before)
        if (edit.before !== undefined && !before) throw missing()
        const inner = listOf(theirs, edit)
        change(merger, entry!, where, { added: inner.entries[0]!, theirs: inner.owner, before })
      } else if (entry && isEmpty(entry))
        merger.replace({ base: entry, theirs: fresh ?? theirs, ours: entry }, where)
      else throw new YamlEditError(edit.path, 'is no list', placeOf(ours, target))
    }
  }
}

function isEmpty({ node }: Entry): boolean {
  return isCollection(node) ? node.type === 'list' && node.entries.length === 0 : node.canonical === '~'
}

function listOf(theirs: Entry, { path }: YamlEdit): { owner: Entry; entries: readonly Entry[] } {
  const owner =
    typeof path.at(-1) === 'string' && isCollection(theirs.node) ? theirs.node.entries[0]! : theirs
  return { owner, entries: isCollection(owner.node) ? owner.node.entries : [] }
}

/** Adds or removes an entry of a collection. */
function change(
  merger: Merger,
  owner: Entry,
  where: Where,
  {
    added,
    removed,
    theirs = owner,
    before,
  }: { added?: Entry; removed?: Entry; theirs?: Entry; before?: Entry | undefined },
): void {
  const { node } = owner
  const reason = merger.shared(removed?.node ?? { ...node, ...(isCollection(node) && { entries: [] }) })
  if (reason || !isCollection(node)) {
    merger.conflict({ base: undefined, ours: owner }, where, reason ?? 'no map or list')
    return
  }
  const at = before ? node.entries.indexOf(before) : node.entries.length
  const side = before ? ('before' as const) : ('after' as const)
  const item = added && { entry: added, from: 'theirs' as const }
  const inserts = item ? [{ item, previous: undefined, at, side }] : []
  const basePrevious = removed && node.entries[node.entries.indexOf(removed) - 1]
  const removals = removed ? [{ entry: removed, base: removed, basePrevious }] : []
  const three = { base: owner, theirs, ours: owner }
  const collections = { base: node, theirs: isCollection(theirs.node) ? theirs.node : node, ours: node }
  editCollection(merger, three, collections, { inserts, removals }, where)
}
