import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { desk, run } from './run.ts'

const CREATE = ['--yes', '--owner=acme', '--secrets=none', '--layout=multi-tenant', '--tenant=shop']

/** Makes a fleet with a template of its own, and gives what the program said. */
async function createWith(template: string, text: string) {
  const here = desk()
  const path = join(here.cwd, 'fleet/.flux-fleet/templates', template)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return run(here, ['create', 'fleet', ...CREATE, '--dry-run'])
}

const OBJECT = 'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: x\n'

test.each([
  ['tenant/quota.yaml.hbs', '${list[@]}', 'tenants/base/shop/'],
  ['tenant/rbac.yaml.hbs', '${ NAME }', 'tenants/base/shop/rbac.yaml'],
  ['tenant/namespaces.yaml.hbs', '${my-var}', 'tenants/base/shop/'],
])('a template of the fleet that writes what Flux cannot read is refused: %s', async (template, shape, file) => {
  const { code, stderr } = await createWith(template, `${OBJECT}  labels:\n    a: "${shape}"\n`)
  expect(code).toBe(2)
  expect(stderr).toContain(`.flux-fleet/templates: the template of ${file}`)
  expect(stderr).toContain(`writes ${shape}, which is no variable that Flux can read: write $${shape}`)
})

test.each([
  ['written as text', '$${list[@]}'],
  ['with a default', '${NAME:=x}'],
])('what Flux can read is none of that: %s', async (_, shape) => {
  const { code, stderr } = await createWith('tenant/rbac.yaml.hbs', `${OBJECT}  labels:\n    a: "${shape}"\n`)
  expect({ code, said: stderr.trim() }).toEqual({ code: 0, said: 'Dry run: nothing was written.' })
})

test('an object that turns substitution off may say anything', async () => {
  const annotated = `${OBJECT}  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n    b: "\${list[@]}"\n`
  expect((await createWith('tenant/rbac.yaml.hbs', annotated)).code).toBe(0)
})

test.each([
  ['an environment variable', 'manifests.env.A=${x-1}'],
  ['an argument', 'manifests.args=${list[@]}'],
  ['a command', 'manifests.command=${ x }'],
  ['a host name', 'manifests.route.hostname=${my-var}.example.com'],
])('so is what a person types for an own application: %s', async (_, typed) => {
  const here = desk()
  const words = [
    'create',
    'fleet',
    '--yes',
    '--owner=acme',
    '--secrets=none',
    '--dry-run',
    '--component=envoy-gateway',
  ]
  const { code, stderr } = await run(here, [
    ...words,
    `--component=web,manifests.image=ghcr.io/acme/web:1,${typed}`,
  ])
  expect(code).toBe(2)
  expect(stderr).toContain('--component web')
})
