import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { partsOf } from '../../../src/render/components/parts.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function release(component: NonNullable<FleetInput['components']>[number]) {
  const { fleet } = addRequired(
    fleetSchema.parse({ version: 1, name: 'acme', git: { owner: 'acme' }, components: [component] }),
    library.catalog,
  )
  const parts = partsOf(resolveFleet(fleet, library.catalog), library)
  const text = parts.find(({ entry }) => entry.name === component.name)!.base.get('release.yaml')!
  return { text, ignored: parse(text).spec.driftDetection.ignore }
}

/** What the webhook of the Prometheus Operator writes into each rule. */
const VALIDATED = {
  paths: ['/metadata/annotations/prometheus-operator-validated'],
  target: { kind: 'PrometheusRule' },
}

describe('what is no drift of a release', () => {
  it('is what the catalog knows that others write', () => {
    const { text, ignored } = release({ name: 'kube-prometheus-stack' })
    expect(ignored).toEqual([VALIDATED])
    expect(text).toMatch(/# The operator's webhook [^\n]+\n {6}- paths:/)
  })

  it('is that, and what a person says', () => {
    const own = { paths: ['/spec/replicas'], target: { kind: 'Deployment' } }
    const { ignored } = release({ name: 'kube-prometheus-stack', driftDetection: { ignore: [own] } })
    expect(ignored).toEqual([VALIDATED, own])
  })

  it('is what a person says alone, of another chart', () => {
    const own = { paths: ['/spec/replicas'] }
    expect(release({ name: 'podinfo', driftDetection: { ignore: [own] } }).ignored).toEqual([own])
    expect(
      release({
        name: 'own',
        chart: { oci: 'oci://registry.example.com/own', version: '1.x' },
        driftDetection: { mode: 'warn', ignore: [own] },
      }).ignored,
    ).toEqual([own])
  })

  it('is nothing else', () => {
    expect(release({ name: 'cert-manager' }).ignored).toBeUndefined()
    expect(
      release({ name: 'kube-prometheus-stack-own', chart: { oci: 'oci://registry.example.com/own' } })
        .ignored,
    ).toBeUndefined()
  })
})
