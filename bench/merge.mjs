// Merges random files, as test/tree/merge/trial makes them, and prints how right the results are, side by
// side with `git merge-file` on the same texts. Run it with tsx:
// `npx tsx bench/merge.mjs [trials] [first seed]`. Exits with 1 if a goal is missed: every untouched line as
// it was, no false and no missed conflict, no wrong value.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../test/tree/merge/trial/draw.ts'
import { judge, makeTrial } from '../test/tree/merge/trial/trial.ts'
import { addTo, emptyScore, isRight, printComparison } from './comparison.mjs'
import { gitMerge } from './git-merge.mjs'

const trials = Number(process.argv[2] ?? 5000)
const first = Number(process.argv[3] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-merge-'))

function count(score, trial, merge) {
  const start = performance.now()
  const judged = judge(trial, merge)
  score.ms += performance.now() - start
  addTo(score, judged.result, judged)
}

const ours = { ...emptyScore(), ms: 0 }
const git = { ...emptyScore(), ms: 0 }
try {
  for (let seed = first; seed < first + trials; seed++) {
    const trial = makeTrial(seeded(seed))
    count(ours, trial)
    count(git, trial, (input) => gitMerge(input, folder))
  }
} finally {
  rmSync(folder, { recursive: true })
}

console.log(`${trials} merges of random files, seeds from ${first}\n`)
printComparison(ours, git, [
  'time for a merge and its judgment',
  ({ ms }) => `${(ms / trials).toFixed(1)} ms`,
])
process.exitCode = isRight(ours) ? 0 : 1
