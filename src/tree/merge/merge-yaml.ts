import { isCollection } from '../../yaml/outline/nodes.ts'
import { type Outline, readOutline } from '../../yaml/outline/outline.ts'
import { YamlReadError } from '../../yaml/outline/read-error.ts'
import { withoutDeletedLists } from './deleted-lists.ts'
import { ENCRYPTED_BY_SOPS } from './encrypted.ts'
import { mergeDocuments } from './merge-documents.ts'
import { Merger } from './merger.ts'
import type { Sides } from './run.ts'
import { inOrder, OverlapError, splice } from './splice.ts'
import { restyle, styleOf } from './style.ts'
import { withoutMerging } from './trivial.ts'
import type { MergeConflict, MergeInput, MergeResult, MergeRules } from './types.ts'
import { keepLastValue } from './unended.ts'
import { findFault } from './verify.ts'

const BOM = '\uFEFF'

interface Outlines {
  base: Outline
  theirs: Outline
  ours: Outline
}

/**
 * Merges three versions of a YAML file by its values. The result is ours with only those pieces replaced that
 * the difference between base and theirs is about: comments, order, quotes, line ends and all else stay as
 * they are. What a person deleted stays deleted. A file that cannot be read, and one that SOPS encrypted, is
 * a conflict; so is a result that is not right, which is checked before it is given.
 */
export function mergeYaml(input: MergeInput, rules: MergeRules = {}): MergeResult {
  const text = withoutMerging(input)
  if (text !== undefined) return { text, leftOut: [] }
  return mergeNarrowed(input, rules) ?? mergeWhole(input, rules)
}

function mergeNarrowed(input: MergeInput, rules: MergeRules): MergeResult | undefined {
  const narrowed = rules.narrow?.(input.ours)
  if (narrowed === undefined) return undefined
  const result = mergeWhole({ ...input, ours: narrowed.text }, rules)
  // What is to be said about a text names places in the whole of it.
  if (!('text' in result) || result.leftOut.length > 0) return undefined
  const text = narrowed.widen(result.text)
  return text === undefined ? undefined : { text, leftOut: [] }
}

function mergeWhole(input: MergeInput, rules: MergeRules): MergeResult {
  const bom = input.ours.startsWith(BOM) ? BOM : ''
  const outlines = readSides(input)
  if ('conflict' in outlines) return { conflicts: [outlines.conflict] }
  if (isEncrypted(outlines.ours)) return { conflicts: [ENCRYPTED_BY_SOPS] }
  const reduced = withoutDeletedLists(input, outlines, (inner, prefer) =>
    mergeWhole(inner, prefer === undefined ? rules : { ...rules, prefer }),
  )
  if (reduced !== undefined) {
    const result = mergeWhole(reduced.input, rules)
    return 'text' in result ? { ...result, leftOut: [...result.leftOut, ...reduced.leftOut] } : result
  }
  let attempt = merge(outlines, rules, true)
  if ('fault' in attempt) attempt = merge(outlines, rules, false)
  if ('fault' in attempt) return { conflicts: [attempt.fault] }
  return 'text' in attempt ? { ...attempt, text: bom + attempt.text } : attempt
}

function merge(
  { base, theirs, ours }: Outlines,
  rules: MergeRules,
  keepsIndentation: boolean,
): MergeResult | { fault: MergeConflict } {
  const styles = restyle(styleOf(theirs), styleOf(ours))
  const sides: Sides = { base, theirs, ours, restyle: styles, keepsIndentation, edits: [] }
  const merger = new Merger(sides, rules)
  const expected = mergeDocuments(merger)
  if (merger.conflicts.length > 0 || !expected) return { conflicts: sorted(merger.conflicts) }
  keepLastValue(sides)
  try {
    const spliced = splice(ours.source.text, sides.edits)
    let fault: string | undefined
    for (const text of endings(ours.source.text, spliced)) {
      const found = findFault(text, expected, sides)
      if (found === undefined) return { text, leftOut: merger.leftOut }
      fault ??= found
    }
    return { fault: unsafe(fault!, ours, inOrder(sides.edits)[0]?.start ?? 0) }
  } catch (error) {
    if (!(error instanceof OverlapError)) throw error
    return { fault: unsafe(error.message, ours, error.offset) }
  }
}

function sorted(conflicts: readonly MergeConflict[]): MergeConflict[] {
  return [...conflicts].sort((first, second) => first.line - second.line || first.column - second.column)
}

/**
 * Whether a YAML or JSON file is one that SOPS encrypted: it has its metadata, with the code that guards it.
 */
function isEncrypted({ documents }: Outline): boolean {
  return documents.some(({ root }) => {
    const sops = isCollection(root.node) ? root.node.byKey.get('"sops"')?.node : undefined
    return isCollection(sops) && sops.byKey.has('"mac"')
  })
}

function readSides(input: MergeInput): Outlines | { conflict: MergeConflict } {
  const outlines: Partial<Outlines> = {}
  for (const side of ['ours', 'base', 'theirs'] as const) {
    try {
      outlines[side] = readOutline(input[side].replace(/^\uFEFF/, ''))
    } catch (error) {
      if (!(error instanceof YamlReadError)) throw error
      const whose =
        side === 'ours' ? 'cannot be read as YAML' : 'what the generator makes of it cannot be read as YAML'
      const { line, column } = side === 'ours' ? error.place : { line: 1, column: 1 }
      return { conflict: { path: '', line, column, reason: `${whose}: ${error.message}`, isFinal: true } }
    }
  }
  return outlines as Outlines
}

/**
 * A text that did not end with a line end still does not, unless the value of a block scalar that comes last now
 * depends on it.
 */
function endings(ours: string, merged: string): string[] {
  if (ours === '' || ours.endsWith('\n')) return [merged]
  const unended = merged.replace(/\r?\n$/, '')
  return [unended, unended + (ours.includes('\r\n') ? '\r\n' : '\n')]
}

function unsafe(fault: string, { source }: Outline, offset: number): MergeConflict {
  return { path: '', ...source.place(offset), reason: `cannot be merged safely: ${fault}` }
}
