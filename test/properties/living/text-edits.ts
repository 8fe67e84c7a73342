import { diffArrays } from 'diff'
import type { MergeResult } from '../../../src/tree/merge/types.ts'
import { linesOf } from '../../tree/merge/trial/trial.ts'
import type { Hand } from './yaml-edits.ts'

/**
 * A person's edit of a text by line: lines of the generated text from `start` to before `end` become `lines`.
 */
export interface LineEdit {
  start: number
  end: number
  lines: string[]
}

/** Edits a text in up to three places that are not close to each other. */
export function editText(
  hand: Hand,
  base: string,
  theirs: string | undefined,
): { text: string; edits: LineEdit[] } {
  const { draw } = hand
  const lines = linesOf(base)
  const contested = theirs === undefined ? [] : hunksOf(lines, linesOf(theirs))
  const edits: LineEdit[] = []
  for (let count = 1 + draw.below(3); count > 0; count -= 1) {
    const hunk = contested.length > 0 && draw.oneIn(2) ? draw.pick(contested) : undefined
    const start = Math.min(
      Math.max(0, hunk === undefined ? draw.below(lines.length) : hunk.start - 2 + draw.below(5)),
      lines.length - 1,
    )
    if (edits.some((other) => Math.abs(other.start - start) < 3)) continue
    const line = `mine ${hand.next()}`
    edits.push(
      draw.pick<LineEdit>([
        { start, end: start, lines: [line] },
        { start, end: start + 1, lines: [`${lines[start]!} ${line}`] },
        { start, end: start + 1, lines: [] },
      ]),
    )
  }
  edits.sort((one, other) => one.start - other.start)
  const edited = [...lines]
  for (const { start, end, lines: fresh } of edits.toReversed()) edited.splice(start, end - start, ...fresh)
  const eol = draw.oneIn(8) ? '\r\n' : '\n'
  return { text: edited.join(eol) + eol, edits }
}

interface Hunk {
  start: number
  end: number
  lines: string[]
}

function hunksOf(from: readonly string[], to: readonly string[]): Hunk[] {
  const hunks: Hunk[] = []
  let line = 0
  let open: Hunk | undefined
  for (const { added, removed, value } of diffArrays([...from], [...to])) {
    if (!added && !removed) {
      open = undefined
      line += value.length
      continue
    }
    if (open === undefined) {
      open = { start: line, end: line, lines: [] }
      hunks.push(open)
    }
    if (added) open.lines.push(...value)
    else {
      line += value.length
      open.end = line
    }
  }
  return hunks
}

/**
 * What came of a merge by line. Whether lines that are next to each other meet is open: such cases count for
 * nothing.
 */
export interface TextOutcome {
  falseConflict: boolean
  missedConflict: boolean
  untouched: number
  kept: number
}

/** Judges a merge of a text of which all edits are known. */
export function judgeText(
  base: string,
  theirs: string,
  edits: readonly LineEdit[],
  result: MergeResult,
): TextOutcome {
  const [was, wanted] = [linesOf(base), linesOf(theirs)]
  const hunks = hunksOf(was, wanted)
  const still = new Set(wanted)
  const meets = ({ start, end }: LineEdit) =>
    hunks.some((hunk) => start <= hunk.end + 1 && end >= hunk.start - 1)
  const outcome = { falseConflict: false, missedConflict: false, untouched: 0, kept: 0 }
  if ('conflicts' in result) return { ...outcome, falseConflict: !edits.some(meets) }
  const isContested = ({ start, end, lines }: LineEdit) =>
    end > start &&
    lines.length > 0 &&
    hunks.some((hunk) => hunk.start <= start && start < hunk.end && hunk.lines.length > 0) &&
    !still.has(was[start]!)
  if (edits.some(isContested)) return { ...outcome, missedConflict: true }
  const untouched: string[] = []
  for (const [index, line] of [...was, undefined].entries()) {
    const edit = edits.find(({ start }) => start === index)
    if (edit !== undefined) untouched.push(...edit.lines)
    const isEdited = edit !== undefined && edit.end > edit.start
    const isTheirs = hunks.some(({ start, end }) => start <= index && index < end)
    if (line !== undefined && !isEdited && !isTheirs) untouched.push(line)
  }
  const lines = linesOf(result.text)
  let kept = 0
  for (const line of lines) if (kept < untouched.length && line === untouched[kept]) kept += 1
  return { ...outcome, untouched: untouched.length, kept }
}
