import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { renderRepositories } from '../../src/features/render-fleet.ts'
import { renameEntry } from '../../src/fleet/changes/rename-entry.ts'
import { isOwn } from '../../src/fleet/resolve/catalog-facts.ts'
import { clusterFolder } from '../../src/fleet/resolve/cluster-folders.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../src/fleet/sections/section.ts'
import { SECTIONS } from '../../src/fleet/sections/sections.ts'
import { joinRepositories } from '../../src/render/render.ts'
import {
  KINDS_WITHOUT_SCHEMA,
  openLibrary,
  repositoriesIn,
  schemaLocations,
  temporaryFolder,
  validFleet,
  writeRepository,
} from './fleets.ts'
import { MATRIX } from './matrix.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const root = temporaryFolder('rename')
const library = await openLibrary()

/** A name that YAML takes for a number, and that comes before all others. */
const FRESH = '0x2a'

interface Case {
  name: string
  fleet: Fleet
  renamed: Renamed & { move?: boolean }
}

/** A renaming of each kind of entry, for some fleets of each layout. */
const CASES: Case[] = MATRIX.filter((_, index) => index % 6 === 2).flatMap(({ name, input }) => {
  const fleet = validFleet(input, library)
  return SECTIONS.flatMap((section): Case[] => {
    const entries = section === 'components' ? fleet.components.filter(isOwn) : fleet[section]
    const entry = entries.at(-1)
    if (entry === undefined) return []
    const renamed = { section, from: entry.name, to: FRESH }
    const one = { name: `${name} ${section}`, fleet, renamed }
    return section === 'clusters'
      ? [one, { ...one, name: `${one.name} moved`, renamed: { ...renamed, move: true } }]
      : [one]
  })
})

/** What each cluster gets from which Kustomization, by its entry point before it was moved. */
function identitiesIn(report: FleetReport, place: (cluster: string) => string): string[] {
  return report.clusters
    .flatMap(({ cluster, builds }) =>
      builds.flatMap(({ kustomization, objects }) =>
        objects.map(
          ({ apiVersion, kind, namespace, name }) =>
            `${place(cluster)} ${kustomization} ${apiVersion} ${kind} ${namespace ?? ''} ${name}`,
        ),
      ),
    )
    .sort()
}

describe('a fleet that was renamed', () => {
  let reports: FleetReport[]

  beforeAll(() => {
    const checked = CASES.flatMap(({ fleet, renamed }, index) => {
      const after = renameEntry(fleet, renamed, renamed.move)
      const old = renderRepositories(fleet, library)
      // What a team has is not touched: it is as it was made.
      const now = renderRepositories(after, library).map((made) =>
        made.repository.kind === 'team'
          ? {
              ...made,
              tree: old.find(({ repository }) => repository.folder === made.repository.folder)!.tree,
            }
          : made,
      )
      return [
        [fleet, old],
        [after, now],
      ].map(([made, repositories], side) => {
        const folder = join(root, `${index}-${side}`)
        writeRepository(folder, made as Fleet, joinRepositories(repositories as typeof old))
        // The repository with the clusters; the others are what its sources deliver.
        return repositoriesIn(folder, made as Fleet).at(-1)!
      })
    })
    reports = checkFleets(checked, {
      skipKinds: [...KINDS_WITHOUT_SCHEMA],
      schemaLocations: schemaLocations(),
    })
  })

  it('is there for each kind of entry in each layout', () => {
    const kinds = CASES.map(({ fleet, renamed }) => `${fleet.layout} ${renamed.section}`)
    expect([...new Set(kinds)].sort()).toEqual(
      ['monorepo', 'multi-repo', 'multi-tenant'].flatMap((layout) =>
        [...SECTIONS]
          .sort()
          .filter((section) => section !== 'tenants' || layout !== 'monorepo')
          .map((section) => `${layout} ${section}`),
      ),
    )
  })

  it('is what Flux accepts', () => {
    expect(complaints(reports)).toEqual([])
  })

  it.each(CASES.map((one, index) => ({ ...one, index })))('$name: has the same objects on its clusters', ({
    fleet,
    renamed,
    index,
  }) => {
    const [before, after] = [reports[index * 2]!, reports[index * 2 + 1]!]
    const moved = new Map(
      renameEntry(fleet, renamed, renamed.move).clusters.map((cluster, number) => [
        clusterFolder(cluster),
        clusterFolder(fleet.clusters[number]!),
      ]),
    )
    const identities = identitiesIn(before, (cluster) => cluster)
    expect(identities.length).toBeGreaterThan(3)
    expect(identitiesIn(after, (cluster) => moved.get(cluster)!)).toEqual(identities)
  })
})
