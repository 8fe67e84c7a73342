import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { checkFleet } from '../../src/features/check-fleet.ts'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { renameEntry } from '../../src/fleet/changes/rename-entry.ts'
import { plainFleet } from '../../src/fleet/file/save-fleet.ts'
import { isOwn } from '../../src/fleet/resolve/catalog-facts.ts'
import { isProduction } from '../../src/fleet/schema/environment-schema.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../src/fleet/sections/section.ts'
import { SECTIONS } from '../../src/fleet/sections/sections.ts'
import { renameMoves } from '../../src/render/named-paths.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { movedTree } from '../../src/tree/moves.ts'
import { Tree } from '../../src/tree/tree.ts'
import { walk } from '../commands/applied-objects.ts'
import { fleet, label } from '../properties/arbitraries.ts'
import { repositoriesOf } from '../resolved.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/**
 * Valid fleets that say nothing of production which the name says: that is all that a second renaming may
 * leave out.
 */
const renamable = fleet
  .map((model) => ({
    ...model,
    environments: model.environments.map((environment) =>
      environment.production === isProduction({ name: environment.name })
        ? { ...environment, production: undefined }
        : environment,
    ),
  }))
  .filter((model) => checkFleet(model, library.catalog).length === 0)

/** What is renamed, by place, and the new names. */
const plans = fc.array(fc.tuple(fc.constantFrom(...SECTIONS), fc.nat(), label, fc.boolean()), {
  minLength: 1,
  maxLength: 4,
})

/** The renaming that a plan means, if the fleet has such an entry and no other of that name. */
function renamingOf(model: Fleet, [section, place, to]: [Renamed['section'], number, string, boolean]) {
  const entries: readonly { name: string }[] =
    section === 'components' ? model.components.filter(isOwn) : model[section]
  const entry = entries[place % Math.max(entries.length, 1)]
  const isFree = model[section].every(({ name }) => name !== to) && to !== 'base'
  if (entry === undefined || !isFree || (section === 'components' && library.catalog.has(to)))
    return undefined
  return { section, from: entry.name, to }
}

function walked(model: Fleet) {
  return walk(model, new Map([...renderFleet(model, library)].map(([path, { content }]) => [path, content])))
}

test('any renamings leave every object what it is, and taken back leave the fleet as it was', () => {
  let made = 0
  fc.assert(
    fc.property(renamable, plans, (model, chosen) => {
      let now = model
      const done: Renamed[] = []
      for (const plan of chosen) {
        const renamed = renamingOf(now, plan)
        const next = renamed && renameEntry(now, renamed)
        // Another entry may have kept this very name for its objects, or for its folder.
        if (renamed === undefined || checkFleet(next!, library.catalog).length > 0) continue
        now = next!
        done.push(renamed)
        made += 1
      }
      expect(walked(now)).toEqual(walked(model))
      for (const { section, from, to } of done.reverse())
        now = renameEntry(now, { section, from: to, to: from })
      expect(plainFleet(now)).toEqual(plainFleet(model))
    }),
    { numRuns: 40 },
  )
  expect(made).toBeGreaterThan(20)
})

test('the files that move are those that are rendered elsewhere: none is made or removed', () => {
  let made = 0
  fc.assert(
    fc.property(renamable, plans, (model, [plan]) => {
      const moves = plan![3]
      const renamed = renamingOf(model, plan!)
      const after = renamed && renameEntry(model, renamed, moves)
      if (renamed === undefined || checkFleet(after!, library.catalog).length > 0) return
      const theirs = withoutTeams(after!)
      const moved = movedTree(
        withoutTeams(model),
        renameMoves(model, renamed, moves === true, repositoriesOf(model)),
        theirs,
      )
      expect(moved.paths()).toEqual(theirs.paths())
      made += 1
    }),
    { numRuns: 60 },
  )
  expect(made).toBeGreaterThan(15)
})

/** What is rendered, without the repositories of teams, which are made once. */
function withoutTeams(model: Fleet): Tree {
  const teams = model.tenants.map(({ name, objectName = name }) => `${objectName}/`)
  const tree = new Tree()
  for (const [path, { content, kind }] of renderFleet(model, library))
    if (model.layout !== 'multi-repo' || !teams.some((folder) => path.startsWith(folder)))
      tree.add(path, content, { kind })
  return tree
}
