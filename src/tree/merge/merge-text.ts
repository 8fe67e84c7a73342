import { ENCRYPTED_BY_SOPS } from './encrypted.ts'
import { hunksOf, regionsOf } from './line-hunks.ts'
import { hasOnlyCrlf, withLineFeeds, withoutMerging } from './trivial.ts'
import type { MergeConflict, MergeInput, MergeResult, MergeRules } from './types.ts'

const BOM = '\uFEFF'

/** Dotenv and INI files that SOPS encrypted; the metadata of other formats is found by parsing them. */
const ENCRYPTED = /^sops_mac=|^\[sops\]\s*$/m

/**
 * Merges three versions of a text by line. Lines of ours that theirs did not change stay as they are, as do
 * its line ends, a byte order mark and whether its last line is ended. Changes to the same or to neighboring
 * lines are a conflict, as for diff3 and Git.
 *
 * `diff` finds what each side changed. It brings no merge of its own any more, and node-diff3, which does,
 * takes 12 seconds for 6,000 lines of which many are alike; joining two lists of changes is the small part.
 */
export function mergeText(input: MergeInput, { prefer }: Pick<MergeRules, 'prefer'> = {}): MergeResult {
  const text = withoutMerging(input)
  if (text !== undefined) return { text, leftOut: [] }
  const { base, theirs, ours } = input
  if (ENCRYPTED.test(ours)) return { conflicts: [ENCRYPTED_BY_SOPS] }
  const crlf = hasOnlyCrlf(ours)
  const plain = ours.startsWith(BOM) ? ours.slice(1) : ours
  const [was, wanted, is] = [base, theirs, crlf ? withLineFeeds(plain) : plain].map(linesOf) as [
    Lines,
    Lines,
    Lines,
  ]

  const merged: string[] = []
  const conflicts: MergeConflict[] = []
  let position = 0
  // How far lines of ours are behind or ahead of those of base.
  let drift = 0
  const regions = regionsOf(was.lines, hunksOf(was.lines, is.lines), hunksOf(was.lines, wanted.lines))
  for (const { start, end, ours: mine, theirs: fresh } of regions) {
    merged.push(...was.lines.slice(position, start))
    position = end
    if (mine && fresh && !same(mine, fresh) && prefer === undefined) {
      conflicts.push({
        path: '',
        line: start + drift + 1,
        column: 1,
        reason: 'lines that were changed here and by the generator',
        base: was.lines.slice(start, end).join('\n'),
        theirs: fresh.join('\n'),
        ours: mine.join('\n'),
      })
    }
    merged.push(...((prefer === 'theirs' ? (fresh ?? mine) : (mine ?? fresh)) ?? []))
    drift += (mine?.length ?? end - start) - (end - start)
  }
  merged.push(...was.lines.slice(position))
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
