import { parseAllDocuments } from 'yaml'
import { mergeYaml } from '../../../../src/tree/merge/merge-yaml.ts'
import type { MergeResult } from '../../../../src/tree/merge/types.ts'
import { type Expected, mergeData } from '../oracle/merge-data.ts'
import { equal, type Plain } from '../oracle/plain.ts'
import { isReordered } from '../oracle/reordered.ts'
import type { Draw } from './draw.ts'
import { generatorChanges, randomDocuments } from './fleet-like.ts'
import { editByHand, generated } from './hand-edits.ts'
import { type File, identify, identityOf, plain } from './model.ts'
import { type Line, render, renderLines } from './render.ts'

/** One merge of random texts, with what it should come to. */
export interface Trial {
  base: string
  theirs: string
  ours: string
  /** The lines of ours, without line ends. */
  lines: Line[]
  expected: Expected
}

/** Makes a random file, a change by the generator, and edits by hand. */
export function makeTrial(draw: Draw, handEdits = true): Trial {
  const documents = randomDocuments(draw)
  let changed = generatorChanges(draw, documents)
  while (isReordered(documents, changed, identify)) changed = generatorChanges(draw, documents)
  let file = generated(documents)
  if (handEdits) editByHand(draw, file, changed)
  // Which of several patches for one target is which, the tests of patches say.
  while (hasNewPatchForOneTarget(documents, changed, file)) {
    file = generated(documents)
    editByHand(draw, file, changed)
  }
  const ours = file.documents.map(({ node }) => plain(node))
  return {
    base: render(generated(documents)),
    theirs: render(generated(changed)),
    ours: render(file),
    lines: renderLines(file),
    expected: mergeData(documents, changed, ours, identify),
  }
}

/** Whether both sides have a patch for a target that had another one before, or none. */
function hasNewPatchForOneTarget(base: Plain[], theirs: Plain[], { documents }: File): boolean {
  const ours = documents.map(({ node }) => plain(node))
  const texts = (side: Plain[]) => patchesIn(side).map((patch) => JSON.stringify(patch))
  const known = new Set(texts(base))
  const fresh = [theirs, ours].map((side) =>
    patchesIn(side).filter((patch) => !known.has(JSON.stringify(patch))),
  )
  const targets = fresh.map((patches) => patches.map((patch) => identityOf('patches', patch)))
  return (
    targets[1]!.length > 0 &&
    (targets[0]!.length > 0 ||
      targets[1]!.some((target) => patchesIn(base).some((patch) => identityOf('patches', patch) === target)))
  )
}

function patchesIn(value: Plain): Plain[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'patches' && Array.isArray(inner) ? inner : patchesIn(inner),
  )
}

/** What came of a trial. */
export interface Outcome {
  result: MergeResult
  falseConflict: boolean
  missedConflict: boolean
  /** Whether the result has another value than it should. */
  wrongValue: boolean
  /**
   * Lines of ours that the change is not about, and how many of those are in the result, in order and
   * unchanged.
   */
  untouched: number
  kept: number
  /** Lines of the result that are neither of ours nor of theirs, and are about nothing that changed. */
  strange: string[]
}

/** Merges the texts of a trial and compares. */
export function judge(trial: Trial, merge = mergeYaml): Outcome {
  const { base, theirs, ours, expected } = trial
  const result = merge({ path: 'file.yaml', base, theirs, ours })
  const isConflict = expected.conflicts.length > 0
  const outcome = {
    result,
    falseConflict: false,
    missedConflict: false,
    wrongValue: false,
    untouched: 0,
    kept: 0,
    strange: [],
  }
  if ('conflicts' in result) return { ...outcome, falseConflict: !isConflict }
  if (isConflict) return { ...outcome, missedConflict: true }
  const lines = linesOf(result.text)
  // Where nobody edited anything the result is what the generator makes, and no lines of ours.
  const isEdited = linesOf(ours).join('\n') !== linesOf(base).join('\n')
  const untouched = trial.lines.filter((line) => isEdited && !isTouched(line, expected))
  const kept = new Set(matches(untouched, lines, expected))
  const known = new Set([...linesOf(ours), ...linesOf(theirs)].map(bare))
  const touched = trial.lines.some((line) => isTouched(line, expected))
  return {
    ...outcome,
    wrongValue: !isValue(result.text, expected.value),
    untouched: untouched.length,
    kept: kept.size,
    strange: touched ? [] : lines.filter((line, index) => !kept.has(index) && !known.has(bare(line))),
  }
}

/** Whether a text means these documents, in this order. */
export function isValue(text: string, documents: Plain): boolean {
  const parsed = parseAllDocuments(text)
  if (!Array.isArray(parsed) || parsed.some(({ errors }) => errors.length > 0)) return false
  const values = parsed.map((document) => document.toJS() as Plain)
  return equal(
    values.filter((value) => value !== null),
    documents,
  )
}

/** A line without its indentation and dash. */
function bare(line: string): string {
  return line.trim().replace(/^- /, '')
}

/** Lines without their ends; the byte order mark is no part of the first. */
export function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
}

function isTouched({ paths, after = [] }: Line, { changed, removed, grown }: Expected): boolean {
  const below = (path: string, roots: readonly string[]): boolean =>
    roots.some((root) => path.replace(/#$/, '') === root || path.startsWith(`${root}/`))
  if (paths.length > 0 && after.length > 0 && after.every((path) => below(path, removed))) return true
  return paths.some((path) => {
    if (path.endsWith('/**'))
      return [...changed, ...removed, ...grown].some((other) => `${other}/`.startsWith(path.slice(0, -2)))
    if (path.endsWith('/{}')) return emptied(path.slice(0, -3), removed) || below(path, changed)
    return below(path, changed) || below(path, removed)
  })
}

/** Whether a collection may have lost all entries, and so have brackets now. */
function emptied(path: string, removed: readonly string[]): boolean {
  return removed.some((other) => other.startsWith(`${path}/`) && !other.slice(path.length + 1).includes('/'))
}

/** The indexes at which lines are found, one after the other. */
function matches(part: readonly Line[], whole: readonly string[], { removed }: Expected): number[] {
  const found: number[] = []
  for (const [index, line] of whole.entries()) {
    const wanted = part[found.length]
    if (!wanted) break
    const isHomeless =
      wanted.paths.length === 0 && removed.some((path) => `${wanted.within}/`.startsWith(`${path}/`))
    if (line === wanted.text || (isHomeless && line.trim() === wanted.text.trim())) found.push(index)
  }
  return found
}
