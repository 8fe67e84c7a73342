import { describe, expect, it } from 'vitest'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { concurrencySettings } from '../../../src/render/clusters/tuning.ts'

function limitsWith(flux: { concurrency?: number }) {
  const fleet = fleetSchema.parse({ version: 1, name: 'acme', git: { owner: 'acme' }, flux })
  const settings = concurrencySettings(resolveFleet(fleet, new Map()))
  expect(settings[0]).toMatchObject({ kind: 'arguments' })
  return settings.flatMap((setting) => (setting.kind === 'limits' ? [setting.limits] : []))
}

describe('how much the controllers may use', () => {
  it.each([1, 4, 5])('is what Flux says for %i objects at once', (concurrency) => {
    expect(limitsWith({ concurrency })).toEqual([])
  })

  it.each([
    [undefined, '2000m', '2Gi'],
    [6, '2000m', '2Gi'],
    [10, '2000m', '2Gi'],
    [11, '3000m', '3Gi'],
    [20, '4000m', '4Gi'],
    [40, '8000m', '8Gi'],
    [200, '8000m', '8Gi'],
  ])('grows with the number of objects at once: %s', (concurrency, cpu, memory) => {
    expect(limitsWith({ ...(concurrency !== undefined && { concurrency }) })).toEqual([{ cpu, memory }])
  })
})
