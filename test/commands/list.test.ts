import { describe, expect, test } from 'vitest'
import { living } from './living.ts'

describe('list', () => {
  test('shows the fleet', async () => {
    const fleet = await living('--cluster=east=staging,region=eu-east-1', '--cluster=west=production')
    const { stdout } = await fleet.done('list')
    expect(stdout).toMatch(/^clusters\neast {2}staging {5}eu-east-1 {2}clusters\/east\n/)
    expect(stdout).toMatch(/^production {2}production {2}west$/m)
    expect(stdout).toMatch(/^podinfo {2,}apps {2,}east, west$/m)
    expect(stdout).not.toContain('tenants')
  })

  test('shows one kind, and as JSON', async () => {
    const fleet = await living('--layout=multi-tenant', '--tenant=payments,role=edit,environments=production')
    const json = JSON.parse((await fleet.done('list', 'tenants', '--json')).stdout)
    expect(json).toEqual({
      tenants: [{ name: 'payments', role: 'edit', namespaces: ['payments'], clusters: ['production'] }],
    })
    expect((await fleet.done('list', 'clusters')).stdout.split('\n')).toHaveLength(3)
  })

  test('shows the catalog with what is there', async () => {
    const { stdout } = await (await living()).done('list', 'catalog')
    expect(stdout).toMatch(/^podinfo +apps +yes +Small web application/m)
    expect(stdout).toMatch(/^kyverno +controllers {5,}Policies/m)
  })

  test('a list that is not there is named with its neighbor', async () => {
    const { code, stderr } = await (await living()).run('list', 'cluster')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: list cluster: there is no list "cluster", did you mean "clusters"?\n',
    })
  })
})
