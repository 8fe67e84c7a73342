import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { filesBelow, workplace } from '../program.ts'
import { Session } from '../terminal/session.ts'
import { answerAll, DEFAULTS, except } from '../terminal/steps.ts'
import { fence, npmEnvironment, packOnce, runToEnd } from './packed.ts'
import { type Registry, serveTarball } from './registry.ts'

const packed = packOnce()
let registry: Registry
beforeAll(async () => {
  registry = await serveTarball(packed.tarball, packed.manifest)
})
afterAll(() => registry.close())

function place() {
  const { cwd, home } = workplace()
  fence(cwd)
  const environment = npmEnvironment(home, registry.url)
  const npm = (line: string) => runToEnd('npm', line.split(' '), { cwd, environment })
  /** As if npm had run it before: with --dry-run it does not even install it, and fails by itself. */
  const remember = async () => {
    for (const name of ['flux-fleet', 'flux-fleet@latest']) {
      expect((await npm(`create --yes ${name} -- --version`)).stdout).toContain(packed.manifest.version)
    }
  }
  return { cwd, home, npm, remember }
}

describe('npm create, with flags behind "--"', () => {
  it.each([
    'create flux-fleet@latest x -- --yes',
    'create --yes flux-fleet x -- --yes',
    'init flux-fleet@latest x -- --yes --owner acme',
    'create --yes flux-fleet -- x --yes --no-git-init',
    'exec --yes create-flux-fleet@latest -- x --yes',
    'exec --yes --package=create-flux-fleet -- flux-fleet create x --yes',
  ])('npm %s', async (line) => {
    const { cwd, npm } = place()
    const { code, stdout, stderr } = await npm(line)
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    expect(stdout).toContain('files to x')
    expect(existsSync(join(cwd, 'x', 'flux-fleet.yaml'))).toBe(true)
    expect(existsSync(join(cwd, 'x', '.git'))).toBe(!line.includes('--no-git-init'))
  })

  it('reads the same when "--" comes through, as with npx', async () => {
    const { cwd, npm } = place()
    const { code } = await npm('exec --yes -- create-flux-fleet@latest x -- --yes')
    expect(code).toBe(0)
    expect(existsSync(join(cwd, 'x', 'flux-fleet.yaml'))).toBe(true)
  })

  it('writes nothing with --dry-run there', async () => {
    const { cwd, npm } = place()
    const { code, stderr } = await npm('create --yes flux-fleet x -- --yes --dry-run')
    expect(code).toBe(0)
    expect(stderr).toContain('Dry run: nothing was written.')
    expect(filesBelow(cwd)).toEqual([])
  })
})

it('asks the questions when npm starts it in a terminal', async () => {
  const { cwd, home } = place()
  const environment = npmEnvironment(home, registry.url)
  const session = new Session(['create', 'flux-fleet@latest', 'demo', '--', '--no-git-init'], {
    cwd,
    home,
    environment,
    program: ['npm'],
  })
  onTestFinished(() => session.stop())
  await session.see('Ok to proceed?')
  session.type('y\r')
  await answerAll(session, except(DEFAULTS, 'Make it a Git repository?'))
  expect(await session.exit).toEqual({ code: 0, signal: 0 })
  expect(existsSync(join(cwd, 'demo', 'flux-fleet.yaml'))).toBe(true)
  expect(existsSync(join(cwd, 'demo', '.git'))).toBe(false)
})

describe('flags before "--" stay with npm, so nothing is written and the right line is shown', () => {
  it.each([
    ['create flux-fleet@latest x --yes', 'x -- --yes'],
    ['create flux-fleet@latest x -y', 'x -- --yes'],
    ['create --yes flux-fleet x', 'x -- --yes'],
    ['create flux-fleet@latest x --dry-run --yes', 'x -- --yes --dry-run'],
    ['create flux-fleet@latest x --dry-run -- --yes', 'x -- --dry-run --yes'],
    ['create flux-fleet@latest x --git-provider gitlab -- --yes', 'x -- --git-provider gitlab --yes'],
    [
      'create flux-fleet@latest x --environment=a --environment=b -- --yes',
      'x -- --environment a --environment b --yes',
    ],
    [
      'create flux-fleet@latest x --environment a --environment b -- --yes',
      'x -- --environment a --environment b --yes',
    ],
    ['create flux-fleet@latest x --no-git-init -- --yes', 'x -- --no-git-init --yes'],
    ['create flux-fleet@latest x --json -- --yes', 'x -- --json --yes'],
    [
      'create flux-fleet@latest x --layout=monorepo --personal --yes',
      'x -- --layout monorepo --personal --yes',
    ],
  ])('npm %s', async (line, rest) => {
    const { cwd, npm, remember } = place()
    if (line.includes('--dry-run')) await remember()
    const { code, stdout, stderr } = await npm(line)
    const right = `npm create flux-fleet@latest ${rest}`
    expect(stderr).toContain(`  ${right}\n`)
    expect(stderr).toContain('Nothing was written')
    expect(stdout).not.toContain('Wrote')
    expect(code).toBe(2)
    expect(filesBelow(cwd)).toEqual([])

    // Each run of npm takes a second: the line is followed for one flag of each kind.
    if (!/x( --dry-run)? --yes$|git-provider/.test(line)) return
    const followed = await npm(right.replace(/^npm create/, 'create --yes').replace('--yes --yes', '--yes'))
    expect(followed.code).toBe(0)
    expect(existsSync(join(cwd, 'x', 'flux-fleet.yaml'))).toBe(!rest.includes('--dry-run'))
  })

  it.each([
    [
      'create flux-fleet@latest x y',
      'npm create flux-fleet@latest x -- <flags>',
      '"y": more words than there is a use for.',
    ],
    [
      'create --yes flux-fleet x y',
      'npm create flux-fleet@latest x -- --yes <flags>',
      '"y": more words than there is a use for.',
    ],
    [
      'create flux-fleet@latest x --cwd y',
      'npm create flux-fleet@latest x -- <flags>',
      '"y": more words than there is a use for.',
    ],
    [
      'create --yes flux-fleet x --owner acme --branch trunk',
      'npm create flux-fleet@latest x -- --owner <value> --branch <value> --yes',
      'npm kept --owner, --branch, --yes',
    ],
    [
      'create --yes flux-fleet generate thing --answer=a=b',
      'npm create flux-fleet@latest generate thing -- --yes --answer a=b',
      'npm kept --yes, --answer',
    ],
    [
      'exec --yes create-flux-fleet@latest x --dry-run',
      'npm exec create-flux-fleet@latest -- x --dry-run',
      'npm kept --dry-run',
    ],
  ])('npm %s', async (line, right, why) => {
    const { cwd, npm, remember } = place()
    if (line.includes('--dry-run')) await remember()
    const { code, stderr } = await npm(line)
    expect(stderr).toContain(`  ${right}\n`)
    expect(stderr).toContain(why)
    expect(code).toBe(2)
    expect(filesBelow(cwd)).toEqual([])
  })

  it('but what the person configured npm with for good is no flag of this line', async () => {
    const { cwd, home, npm } = place()
    writeFileSync(join(home, 'npmrc'), 'yes=true\n')
    const { code, stderr } = await npm('create flux-fleet x')
    expect(stderr).not.toContain('npm kept')
    expect(stderr).toContain('There is nobody to ask')
    expect(code).toBe(2)
    expect(filesBelow(cwd)).toEqual([])
  })
})
