import { diff3MergeRegions } from 'node-diff3'
import { hasOnlyCrlf, withLineFeeds, withoutMerging } from './trivial.ts'
import type { MergeConflict, MergeInput, MergeResult, MergeRules } from './types.ts'

const BOM = '\uFEFF'

/** Dotenv and INI files that SOPS encrypted; the metadata of other formats is found by parsing them. */
const ENCRYPTED = /^sops_mac=|^\[sops\]\s*$/m

/**
 * Merges three versions of a text by line. Lines of ours that theirs did not change stay as they are, as do its
 * line ends, a byte order mark and whether its last line is ended. Changes to the same or to neighboring lines
 * are a conflict.
 */
export function mergeText(input: MergeInput, { prefer }: Pick<MergeRules, 'prefer'> = {}): MergeResult {
  const text = withoutMerging(input)
  if (text !== undefined) return { text, leftOut: [] }
  const { base, theirs, ours } = input
  if (ENCRYPTED.test(ours))
    return { conflicts: [{ path: '', line: 1, column: 1, reason: 'is encrypted by SOPS and never changed' }] }
  const crlf = hasOnlyCrlf(ours)
  const plain = ours.startsWith(BOM) ? ours.slice(1) : ours
  const [was, wanted, is] = [base, theirs, crlf ? withLineFeeds(plain) : plain].map(linesOf) as [
    Lines,
    Lines,
    Lines,
  ]

  const merged: string[] = []
  const conflicts: MergeConflict[] = []
  for (const region of diff3MergeRegions(is.lines, was.lines, wanted.lines)) {
    if (region.stable) merged.push(...region.bufferContent)
    else if (same(region.aContent, region.bContent)) merged.push(...region.aContent)
    else if (prefer !== undefined) merged.push(...(prefer === 'ours' ? region.aContent : region.bContent))
    else {
      conflicts.push({
        path: '',
        line: region.aStart + 1,
        column: 1,
        reason: 'lines that were changed here and by the generator',
        base: region.oContent.join('\n'),
        theirs: region.bContent.join('\n'),
        ours: region.aContent.join('\n'),
      })
    }
  }
  if (conflicts.length > 0) return { conflicts }
  const ended = was.ended === is.ended ? wanted.ended : is.ended
  const result = merged.join('\n') + (ended && merged.length > 0 ? '\n' : '')
  return {
    text: (plain === ours ? '' : BOM) + (crlf ? result.replaceAll('\n', '\r\n') : result),
    leftOut: [],
  }
}

interface Lines {
  lines: string[]
  /** Whether the last line has a line end. It is no line of its own: else every new last line met it. */
  ended: boolean
}

function linesOf(text: string): Lines {
  if (text === '') return { lines: [], ended: true }
  const ended = text.endsWith('\n')
  return { lines: (ended ? text.slice(0, -1) : text).split('\n'), ended }
}

function same(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((line, index) => line === second[index])
}
