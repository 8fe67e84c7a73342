import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { fence, npmEnvironment, packOnce, runToEnd } from '../package/packed.ts'
import { type Registry, serveTarball } from '../package/registry.ts'
import { filesBelow, workplace } from '../program.ts'
import { Session } from '../terminal/session.ts'
import { answerAll, DEFAULTS, except } from '../terminal/steps.ts'
import { npmCli, tool } from './tools.ts'

const packed = packOnce()
/** Flags of ours before "--" that npm has no flag of the same name for. */
const UNKNOWN = /^(?:(?! -- ).)*--(git-provider|environment|no-git-init|layout|personal|owner|branch|answer)/

let registry: Registry
beforeAll(async () => {
  registry = await serveTarball(packed.tarball, packed.manifest)
})
afterAll(() => registry.close())

/** The lines of npm that there are, and the Node that each is started by: that of these tests, or one that it needs. */
const NPMS = [
  { npm: 'npm-9', node: process.execPath },
  { npm: 'npm-10', node: process.execPath },
  { npm: 'npm-11', node: process.execPath },
  { npm: 'npm-12', node: tool('node-26') },
] as const

describe.each(NPMS)('$npm', ({ npm: version, node }) => {
  function place() {
    const { cwd, home } = workplace()
    fence(cwd)
    // The program is started by the first node of PATH.
    const first = join(home, 'bin')
    mkdirSync(first)
    symlinkSync(node, join(first, 'node'))
    // Nobody types an owner here.
    mkdirSync(join(home, '.config/flux-fleet'), { recursive: true })
    writeFileSync(join(home, '.config/flux-fleet/defaults.yaml'), 'git:\n  owner: acme\n')
    const ours = npmEnvironment(home, registry.url)
    const environment = { ...ours, PATH: `${first}${delimiter}${ours.PATH}` }
    const npm = (line: string) => runToEnd(node, [npmCli(version), ...line.split(' ')], { cwd, environment })
    /** As if npm had run it before: with --dry-run it does not even install it, and fails by itself. */
    const remember = async () => {
      for (const name of ['flux-fleet', 'flux-fleet@latest']) {
        expect((await npm(`create --yes ${name} -- --version`)).stdout).toContain(packed.manifest.version)
      }
    }
    return { cwd, home, environment, npm, remember }
  }

  /** Since npm 12 a flag that it does not know is an error of its own, before it starts anything. */
  const refusesUnknown = version === 'npm-12'

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
    const { cwd, home, environment } = place()
    const session = new Session(
      [npmCli(version), 'create', 'flux-fleet@latest', 'demo', '--', '--no-git-init'],
      {
        cwd,
        home,
        environment,
        program: [node],
      },
    )
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
      [
        'create flux-fleet@latest x --environment=a -- --yes --environment b',
        'x -- --environment a --yes --environment b',
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
      if (refusesUnknown && UNKNOWN.test(line)) {
        expect({ code, files: filesBelow(cwd) }).toEqual({ code: 1, files: [] })
        expect(stderr).toContain('Unknown cli flag')
        return
      }
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
      if (refusesUnknown && UNKNOWN.test(line)) {
        expect({ code, files: filesBelow(cwd) }).toEqual({ code: 1, files: [] })
        return
      }
      expect(stderr).toContain(`  ${right}\n`)
      expect(stderr).toContain(why)
      expect(code).toBe(2)
      expect(filesBelow(cwd)).toEqual([])
    })

    it.each([
      'yes=true',
      'json=true',
      'dry-run=true',
      'branch=main',
      'name=corp',
    ])('but what the person configured npm with for good is no flag of this line: %s', async (setting) => {
      const { cwd, home, npm, remember } = place()
      await remember()
      writeFileSync(join(home, 'npmrc'), `${setting}\n`)
      const { code, stderr } = await npm('create flux-fleet x')
      expect(stderr).not.toContain('npm kept')
      expect(stderr).toContain('There is nobody to ask')
      expect(code).toBe(2)
      expect(filesBelow(cwd)).toEqual([])
    })
  })
})
