import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesBelow, workplace } from '../program.ts'
import { fence, npmEnvironment, packOnce, runToEnd } from './packed.ts'
import { type Registry, serveTarball } from './registry.ts'

// With all lines of npm, and every kind of flag: test/conformance/npm-create.test.ts.

const packed = packOnce()
let registry: Registry
beforeAll(async () => {
  registry = await serveTarball(packed.tarball, packed.manifest)
})
afterAll(() => registry.close())

function npmIn() {
  const { cwd, home } = workplace()
  fence(cwd)
  const environment = npmEnvironment(home, registry.url)
  return { cwd, npm: (line: string) => runToEnd('npm', line.split(' '), { cwd, environment }) }
}

test('npm create makes a fleet', async () => {
  const { cwd, npm } = npmIn()
  const { code, stdout } = await npm('create --yes flux-fleet x -- --yes --owner acme')
  expect(code).toBe(0)
  expect(stdout).toContain('files to x')
  expect(existsSync(join(cwd, 'x', 'flux-fleet.yaml'))).toBe(true)
})

test('a flag that npm kept for itself is told, and nothing is written', async () => {
  const { cwd, npm } = npmIn()
  const { code, stderr } = await npm('create flux-fleet@latest x --yes')
  expect(code).toBe(2)
  expect(stderr).toContain('  npm create flux-fleet@latest x -- --yes\n')
  expect(filesBelow(cwd)).toEqual([])
})
