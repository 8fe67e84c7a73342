import { beforeAll, describe, expect, it } from 'vitest'
import { besideNotes } from '../../../src/commands/change/beside-notes.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

type Components = NonNullable<FleetInput['components']>

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function resolved(components: Components) {
  const { fleet } = addRequired(
    fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'staging' }, { name: 'production' }],
      clusters: [
        { name: 'one', environment: 'staging', domain: 'example.com' },
        { name: 'two', environment: 'production', domain: 'example.com' },
      ],
      components,
    }),
    library.catalog,
  )
  return resolveFleet(fleet, library.catalog)
}

const notes = (before: Components, after: Components) =>
  besideNotes(resolved(before), resolved(after), library)

describe('what else changes with what is beside it', () => {
  it('is said where something is provided now', () => {
    const before = [{ name: 'envoy-gateway' }, { name: 'podinfo' }]
    expect(notes(before, [...before, { name: 'traefik' }])).toEqual([
      'podinfo changes too, in staging, production: traefik is beside it now (ingress).',
    ])
  })

  it('is said where something is provided no more', () => {
    const after = [{ name: 'cert-manager' }]
    expect(notes([...after, { name: 'envoy-gateway' }], after)).toEqual([
      'cert-manager changes too, in staging, production: envoy-gateway, gateway-api are beside it no more (gateway, gateway-api).',
    ])
  })

  it('is said of the environments that have it', () => {
    const before = [{ name: 'podinfo' }, { name: 'cert-manager', environments: ['staging'] }]
    const monitoring = { name: 'kube-prometheus-stack', environments: ['production'] }
    const crds = { name: 'prometheus-operator-crds', environments: ['production'] }
    expect(notes(before, [...before, crds, monitoring])).toEqual([
      'podinfo changes too, in production: prometheus-operator-crds is beside it now (service-monitors).',
    ])
  })

  it('is not said of what a person changes, of own components, or where nothing differs', () => {
    const own: Components[number] = { name: 'own', chart: { oci: 'oci://registry.example.com/own' } }
    const before: Components = [{ name: 'podinfo' }, own]
    expect(notes(before, [{ name: 'podinfo', values: { replicaCount: 3 } }, own])).toEqual([])
    expect(notes(before, [...before, { name: 'cloudnative-pg' }])).toEqual([])
    expect(notes(before, [{ name: 'podinfo', values: { x: 1 } }, own, { name: 'traefik' }])).toEqual([])
  })
})
