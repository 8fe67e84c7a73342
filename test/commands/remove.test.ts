import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { differing, living, livingInSeveral } from './living.ts'

describe('remove', () => {
  test.each([
    ['environment', 'qa'],
    ['cluster', 'west', '=production,region=us-west-1'],
    ['component', 'kyverno'],
    ['component', 'cloudnative-pg', ',environments=staging'],
    ['tenant', 'payments', ',role=edit', '--layout=multi-tenant'],
    ['tenant', 'first', '', '--layout=multi-tenant', '--tenant=none'],
  ])('after add %s %s leaves every byte as it was', async (thing, name, more = '', ...start) => {
    const fleet = await living('--secrets=none', ...start.filter((flag) => flag !== '--tenant=none'))
    if (start.includes('--tenant=none')) await fleet.done('remove', 'tenant', 'team-a')
    const before = fleet.files()
    await fleet.done('add', thing, name + more)
    expect(fleet.files()).not.toEqual(before)
    await fleet.done('remove', thing, name)
    expect(fleet.files()).toEqual(before)
  })

  test.each([
    ['cluster west', 'add cluster west=production'],
    ['component podinfo', ''],
  ])('%s leaves hand edits elsewhere byte for byte', async (words, first) => {
    const fleet = await living()
    if (first !== '') await fleet.done(...first.split(' '))
    const overlay = 'infrastructure/controllers/staging/kustomization.yaml'
    fleet.edit(overlay, 'resources:\n', 'resources: # ours\n\n')
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components: # many\n\n  # the first\n')
    const edited = fleet.read(overlay)
    await fleet.done('remove', ...words.split(' '))
    expect(fleet.read(overlay)).toBe(edited)
    expect(fleet.read('flux-fleet.yaml')).toContain(
      'components: # many\n\n  # the first\n  - name: cert-manager\n',
    )
    expect((await fleet.run('diff')).code).toBe(0)
  })

  test.each([
    ['environment staging', 'cluster staging is in environment staging'],
    ['component gateway-api', 'component envoy-gateway needs gateway-api'],
    ['component first', 'component second needs first'],
    ['component second', 'cluster production has patches for second'],
    ['cluster production', 'component third names cluster production'],
    ['environment production', 'component third has overrides for environment production'],
  ])('%s: refuses while something depends on it, and names it', async (words, dependent) => {
    const fleet = await living(
      '--component=envoy-gateway',
      '--component=first,chart.oci=oci://ghcr.io/acme/first,chart.version=1.x',
      '--component=second,chart.oci=oci://ghcr.io/acme/second,chart.version=1.x,dependsOn=first',
      '--component=third,chart.oci=oci://ghcr.io/acme/third,chart.version=1.x,clusters=production',
    )
    fleet.edit(
      'flux-fleet.yaml',
      /( {2}- name: third\n)/,
      '$1    overrides:\n      - environment: production\n        version: 1.2.x\n',
    )
    fleet.edit(
      'flux-fleet.yaml',
      '  - name: production\n    environment: production\n',
      '  - name: production\n    environment: production\n    patches:\n      - component: second\n        target: { kind: HelmRelease }\n        patch: |\n          - { op: add, path: /spec/suspend, value: true }\n',
    )
    await fleet.done('apply')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('remove', ...words.split(' '))
    expect(code).toBe(4)
    expect(stderr).toContain(`error: remove ${words}: something depends on it:\n`)
    expect(stderr).toContain(`\n  ${dependent}\n`)
    expect(stderr).toMatch(/Nothing was written\.\n$/)
    expect(fleet.files()).toEqual(before)
  })

  test('says what Flux will delete', async () => {
    const fleet = await living(
      '--layout=multi-tenant',
      '--tenant=payments,namespaces=pay,namespaces=pay-jobs',
      '--tenant=team-a',
    )
    const tenant = await fleet.done('remove', 'tenant', 'payments')
    expect(tenant.stdout).toContain(
      'On staging, production Flux will delete namespaces pay, pay-jobs of tenant payments, with all that is in there, volumes included.',
    )
    const component = await fleet.done('remove', 'component', 'envoy-gateway')
    expect(component.stdout).toContain(
      'Flux will uninstall envoy-gateway and delete namespace envoy-gateway-system',
    )
    expect(component.stdout).toContain('gateway-api is removed as well')
    expect(component.stdout).toContain(
      'the custom resource definitions of gateway-api stay, with their objects: Flux does not prune that layer. Its Kustomization and GitRepository stay as well, and make again what is deleted. When nothing uses the definitions any more, in this order: flux delete kustomization gateway-api --namespace=flux-system && flux delete source git gateway-api --namespace=flux-system && kubectl delete customresourcedefinitions --selector=kustomize.toolkit.fluxcd.io/name=gateway-api\n',
    )
    const cluster = await fleet.done('remove', 'cluster', 'production')
    expect(cluster.stdout).toContain('On production nothing is deleted')
    expect(existsSync(join(fleet.folder, '.age/production.agekey'))).toBe(true)
  })

  test('takes along what was added for it, down to the byte', async () => {
    const fleet = await living('--secrets=none', '--component=traefik')
    const before = fleet.files()
    await fleet.done('add', 'component', 'envoy-gateway')
    expect(fleet.read('flux-fleet.yaml')).toContain('  - name: gateway-api\n    automatic: true\n')
    const { stdout } = await fleet.done('remove', 'component', 'envoy-gateway')
    expect(stdout).toContain('envoy-gateway-crds is removed as well: it was added because')
    expect(fleet.files()).toEqual(before)
  })

  test.each([
    ['was asked for before', ['gateway-api', 'envoy-gateway'], ''],
    ['was asked for later', ['envoy-gateway', 'gateway-api'], ''],
    ['has settings of a person', ['envoy-gateway'], '    version: 1.x\n'],
  ])('keeps what %s, and says so', async (_, additions, settings) => {
    const fleet = await living('--secrets=none', '--component=traefik')
    for (const name of additions) await fleet.done('add', 'component', name)
    if (settings !== '') {
      const [entry] = /( {2}- name: envoy-gateway-crds\n)/.exec(fleet.read('flux-fleet.yaml'))!
      fleet.edit('flux-fleet.yaml', entry, `  - name: envoy-gateway-crds\n${settings}`)
      await fleet.done('apply')
    }
    const kept = settings === '' ? 'gateway-api' : 'envoy-gateway-crds'
    const { stdout } = await fleet.done('remove', 'component', 'envoy-gateway')
    expect(stdout).toContain(
      `${kept}: needed by nothing else now, and kept. To remove it: npm create flux-fleet@latest remove component ${kept}`,
    )
    expect(fleet.read('flux-fleet.yaml')).toContain(`- name: ${kept}\n`)
    expect(fleet.read('flux-fleet.yaml').match(/gateway/g)).toHaveLength(1)
  })

  test('a cluster goes from the lists of what is also on others', async () => {
    const fleet = await living('--secrets=none', '--component=podinfo,clusters=staging')
    fleet.edit('flux-fleet.yaml', '- staging\n', '- staging # the first\n')
    await fleet.done('apply')
    const before = fleet.files()
    await fleet.done('add', 'cluster', 'west', '--like', 'staging')
    expect(fleet.read('flux-fleet.yaml')).toContain('      - staging # the first\n      - west\n')
    const { stdout } = await fleet.done('remove', 'cluster', 'west')
    expect(stdout).toContain(
      'component podinfo was also on other clusters by name, and stays there: staging.',
    )
    // Its hash of flux-fleet.yaml knew nothing of the comment.
    expect(differing(before, fleet.files())).toEqual(['flux-fleet.lock'])
    await fleet.done('add', 'cluster', 'west', '--like', 'staging')
    const { code, stderr } = await fleet.run('remove', 'cluster', 'west', 'staging')
    expect(code).toBe(4)
    expect(stderr).toContain('\n  component podinfo names cluster west\n')
  })

  test('a cluster that comes back takes its key again', async () => {
    const fleet = await living()
    await fleet.done('add', 'cluster', 'west=production')
    const before = fleet.files()
    await fleet.done('remove', 'cluster', 'west')
    expect(fleet.read('flux-fleet.yaml')).not.toContain('west')
    await fleet.done('add', 'cluster', 'west=production')
    expect(fleet.files()).toEqual(before)
  })

  test('leaves files that it does not know, and lists them; what flux bootstrap filled goes', async () => {
    const fleet = await living()
    await fleet.done('add', 'cluster', 'west=production')
    fleet.write('clusters/west/flux-system/gotk-components.yaml', 'kind: Filled\n')
    mkdirSync(join(fleet.folder, 'clusters/west/extra'))
    fleet.write('clusters/west/extra/mine.yaml', 'kind: Mine\n')
    const { stdout } = await fleet.done('remove', 'cluster', 'west')
    expect(stdout).toContain('left where it is: clusters/west/extra/mine.yaml.')
    expect(fleet.read('clusters/west/extra/mine.yaml')).toBe('kind: Mine\n')
    expect(existsSync(join(fleet.folder, 'clusters/west/flux-system'))).toBe(false)
  })

  test('a file that was edited by hand is a conflict', async () => {
    const fleet = await living()
    const path = 'apps/base/podinfo/release.yaml'
    fleet.edit(path, 'spec:', '# ours\nspec:')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('remove', 'component', 'podinfo')
    expect(code).toBe(3)
    expect(stderr).toContain(`${path}: it is no longer needed, but was edited by hand`)
    expect(fleet.files()).toEqual(before)
    await fleet.done('remove', 'component', 'podinfo', '--on-conflict=keep')
    expect(fleet.read(path)).toContain('# ours')
    expect(existsSync(join(fleet.folder, 'apps/base/podinfo/namespace.yaml'))).toBe(false)
  })

  test('a dry run tells all and writes nothing', async () => {
    const fleet = await living()
    const before = fleet.files()
    const { stdout } = await fleet.run('remove', 'component', 'podinfo', '--dry-run', '--diff')
    expect(stdout).toContain('--- a/apps/base/podinfo/release.yaml\n+++ /dev/null\n')
    const report = JSON.parse(
      (await fleet.done('remove', 'component', 'podinfo', '--dry-run', '--json')).stdout,
    )
    expect(report.changes).toContainEqual({
      path: 'apps/base/podinfo/release.yaml',
      kind: 'managed',
      executable: false,
      action: 'delete',
    })
    expect(report.notes[0]).toContain('Flux will uninstall podinfo')
    expect(fleet.files()).toEqual(before)
  })

  test('leaves the repository of a team alone', async () => {
    const fleet = await livingInSeveral('--tenant=team-a', '--tenant=team-b')
    await fleet.done('remove', 'tenant', 'team-b')
    expect(existsSync(join(fleet.folder, '../team-b/flux-fleet.lock'))).toBe(true)
    expect(existsSync(join(fleet.folder, 'tenants/base/team-b'))).toBe(false)
  })

  test.each([
    ['remove', 'There is nobody to ask what to remove'],
    ['remove cluster', 'Name what to remove: staging, production.'],
    ['remove cluster stagin', 'remove cluster stagin: there is no cluster "stagin", did you mean "staging"?'],
    ['remove clutser x', 'there is nothing called "clutser" to remove, did you mean "cluster"?'],
  ])('%s: what is wrong is named', async (line, message) => {
    const fleet = await living()
    const { code, stderr } = await fleet.run(...line.split(' '))
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
