/** A score of merges before the first one. */
export function emptyScore() {
  return {
    clean: 0,
    conflicts: 0,
    falseConflicts: 0,
    missedConflicts: 0,
    wrongValues: 0,
    untouched: 0,
    kept: 0,
  }
}

/** Adds the result of a merge to a score, and how an oracle judges it. */
export function addTo(score, result, judged) {
  score['conflicts' in result ? 'conflicts' : 'clean'] += 1
  score.falseConflicts += Number(judged.falseConflict)
  score.missedConflicts += Number(judged.missedConflict)
  score.wrongValues += Number(judged.wrongValue)
  score.untouched += judged.untouched
  score.kept += judged.kept
}

/**
 * Whether merges were right: every untouched line as it was, no false and no missed conflict, no wrong value.
 */
export function isRight({ falseConflicts, missedConflicts, wrongValues, untouched, kept }) {
  return falseConflicts + missedConflicts + wrongValues === 0 && kept === untouched
}

/**
 * Prints the scores of our merges and of Git's on the same texts as a table of Markdown.
 * @param lastRow what a bench counts besides: its name, and what makes its text of a score
 */
export function printComparison(ours, git, lastRow) {
  const rows = [
    ['merged', ({ clean }) => clean],
    ['conflicts', ({ conflicts }) => conflicts],
    ['false conflicts', ({ falseConflicts }) => falseConflicts],
    ['missed conflicts', ({ missedConflicts }) => missedConflicts],
    ['merged to a wrong value or to no YAML', ({ wrongValues }) => wrongValues],
    [
      'untouched lines that stayed as they were',
      ({ kept, untouched }) => `${share(kept, untouched)} of ${untouched}`,
    ],
    lastRow,
  ]
  console.log('| | flux-fleet | git merge-file |\n| --- | ---: | ---: |')
  for (const [name, value] of rows) console.log(`| ${name} | ${value(ours)} | ${value(git)} |`)
}

function share(part, whole) {
  return whole === 0 ? '-' : `${Number(((part / whole) * 100).toFixed(3))} %`
}
