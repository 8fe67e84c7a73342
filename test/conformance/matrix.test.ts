import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { KINDS_WITHOUT_SCHEMA, makeRepository, schemaLocations, temporaryFolder } from './fleets.ts'
import { buildAll } from './kustomize.ts'
import { FACTORS, IMPOSSIBLE_PAIRS, MATRIX } from './matrix.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const root = temporaryFolder('matrix')
const folders = MATRIX.map(({ name }) => join(root, name))

describe('every two answers together', () => {
  it('are in the matrix, but for those that a fleet refuses or that have no effect', () => {
    expect(MATRIX.length).toBeGreaterThan(40)
    expect(IMPOSSIBLE_PAIRS.length).toBeLessThan(60)
    const impossible = IMPOSSIBLE_PAIRS.flat().map((choice) => choice.split('=')[0]!)
    expect(new Set(impossible)).not.toContain('secrets')
    expect(Object.keys(FACTORS)).toEqual(expect.arrayContaining([...new Set(impossible)]))
  })

  describe('as repositories', () => {
    beforeAll(async () => {
      for (const [index, { input }] of MATRIX.entries()) await makeRepository(folders[index]!, input)
    })

    it('are what Flux accepts: every build, every object, every reference', () => {
      const locations = schemaLocations()
      const options = { skipKinds: [...KINDS_WITHOUT_SCHEMA] }
      expect(complaints(checkFleets(folders, options))).toEqual([])
      if (locations.length > 0) expect(complaints(checkFleets(folders, { ...options, schemaLocations: locations }))).toEqual([])
    })

    it('have a build of every path that a Kustomization names, and of nothing from elsewhere but what the catalog fetches', () => {
      const reports = checkFleets(folders, { validate: false })
      expect(reports).toHaveLength(MATRIX.length)
      for (const [index, report] of reports.entries()) {
        expect(report.clusters.map(({ cluster }) => cluster).sort()).toEqual(
          MATRIX[index]!.input.clusters!.map(({ name }) => `clusters/${name}`).sort(),
        )
        expect(outside(report)).toEqual([])
      }
    })

    it('have only folders that kustomize builds', async () => {
      const { folders: all, built, failed } = await buildAll(folders)
      expect(failed).toEqual([])
      expect(built).toBeLessThanOrEqual(all)
      expect(built).toBeGreaterThan(500)
    })
  })
})

/** What was not built because its source is elsewhere, but for the CRDs that the catalog takes from their projects. */
function outside(report: FleetReport): string[] {
  return report.clusters.flatMap(({ external }) => external).filter((line) => !/^Kustomization\S* (flux-system\/)?(gateway-api|envoy-gateway-crds)\b/.test(line.replace('kustomize.toolkit.fluxcd.io/', '')))
}
