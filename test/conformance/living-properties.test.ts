import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PlannedChange } from '../../src/commands/change/plan-fleet-change.ts'
import { FLEET_FILE, LOCK_FILE } from '../../src/commands/repositories/fleet-file.ts'
import { fleetTree } from '../../src/commands/repositories/fleet-tree.ts'
import { removeWithPulledIn } from '../../src/fleet/changes/remove-entries.ts'
import { isSameFleet } from '../../src/fleet/file/fleet-texts.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { isAsMade } from '../../src/tree/locked-file.ts'
import { type Addition, addAgain, randomAddition, randomChange } from '../properties/living/changes.ts'
import { livingFleets, noIssues } from '../properties/living/fleets.ts'
import { Repository } from '../properties/living/repository.ts'
import { inFleet, repositoriesOf } from '../resolved.ts'
import { temporaryFolder } from '../tree/helpers.ts'
import { type Draw, drawFrom } from '../tree/merge/trial/draw.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/** How many times as many runs as usual: FAST_CHECK_TIMES=50 is for a quiet hour. */
const TIMES = Number(process.env.FAST_CHECK_TIMES ?? 1)

const drawn = fc.gen().map((g): Draw => drawFrom((below) => g(fc.nat, { max: below - 1 })))

/** Checks a property of random fleets; shrinking random changes takes long and says little. */
async function check(
  property: (repository: () => Repository, fleet: Fleet, draw: Draw) => Promise<void>,
  numRuns: number,
): Promise<void> {
  const folder = temporaryFolder()
  let count = 0
  await fc.assert(
    fc.asyncProperty(livingFleets(library.catalog), drawn, async (fleet, draw) => {
      const create = () => {
        count += 1
        return Repository.create(fleet, library, `${folder}/${count}`)
      }
      await property(create, fleet, draw)
      rmSync(folder, { recursive: true, force: true })
    }),
    { numRuns: numRuns * TIMES, endOnFailure: true },
  )
}

/** What a change did, where nobody edited anything: no conflict, and nothing left out. */
function isClean({ plan, leftOut }: PlannedChange, what: string): void {
  expect({ conflicts: plan.conflicts, leftOut }, what).toEqual({ conflicts: [], leftOut: [] })
}

/**
 * Paths that are the generator's in a fleet: all but seeds, handed-over files, what teams have, and what it
 * keeps for itself.
 */
function managed(fleet: Fleet): Map<string, string> {
  const teams = repositoriesOf(fleet).filter(({ kind }) => kind === 'team')
  return new Map(
    [...fleetTree(fleet, library)]
      .filter(([path, { kind }]) => kind === 'managed' && !path.endsWith(LOCK_FILE))
      .filter(([path]) => !teams.some(({ folder }) => path.startsWith(`${folder}/`)))
      .filter(([path]) => path !== inFleet(fleet, FLEET_FILE))
      .map(([path, { content }]) => [path, content]),
  )
}

/**
 * The fleet in the folder is as if it had been generated from the start. Gives the files that are the
 * generator's.
 */
function isAsGenerated(
  repository: Repository,
  was: ReadonlyMap<string, string>,
  what: string,
): Map<string, string> {
  const { file, lock, applied } = repository.open()
  expect(isSameFleet(file.fleet, applied), what).toBe(true)
  const files = repository.files()
  const wanted = managed(applied)
  const wrong = [...wanted].filter(([path, content]) => files[path] !== content).map(([path]) => path)
  const left = [...was.keys()].filter((path) => !wanted.has(path) && files[path] !== undefined)
  const locked = [...lock.files].filter(([path, file]) => {
    if (file.kind !== 'managed' || path === FLEET_FILE) return false
    return !isAsMade(file, wanted.get(inFleet(applied, path)) ?? '')
  })
  expect({ wrong, left, locked }, what).toEqual({ wrong: [], left: [], locked: [] })
  return wanted
}

test(
  'after any sequence of changes the files are those of a fleet generated from the start; once is enough',
  async () => {
    const made = { add: 0, remove: 0, edit: 0 }
    await check(async (create, fleet, draw) => {
      const repository = create()
      const story: string[] = []
      let files = managed(fleet)
      for (let step = 0; step < 4; step += 1) {
        const change = randomChange(draw, repository.fleet, library.catalog)
        if (change === undefined) continue
        story.push(change.text)
        const what = `${fleet.layout}: ${story.join('; ')}`
        if (change.verb === 'edit') repository.editFleet(change.after)
        isClean(await (change.verb === 'edit' ? repository.apply() : repository.change(change.after)), what)
        files = isAsGenerated(repository, files, what)
        const { applied, file } = repository.open()
        const again = await repository.plan({ before: applied, after: file.fleet })
        expect(again.plan.changes, `${what}; once more`).toEqual([])
        made[change.verb] += 1
      }
    }, 7)
    expect(Math.min(...Object.values(made))).toBeGreaterThan(2)
  },
  120_000 * TIMES,
)

describe('additions', () => {
  test(
    'are taken back to the byte by removing them',
    async () => {
      let made = 0
      await check(async (create, fleet, draw) => {
        const repository = create()
        const states: { files: Record<string, string>; added: Addition }[] = []
        for (let step = 0; step < 3; step += 1) {
          const added = randomAddition(draw, repository.fleet, library.catalog)
          if (added === undefined) continue
          states.push({ files: repository.files(), added })
          isClean(await repository.change(added.after), added.text)
        }
        const all = repository.fleet
        for (const { files, added } of states.reverse()) {
          const { section, name, text } = added
          const { fleet: after } = removeWithPulledIn(repository.fleet, section, [name], library.catalog)
          isClean(await repository.change(after), `take back ${text}`)
          expect(withoutTeams(repository.files(), all), `${fleet.layout}: take back ${text}`).toEqual(
            withoutTeams(files, all),
          )
          made += 1
        }
      }, 8)
      expect(made).toBeGreaterThan(12)
    },
    120_000 * TIMES,
  )

  test(
    'of which neither needs the other give the same files in either order',
    async () => {
      let made = 0
      await check(async (create, fleet, draw) => {
        const first = randomAddition(draw, fleet, library.catalog)
        const second = randomAddition(draw, fleet, library.catalog)
        if (first === undefined || second === undefined) return
        if (first.section === second.section && first.name === second.name) return
        const both = addAgain(second, first.after, library.catalog)
        const other = addAgain(first, second.after, library.catalog)
        if (!noIssues(both, library.catalog) || !isSameFleet(both, other)) return
        const results = []
        for (const order of [
          [first.after, both],
          [second.after, other],
        ]) {
          const repository = create()
          for (const after of order) isClean(await repository.change(after), `${first.text}; ${second.text}`)
          results.push(withoutOrder(withoutTeams(repository.files(), both), fleet))
        }
        expect(results[1], `${fleet.layout}: ${first.text}; ${second.text}`).toEqual(results[0])
        made += 1
      }, 6)
      expect(made).toBeGreaterThan(2)
    },
    120_000 * TIMES,
  )
})

/** Everything but the repositories of teams: they are the teams' from the day on which they are made. */
function withoutTeams(files: Record<string, string>, fleet: Fleet): Record<string, string> {
  const teams = repositoriesOf(fleet).filter(({ kind }) => kind === 'team')
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => !teams.some(({ folder }) => path.startsWith(`${folder}/`))),
  )
}

/** Everything but the order of entries: `flux-fleet.yaml`, and its copy and hash in the lock. */
function withoutOrder(files: Record<string, string>, fleet: Fleet): Record<string, string> {
  const [file, lock] = [inFleet(fleet, FLEET_FILE), inFleet(fleet, LOCK_FILE)]
  const { [file]: _file, [lock]: text, ...rest } = files
  const lines = [...parseLock(text!).files].filter(([path]) => path !== FLEET_FILE)
  return { ...rest, lock: JSON.stringify(lines) }
}
