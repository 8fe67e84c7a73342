import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { type Judgment, makeFleetTrial } from '../properties/living/fleet-trial.ts'
import { livingFleets } from '../properties/living/fleets.ts'
import { temporaryFolder } from '../tree/helpers.ts'
import { type Draw, drawFrom } from '../tree/merge/trial/draw.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

const drawn = fc.gen().map((g): Draw => drawFrom((below) => g(fc.nat, { max: below - 1 })))

const GOOD: Omit<Judgment, 'untouched' | 'kept'> = {
  falseConflict: false,
  missedConflict: false,
  wrongValue: false,
  faults: [],
}

// `npx tsx bench/living.mjs` runs thousands of these.
test(
  'whatever was edited by hand is still there after a change, and only what both sides changed is a conflict',
  async () => {
    const folder = temporaryFolder()
    const total = { merged: 0, conflicts: 0, elsewhere: 0, lines: 0 }
    await fc.assert(
      fc.asyncProperty(livingFleets(library.catalog), drawn, drawn, async (fleet, ...draws) => {
        for (const draw of draws) {
          const trial = await makeFleetTrial(fleet, draw, library, `${folder}/trial`)
          if (trial === undefined) continue
          expect(trial.faults, trial.story).toEqual([])
          for (const { file, result } of trial.cases) {
            const { untouched, kept, ...judged } = file.judge(result)
            expect(
              { ...judged, lost: untouched - kept },
              `${trial.story}: ${file.path}\n${file.ours}`,
            ).toEqual({
              ...GOOD,
              lost: 0,
            })
            total['text' in result ? 'merged' : 'conflicts'] += 1
            total.lines += untouched
          }
          total.elsewhere += trial.elsewhere
        }
      }),
      { numRuns: 21 * Number(process.env.FAST_CHECK_TIMES ?? 1), endOnFailure: true },
    )
    rmSync(folder, { recursive: true, force: true })
    expect(Math.min(total.merged, total.elsewhere)).toBeGreaterThan(30)
    expect(total.conflicts).toBeGreaterThan(5)
    expect(total.lines).toBeGreaterThan(3000)
  },
  120_000 * Number(process.env.FAST_CHECK_TIMES ?? 1),
)
