import { beforeAll, describe, expect, it } from 'vitest'
import { deletedComponentNote } from '../../../src/commands/change/deleted-component.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function noteOf(component: NonNullable<FleetInput['components']>[number], fleet: Partial<FleetInput> = {}) {
  const { fleet: complete } = addRequired(
    fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'staging' }],
      clusters: [{ name: 'one', environment: 'staging' }],
      components: [component],
      ...fleet,
    }),
    library.catalog,
  )
  const resolved = resolveFleet(complete, library.catalog)
  const entry = resolved.components.find(({ name }) => name === component.name)!
  return deletedComponentNote(entry, resolved.clusters)
}

describe('what is left of a component that brought custom resource definitions', () => {
  it('is what applies manifests of the catalog, too', () => {
    expect(noteOf({ name: 'envoy-gateway-crds' })).toContain(
      'in this order: flux delete kustomization envoy-gateway-crds --namespace=flux-system && flux delete source git envoy-gateway-crds --namespace=flux-system && kubectl delete customresourcedefinitions --selector=kustomize.toolkit.fluxcd.io/name=envoy-gateway-crds',
    )
  })

  it('is the release of a chart, in its namespace', () => {
    const note = noteOf({ name: 'prometheus-operator-crds' })
    expect(note).toContain('Its HelmRelease and source stay as well')
    expect(note).toContain(
      'flux delete helmrelease prometheus-operator-crds --namespace=monitoring && flux delete source oci prometheus-operator-crds --namespace=monitoring && kubectl delete customresourcedefinitions --selector=helm.toolkit.fluxcd.io/name=prometheus-operator-crds',
    )
  })

  it('is that release in the namespace of all of them, where the controllers are locked down', () => {
    expect(noteOf({ name: 'prometheus-operator-crds' }, { layout: 'multi-tenant' })).toContain(
      'flux delete helmrelease prometheus-operator-crds --namespace=flux-system && ',
    )
  })

  it.each([
    [{ https: 'https://charts.example.com', name: 'defs' }, 'flux delete source helm old --namespace=defs'],
    [
      { git: 'https://git.example.com/defs.git', path: 'chart' },
      'flux delete source git old --namespace=defs',
    ],
  ])('is the source of an own chart, by the name of its objects: %j', (chart, command) => {
    const own = { name: 'own', objectName: 'old', namespace: 'defs', layer: 'crds' as const }
    expect(noteOf({ ...own, chart })).toContain(command)
  })

  it('has no source of its own where the chart lies in the repository', () => {
    const note = noteOf({ name: 'own', layer: 'crds', chart: { path: 'charts/own' } })
    expect(note).toContain('flux delete helmrelease own --namespace=own && kubectl delete')
    expect(note).not.toContain('delete source')
  })

  it('is nothing that Flux would make again, in other layers', () => {
    const note = noteOf({ name: 'cert-manager' })
    expect(note).toContain('Flux will uninstall cert-manager')
    expect(note).not.toContain('flux delete')
  })
})
