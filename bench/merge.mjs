// Merges random files, as test/tree/merge/trial makes them, and prints how right the results are, side by side with
// `git merge-file` on the same texts. Run it with tsx: `npx tsx bench/merge.mjs [trials] [first seed]`. Exits with 1
// if a goal is missed: every untouched line as it was, no false and no missed conflict, no wrong value.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../test/tree/merge/trial/draw.ts'
import { judge, makeTrial } from '../test/tree/merge/trial/trial.ts'

const trials = Number(process.argv[2] ?? 5000)
const first = Number(process.argv[3] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-merge-'))

/** Merges with Git, as a merge of ours has its result. */
function gitMerge({ base, theirs, ours }) {
  const paths = Object.entries({ ours, base, theirs }).map(([name, text]) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  })
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', '--quiet', ...paths], { encoding: 'utf8' })
  return status === 0 ? { text: stdout, leftOut: [] } : { conflicts: [] }
}

function score() {
  return {
    clean: 0,
    conflicts: 0,
    falseConflicts: 0,
    missedConflicts: 0,
    wrongValues: 0,
    untouched: 0,
    kept: 0,
    ms: 0,
  }
}

function count(total, trial, merge) {
  const start = performance.now()
  const outcome = judge(trial, merge)
  total.ms += performance.now() - start
  total['conflicts' in outcome.result ? 'conflicts' : 'clean']++
  total.falseConflicts += Number(outcome.falseConflict)
  total.missedConflicts += Number(outcome.missedConflict)
  total.wrongValues += Number(outcome.wrongValue)
  total.untouched += outcome.untouched
  total.kept += outcome.kept
}

const ours = score()
const git = score()
try {
  for (let seed = first; seed < first + trials; seed++) {
    const trial = makeTrial(seeded(seed))
    count(ours, trial)
    count(git, trial, gitMerge)
  }
} finally {
  rmSync(folder, { recursive: true })
}

const share = (part, whole) => (whole === 0 ? '-' : `${Number(((part / whole) * 100).toFixed(3))} %`)
const row = (name, value) => console.log(`| ${name} | ${value(ours)} | ${value(git)} |`)
console.log(`${trials} merges of random files, seeds from ${first}\n`)
console.log('| | flux-fleet | git merge-file |\n| --- | ---: | ---: |')
row('merged', ({ clean }) => clean)
row('conflicts', ({ conflicts }) => conflicts)
row('false conflicts', ({ falseConflicts }) => falseConflicts)
row('missed conflicts', ({ missedConflicts }) => missedConflicts)
row('merged to a wrong value or to no YAML', ({ wrongValues }) => wrongValues)
row(
  'untouched lines that stayed as they were',
  ({ kept, untouched }) => `${share(kept, untouched)} of ${untouched}`,
)
row('time for a merge and its judgment', ({ ms }) => `${(ms / trials).toFixed(1)} ms`)
const { falseConflicts, missedConflicts, wrongValues, kept, untouched } = ours
process.exitCode = falseConflicts + missedConflicts + wrongValues + (untouched - kept) === 0 ? 0 : 1
