// Edits random fleets by hand, changes them as the commands do, and prints how right the files are that both sides have changed,
// side by side with `git merge-file` on the same texts. Run it with tsx: `npx tsx bench/living.mjs [trials] [first seed]`.
// Exits with 1 if a goal is missed: every untouched line as it was, no false and no missed conflict, no wrong value, no other fault.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { builtinFiles } from '../src/render/builtin.ts'
import { Library } from '../src/render/library.ts'
import { livingFleets } from '../test/properties/living/fleets.ts'
import { makeFleetTrial } from '../test/properties/living/trial.ts'
import { seeded } from '../test/tree/merge/trial/draw.ts'

const trials = Number(process.argv[2] ?? 5000)
const first = Number(process.argv[3] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-living-'))
const library = await Library.create(await builtinFiles())
// A fleet serves several trials: making one takes longer than changing it.
const PER_FLEET = 5

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

const score = () => ({
  clean: 0,
  conflicts: 0,
  falseConflicts: 0,
  missedConflicts: 0,
  wrongValues: 0,
  untouched: 0,
  kept: 0,
  faults: 0,
})

function count(total, file, result) {
  const judged = file.judge(result)
  total['conflicts' in result ? 'conflicts' : 'clean'] += 1
  total.falseConflicts += Number(judged.falseConflict)
  total.missedConflicts += Number(judged.missedConflict)
  total.wrongValues += Number(judged.wrongValue)
  total.untouched += judged.untouched
  total.kept += judged.kept
  total.faults += judged.faults.length
  return judged
}

const isGood = (one) =>
  !one.falseConflict &&
  !one.missedConflict &&
  !one.wrongValue &&
  one.kept === one.untouched &&
  one.faults.length === 0

const ours = score()
const git = score()
let done = 0
let elsewhere = 0
const start = performance.now()
try {
  for (let seed = first; done < trials; seed += 1) {
    const [fleet] = fc.sample(livingFleets(library.catalog), { numRuns: 1, seed })
    for (let turn = 0; turn < PER_FLEET && done < trials; turn += 1) {
      const trial = await makeFleetTrial(
        fleet,
        seeded(seed * PER_FLEET + turn),
        library,
        join(folder, 'trial'),
      )
      if (trial === undefined) continue
      done += 1
      elsewhere += trial.elsewhere
      ours.faults += trial.faults.length
      for (const fault of trial.faults)
        console.error(`seed ${seed}, turn ${turn}: ${trial.story}\n  ${fault}`)
      for (const { file, result } of trial.cases) {
        const judged = count(ours, file, result)
        if (!isGood(judged)) {
          console.error(
            `seed ${seed}, turn ${turn}: ${trial.story}\n  ${file.path} ${JSON.stringify(judged)}`,
          )
          if (process.env.SHOW) {
            for (const side of ['base', 'theirs', 'ours']) console.error(`--- ${side}\n${file[side]}`)
            console.error(`--- result\n${'text' in result ? result.text : JSON.stringify(result)}`)
          }
        }
        count(git, file, gitMerge(file))
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}

const share = (part, whole) => (whole === 0 ? '-' : `${Number(((part / whole) * 100).toFixed(3))} %`)
const row = (name, value) => console.log(`| ${name} | ${value(ours)} | ${value(git)} |`)
const seconds = Math.round((performance.now() - start) / 1000)
console.log(
  `${done} fleets edited by hand and changed, seeds from ${first}, ${seconds} s; ${elsewhere} edited files that`,
)
console.log('the change was not about, all left alone. Of the files that both sides changed:\n')
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
row('other faults', ({ faults }) => faults)
const { falseConflicts, missedConflicts, wrongValues, kept, untouched, faults } = ours
process.exitCode = falseConflicts + missedConflicts + wrongValues + faults + (untouched - kept) === 0 ? 0 : 1
