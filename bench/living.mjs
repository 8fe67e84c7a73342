// Edits random fleets by hand, changes them as the commands do, and prints how right the files are that both
// sides have changed, side by side with `git merge-file` on the same texts. Run it with tsx:
// `npx tsx bench/living.mjs [trials] [first seed]`. Exits with 1 if a goal is missed: every untouched line as
// it was, no false and no missed conflict, no wrong value, no other fault.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'
import { makeFleetTrial } from '../test/properties/living/fleet-trial.ts'
import { livingFleets } from '../test/properties/living/fleets.ts'
import { seeded } from '../test/tree/merge/trial/draw.ts'
import { addTo, emptyScore, isRight, printComparison } from './comparison.mjs'
import { gitMerge } from './git-merge.mjs'

const trials = Number(process.argv[2] ?? 5000)
const first = Number(process.argv[3] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-living-'))
const library = await Library.create(await builtinFiles())
// A fleet serves several trials: making one takes longer than changing it.
const PER_FLEET = 5

function count(score, file, result) {
  const judged = file.judge(result)
  addTo(score, result, judged)
  score.faults += judged.faults.length
  return judged
}

const isGood = (one) =>
  !one.falseConflict &&
  !one.missedConflict &&
  !one.wrongValue &&
  one.kept === one.untouched &&
  one.faults.length === 0

const ours = { ...emptyScore(), faults: 0 }
const git = { ...emptyScore(), faults: 0 }
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
        count(git, file, gitMerge(file, folder))
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}

const seconds = Math.round((performance.now() - start) / 1000)
console.log(
  `${done} fleets edited by hand and changed, seeds from ${first}, ${seconds} s; ${elsewhere} edited files that`,
)
console.log('the change was not about, all left alone. Of the files that both sides changed:\n')
printComparison(ours, git, ['other faults', ({ faults }) => faults])
process.exitCode = isRight(ours) && ours.faults === 0 ? 0 : 1
