import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  CAPABILITY_NAMES,
  type Capability,
  capabilityProblem,
  capabilityProblems,
  PUBLIC_GATEWAY,
  valuesWith,
} from '../../../src/fleet/catalog/capabilities.ts'
import { catalogComponentSchema } from '../../../src/fleet/catalog/catalog-schema.ts'
import { entries, objects } from './catalog-entries.ts'

describe('a word that should be a capability', () => {
  it('is one, or the nearest is named', () => {
    expect(CAPABILITY_NAMES.map(capabilityProblem)).toEqual(CAPABILITY_NAMES.map(() => undefined))
    expect(capabilityProblem('service-monitor')).toBe(
      '"service-monitor" is no capability, did you mean "service-monitors"?',
    )
    expect(capabilityProblem('traefik')).toBe(`"traefik" is no capability: ${CAPABILITY_NAMES.join(', ')}`)
    expect(capabilityProblem('toString')).toMatch(/^"toString" is no capability/)
  })

  it('stands in the names of values files, and in the conditions of custom resources', () => {
    expect(capabilityProblems(`catalog/web/${valuesWith('gateway')}`, '')).toEqual([])
    expect(capabilityProblems('catalog/web/values.with-gatway.yaml', '')).toEqual([
      '"gatway" is no capability, did you mean "gateway"?',
    ])
    const template = '{{#if has.[gateway-api]}}a{{else if has.gatway}}b{{else if has.[gatway]}}c{{/if}}'
    expect(capabilityProblems('catalog/web/configs/production/route.yaml.hbs', template)).toEqual([
      '"gatway" is no capability, did you mean "gateway"?',
    ])
    expect(capabilityProblems('docs/fleet.md.hbs', template)).toEqual([])
  })

  it.each(['provides', 'skipCrdsWith'])('stands in the list %s of an entry', (key) => {
    const entry = {
      name: 'web',
      title: 'Web',
      description: 'A web server',
      group: 'demo',
      layer: 'apps',
      namespace: 'web',
    }
    const schema = catalogComponentSchema()
    expect(schema.safeParse({ ...entry, [key]: ['gateway'] }).success).toBe(true)
    expect(schema.safeParse({ ...entry, [key]: ['gateway', 'ingres'] }).error?.issues).toMatchObject([
      { path: [key, 1], message: '"ingres" is no capability, did you mean "ingress"?' },
    ])
  })
})

describe('what the catalog provides', () => {
  const providers = (capability: Capability) =>
    entries.filter(({ facts }) => facts.provides.includes(capability))

  it.each(CAPABILITY_NAMES)('%s is provided by some component', (capability) => {
    expect(providers(capability)).not.toEqual([])
  })

  it.each(providers('gateway'))('$facts.name makes the Gateway that it stands for', ({ configs }) => {
    const gateways = [...configs.values()].flatMap((text) =>
      text.split(/^---\n/m).filter((object) => /^kind: Gateway$/m.test(object)),
    )
    const { name, namespace } = PUBLIC_GATEWAY
    expect(gateways.join('')).toContain(`metadata:\n  name: ${name}\n  namespace: ${namespace}\n`)
  })

  it.each(providers('ingress'))('$facts.name serves the class that it stands for', ({ values }) => {
    const { name, isDefaultClass, enabled } = parse(values.get('values.yaml')!).ingressClass
    // The chart makes a default class unless it is told not to.
    expect([name, isDefaultClass ?? true, enabled ?? true]).toEqual(['traefik', true, true])
  })

  it.each(providers('certificates'))('$facts.name makes the issuers that it stands for', ({ configs }) => {
    const issuers = objects(configs.get('private-ca.yaml.hbs')!, 'private-ca').map((object) =>
      object.split(' ').at(-1),
    )
    expect(issuers).toEqual(expect.arrayContaining(['self-signed', 'private-ca']))
  })
})
