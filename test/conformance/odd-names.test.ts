import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema.ts'
import { makeRepository, recipient, temporaryFolder } from './fleets.ts'
import { LONG_NAME, ODD_TEXTS, quoted, variable } from './matrix.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const CLUSTERS = ['on', '1234', 'null', '0x1f', '1e3', '012', 'y', LONG_NAME]
/** Flux reads `$$` as a `$` in all that it substitutes, so that `$${X}` can stand for `${X}`. */
const SUBSTITUTED = { ...ODD_TEXTS, DOLLARS: 'a$b' }

const VALUES = {
  text: 'on',
  number: '1234',
  list: ['null', '0x1f', '1e3'],
  lines: 'one\ntwo',
  real: 5,
  nested: { '1234': 'off' },
}

const INPUT: FleetInput = {
  version: 1,
  name: '1234',
  git: { provider: 'gitlab', owner: '1234', hostname: 'gitlab.example.com' },
  secrets: { provider: 'sops', recipients: [recipient(1)] },
  environments: [{ name: 'on' }, { name: '1234', production: true }],
  clusters: CLUSTERS.map((name, index) => ({
    name,
    environment: index % 2 === 0 ? 'on' : '1234',
    region: '1e3',
    domain: '1234',
    variables: ODD_TEXTS,
  })),
  components: [
    { name: 'external-dns', options: { provider: 'google' } },
    { name: 'cert-manager' },
    { name: 'envoy-gateway' },
    {
      name: '0x1f',
      manifests: {
        image: 'ghcr.io/acme/web:1.2.3',
        env: {
          ...ODD_TEXTS,
          CLUSTER: variable('CLUSTER_NAME'),
          SAFE: quoted('CLUSTER_NAME'),
          WHERE: `in ${variable('ENVIRONMENT')}`,
          TEXT: variable('ZERO'),
        },
      },
      overrides: [{ environment: '1234', env: { ADDED: variable('CLUSTER_NAME'), ON: 'off' } }],
    },
    {
      name: 'null',
      chart: { oci: 'oci://registry.example.com/charts/on', tag: '1.20' },
      values: VALUES,
      valuesFrom: [{ kind: 'ConfigMap', name: '1234', valuesKey: 'on', values: VALUES }],
      overrides: [{ environment: '1234', values: { text: '0x1f' } }],
    },
  ],
}

interface Built {
  kind: string
  metadata: { name: unknown; namespace?: unknown }
  data?: Record<string, unknown>
  spec?: Record<string, unknown>
}

const root = join(temporaryFolder('odd-names'), 'fleet')
let report: FleetReport

beforeAll(async () => {
  await makeRepository(root, INPUT)
  report = checkFleets([root], { objects: true })[0]!
})

describe('odd names and texts', () => {
  it('make nothing that the API server would refuse', () => {
    expect(complaints([report])).toEqual([])
    expect(report.clusters).toHaveLength(CLUSTERS.length)
  })

  describe.each(CLUSTERS)('on the cluster "%s"', (name) => {
    const objects = () =>
      report.clusters
        .find(({ cluster }) => cluster === `clusters/${name}`)!
        .builds.flatMap((build) => build.objects.map(({ object }) => object as unknown as Built))
    const one = (kind: string, object: string) =>
      objects().find((built) => built.kind === kind && built.metadata.name === object)!

    it('are strings wherever an object has a name', () => {
      expect(objects().length).toBeGreaterThan(30)
      for (const { metadata } of objects()) {
        expect(typeof metadata.name).toBe('string')
        expect(['string', 'undefined']).toContain(typeof metadata.namespace)
      }
    })

    it('stay as they are in the variables', () => {
      expect(one('ConfigMap', 'cluster-vars').data).toEqual({
        ...ODD_TEXTS,
        CLUSTER_NAME: name,
        CLUSTER_REGION: '1e3',
        CLUSTER_DOMAIN: '1234',
        ENVIRONMENT: environmentOf(name),
        quote: '"',
      })
    })

    it('stay strings in the values of external-dns and in a certificate', () => {
      expect(one('HelmRelease', 'external-dns').spec!.values).toMatchObject({
        txtOwnerId: name,
        domainFilters: ['1234'],
      })
      expect(one('Certificate', 'private-ca').spec!.subject).toEqual({ organizations: [name] })
    })

    it('stay strings in the environment of a container', () => {
      const template = one('Deployment', '0x1f').spec!.template as {
        spec: { containers: { env: { name: string; value: string }[] }[] }
      }
      const env = Object.fromEntries(
        template.spec.containers[0]!.env.map((entry) => [entry.name, entry.value]),
      )
      expect(env).toEqual({
        ...SUBSTITUTED,
        CLUSTER: name,
        SAFE: name,
        WHERE: `in ${environmentOf(name)}`,
        TEXT: ODD_TEXTS.ZERO,
        ...(environmentOf(name) === '1234' && { ADDED: name, ON: 'off' }),
      })
    })

    it('stay as they are in Helm values, inline and in a ConfigMap', () => {
      expect(one('HelmRelease', 'null').spec!.values).toEqual({
        ...VALUES,
        text: environmentOf(name) === '1234' ? '0x1f' : 'on',
      })
      const data = one('ConfigMap', '1234').data!
      expect(Object.keys(data)).toEqual(['on'])
      expect(parse(data.on as string, { version: '1.1' })).toEqual(VALUES)
    })
  })
})

function environmentOf(cluster: string): string {
  return INPUT.clusters!.find(({ name }) => name === cluster)!.environment
}
