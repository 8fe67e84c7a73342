import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  KINDS_WITHOUT_SCHEMA,
  makeRepository,
  repositoriesIn,
  schemaLocations,
  temporaryFolder,
} from './fleets.ts'
import { buildAll, unmetPatches } from './kustomize.ts'
import { FACTORS, IMPOSSIBLE_PAIRS, MATRIX } from './matrix.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const root = temporaryFolder('matrix')
const folders = MATRIX.map(({ name }) => join(root, name))
let reports: FleetReport[]
let roots: string[]

beforeAll(async () => {
  const checked = []
  for (const [index, { input }] of MATRIX.entries())
    checked.push(...repositoriesIn(folders[index]!, await makeRepository(folders[index]!, input)))
  roots = checked.map(({ root }) => root)
  reports = checkFleets(checked, { skipKinds: [...KINDS_WITHOUT_SCHEMA], schemaLocations: schemaLocations() })
})

describe('every two answers together', () => {
  it('are in the matrix, but for those that a fleet refuses or that have no effect', () => {
    expect(MATRIX.length).toBeGreaterThan(60)
    // Pairs that `allowed` names, and those that follow: without tenants nothing can be said of them.
    const questions = IMPOSSIBLE_PAIRS.map((pair) => pair.map((choice) => choice.split('=')[0]).join(' '))
    expect([...new Set(questions)].sort()).toEqual([
      'artifacts layout',
      'artifacts platformSecret',
      'artifacts promotion',
      'catalogPlacement placed',
      'environments catalogPlacement',
      'environments clusters',
      'environments monitoring',
      'environments ownPlacement',
      'environments tenantPlacement',
      'flux tenantNotifications',
      'https dependencies',
      'layout account',
      'layout platformSecret',
      'layout promotion',
      'layout tenantLimits',
      'layout tenantNamespaces',
      'layout tenantNotifications',
      'layout tenantPlacement',
      'layout tenantRole',
      'layout tenantSource',
      'layout tenantVersions',
      'layout tenants',
      'oci dependencies',
      'oci layer',
      'oci overrides',
      'oci patches',
      'oci strategy',
      'oci valuesFrom',
      'settings dns',
      'tenants tenantLimits',
      'tenants tenantNamespaces',
      'tenants tenantNotifications',
      'tenants tenantPlacement',
      'tenants tenantRole',
      'tenants tenantSource',
      'tenants tenantVersions',
    ])
    expect(Object.keys(FACTORS).length).toBeGreaterThan(30)
  })

  it('are what Flux accepts: every build, every object, every reference', () => {
    expect(complaints(reports)).toEqual([])
  })

  it('have a walk of every cluster, of every environment that has one, down to the last layer', () => {
    const walked = reports.filter(({ clusters }) => clusters.length > 0)
    expect(walked).toHaveLength(MATRIX.length)
    for (const [index, { clusters }] of walked.entries()) {
      const { input } = MATRIX[index]!
      expect(clusters.map(({ cluster }) => cluster).sort()).toEqual(
        input.clusters!.map(({ name }) => `clusters/${name}`).sort(),
      )
      for (const { builds } of clusters) {
        const names = builds.map(({ kustomization }) => kustomization.replace('flux-system/', ''))
        expect(names).toContain('flux-system')
        if (input.granularity === 'component')
          expect(names.filter((one) => /^(infra-[a-z]+|apps)-./.test(one)).length).toBeGreaterThan(0)
        else expect(names).toEqual(expect.arrayContaining(['infra-controllers', 'infra-configs', 'apps']))
        if (input.secrets?.provider === 'sops') expect(names).toContain('cluster-secrets')
        if (input.layout !== undefined) expect(names).toEqual(expect.arrayContaining(['policies', 'tenants']))
      }
    }
  })

  it('build everything, but for CRDs from the repositories of their projects and teams with a repository already', () => {
    const external = new Set(
      reports.flatMap(({ root, clusters }) => {
        const input = MATRIX.find(({ name }) => root.includes(name))!.input
        const elsewhere = (input.tenants ?? [])
          .filter(({ source }) => input.layout !== 'multi-repo' || (source?.git ?? source?.oci) !== undefined)
          .map(({ name, namespaces }) => ` ${namespaces?.[0] ?? name}/${name} from `)
        return clusters
          .flatMap((cluster) => cluster.external)
          .filter((entry) => !elsewhere.some((tenant) => entry.includes(tenant)))
      }),
    )
    expect([...external].sort()).toEqual(
      ['envoy-gateway-crds', 'gateway-api'].map(
        (name) =>
          `Kustomization.kustomize.toolkit.fluxcd.io flux-system/${name} from GitRepository/flux-system/${name}`,
      ),
    )
  })

  it('have only folders that kustomize builds', async () => {
    const { folders: all, built, failed } = await buildAll(roots)
    expect(failed).toEqual([])
    expect(built).toBeGreaterThan(500)
    expect(built).toBeLessThanOrEqual(all)
  })

  it('have only patches that meet an object', () => {
    expect(roots.flatMap(unmetPatches)).toEqual([])
  })
})
