import { describe, expect, test } from 'vitest'
import { checkFleet } from '../../src/features/check-fleet.ts'
import type { Catalog } from '../../src/fleet/catalog/catalog.ts'
import { catalogComponentSchema } from '../../src/fleet/catalog/catalog-schema.ts'
import { addRequired } from '../../src/fleet/changes/add-required.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import { formatPath } from '../../src/fleet/issue.ts'
import type { Fleet, FleetInput } from '../../src/fleet/schema/fleet-schema.ts'

const chart = { oci: 'oci://registry.example.com/x', version: '1.0.0' }

const catalog: Catalog = new Map(
  [
    { name: 'mesh', requires: ['mesh-crds'], conflicts: ['other-mesh'] },
    { name: 'mesh-crds', layer: 'crds' },
    { name: 'other-mesh' },
    {
      name: 'tuned',
      options: [
        { name: 'size', description: 'Size', format: 'integer' },
        { name: 'host', description: 'Host', format: 'hostname' },
        { name: 'text', description: 'Text', format: 'string', required: true },
      ],
    },
  ].map((facts) => {
    const whole = {
      title: 'x',
      description: 'x',
      group: 'x',
      layer: 'controllers',
      namespace: facts.name,
      chart,
      ...facts,
    }
    return [facts.name, catalogComponentSchema().parse(whole)]
  }),
)

function fleet(more: Partial<FleetInput>): Fleet {
  const parsed = parseFleet({
    version: 1,
    name: 'shop',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }],
    clusters: [{ name: 'one', environment: 'staging' }],
    ...more,
  })
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return parsed.fleet
}

function problems(more: Partial<FleetInput>): string[] {
  return checkFleet(fleet(more), catalog).map(({ path, message }) => `${formatPath(path)}: ${message}`)
}

describe('rules that the files of the command line never reach', () => {
  test('with SOPS, each cluster has somebody who can decrypt', () => {
    expect(problems({ secrets: { provider: 'sops' } })).toEqual([
      'clusters[0].recipients: is missing: nobody could decrypt the Secrets of "one"; give a public age key here or in secrets.recipients',
    ])
  })

  test('a required component is there', () => {
    expect(problems({ components: [{ name: 'mesh' }] })).toEqual([
      'components[0].name: "mesh" needs the component "mesh-crds": add it to components',
    ])
  })

  test('components that exclude each other are not in one fleet', () => {
    expect(
      problems({ components: [{ name: 'mesh' }, { name: 'mesh-crds' }, { name: 'other-mesh' }] }),
    ).toEqual([
      'components[0].name: "mesh" and "other-mesh" can\'t be in one fleet: both own the same objects',
    ])
  })

  test('options fit their format', () => {
    expect(
      problems({ components: [{ name: 'tuned', options: { size: '1.5', host: 'a b', text: '' } }] }),
    ).toEqual([
      'components[0].options.size: "1.5" is no whole number',
      'components[0].options.host: "a b" is no host name: expected something like staging.example.com',
      'components[0].options.text: must not be empty',
    ])
    expect(problems({ components: [{ name: 'tuned' }] })).toEqual([
      'components[0].options.text: is missing: "tuned" needs the option "text"',
    ])
    expect(
      problems({ components: [{ name: 'tuned', options: { size: '-3', host: 'a.b', text: ' ' } }] }),
    ).toEqual([])
  })
})

describe('addRequired', () => {
  test('adds what is needed, where it is needed', () => {
    const { fleet: complete, additions } = addRequired(
      fleet({ components: [{ name: 'mesh', environments: ['staging'] }] }),
      catalog,
    )
    expect(additions).toEqual([{ component: 'mesh-crds', neededBy: 'mesh' }])
    expect(complete.components.map(({ name, environments }) => ({ name, environments }))).toEqual([
      { name: 'mesh', environments: ['staging'] },
      { name: 'mesh-crds', environments: ['staging'] },
    ])
    expect(checkFleet(complete, catalog)).toEqual([])
  })

  test('leaves a complete fleet alone', () => {
    const complete = fleet({ components: [{ name: 'mesh-crds' }, { name: 'mesh' }] })
    expect(addRequired(complete, catalog)).toEqual({ fleet: complete, additions: [] })
  })
})
