import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { compareFiles } from '../../src/commands/repositories/compare-files.ts'
import { FLEET_FILE, LOCK_FILE } from '../../src/commands/repositories/fleet-file.ts'
import { fleetTree } from '../../src/commands/repositories/fleet-tree.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { moveVersion } from '../properties/living/bot-edits.ts'
import { randomChange } from '../properties/living/changes.ts'
import { livingFleets } from '../properties/living/fleets.ts'
import { Repository } from '../properties/living/repository.ts'
import { temporaryFolder } from '../tree/helpers.ts'
import { type Draw, drawFrom } from '../tree/merge/trial/draw.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

const TIMES = Number(process.env.FAST_CHECK_TIMES ?? 1)
const drawn = fc.gen().map((g): Draw => drawFrom((below) => g(fc.nat, { max: below - 1 })))

/** The files that are kept up to date, but for those of the fleet itself. */
function managed(fleet: Fleet): string[] {
  return [...fleetTree(fleet, library)]
    .filter(([path, { kind }]) => kind === 'managed' && !/\.(md|json)$/.test(path))
    .filter(([path]) => !path.endsWith(LOCK_FILE) && !path.endsWith(FLEET_FILE))
    .map(([path]) => path)
}

test(
  'what updaters moved among hand edits is never told as a hand edit, and never taken back',
  async () => {
    const folder = temporaryFolder()
    const total = { moved: 0, edited: 0, both: 0, kept: 0 }
    await fc.assert(
      fc.asyncProperty(livingFleets(library.catalog), drawn, async (fleet, draw) => {
        rmSync(folder, { recursive: true, force: true })
        const repository = Repository.create(fleet, library, folder)
        const files = repository.files()
        const lines = new Map<string, string[]>()
        const edited = new Set<string>()
        for (const path of managed(fleet)) {
          const text = files[path]
          if (text === undefined) continue
          const fresh: string[] = []
          let after = text
            .split('\n')
            .map((line) => {
              const next = draw.oneIn(2) ? moveVersion(line, draw) : undefined
              if (next !== undefined) fresh.push(next)
              return next ?? line
            })
            .join('\n')
          if (fresh.length > 0) lines.set(path, fresh)
          if (draw.oneIn(12)) {
            edited.add(path)
            after += '# mine\n'
          }
          if (after !== text) writeFileSync(join(repository.root, path), after)
        }
        const only = [...lines.keys()].filter((path) => !edited.has(path)).sort()
        const paths = (found: readonly { path: string }[]) => found.map(({ path }) => path).sort()
        const before = await compareFiles(repository.open())
        expect({ edited: paths(before.edited), moved: paths(before.moved) }).toEqual({
          edited: [...edited].sort(),
          moved: only,
        })
        total.moved += only.length
        total.edited += edited.size
        total.both += lines.size - only.length

        const change = randomChange(draw, repository.fleet, library.catalog)
        if (change === undefined || change.verb === 'edit') return
        const planned = await repository.plan({ before: repository.fleet, after: change.after })
        const wrong = planned.plan.conflicts.filter(({ path }) => !edited.has(path))
        expect(paths(wrong), change.text).toEqual([])
        if (planned.plan.conflicts.length > 0) return
        await repository.change(change.after)
        const now = repository.files()
        for (const [path, fresh] of lines) {
          const text = now[path]?.split('\n')
          for (const line of text === undefined ? [] : fresh) {
            expect(text, `${change.text}: ${path}`).toContain(line)
            total.kept += 1
          }
        }
        const after = await compareFiles(repository.open())
        expect(paths(after.edited).filter((path) => !edited.has(path))).toEqual([])
        const again = await repository.plan({ before: repository.fleet, after: repository.fleet })
        expect(again.plan.changes, `${change.text}; once more`).toEqual([])
      }),
      { numRuns: 12 * TIMES, endOnFailure: true },
    )
    rmSync(folder, { recursive: true, force: true })
    expect(Math.min(total.moved, total.edited, total.kept)).toBeGreaterThan(5)
  },
  120_000 * TIMES,
)
