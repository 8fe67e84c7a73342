import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fence, npmEnvironment, packOnce, runToEnd } from '../package/packed.ts'
import { checkout, cli, filesBelow, workplace } from '../program.ts'
import { tool } from './tools.ts'

const packed = packOnce()

/** The files of a fleet with their content, without Git's own. */
function contents(folder: string): [string, string][] {
  return filesBelow(folder)
    .filter((path) => !path.startsWith('.git/') && !path.startsWith('.age/'))
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')])
}

describe.each(['node-12', 'node-18', 'node-20.11'] as const)('the package on %s', (name) => {
  it('says in one line which Node it needs', async () => {
    const { cwd, home } = workplace()
    for (const words of [['f', '--yes'], ['--help'], []]) {
      const { code, stdout, stderr } = await runToEnd(tool(name), [cli(), ...words], {
        cwd,
        environment: npmEnvironment(home),
      })
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toMatch(
        /^error: create-flux-fleet needs Node\.js 20\.19 or newer, and this is [\d.]+ \(.*\)\. Nothing was written\.\n$/,
      )
    }
    expect(filesBelow(cwd)).toEqual([])
  })
})

describe.each(['node-22', 'node-24', 'node-26'] as const)('the package on %s', (name) => {
  it('is installed without a network, and does what it does on the Node of these tests', async () => {
    const { cwd, home } = workplace()
    fence(cwd)
    // npm and the programs of the package take the first node of PATH.
    const first = join(home, 'bin')
    mkdirSync(first)
    symlinkSync(tool(name), join(first, 'node'))
    const ours = npmEnvironment(home)
    const environment = { ...ours, PATH: `${first}${delimiter}${ours.PATH}` }
    const run = async (program: string, words: string[], of: Record<string, string> = environment) => {
      const { code, stdout, stderr } = await runToEnd(program, words, { cwd, environment: of })
      expect({ code, stderr }, words.join(' ')).toEqual({ code: 0, stderr: '' })
      return stdout
    }
    expect(await run('node', ['--version'])).toMatch(new RegExp(`^v${name.replace('node-', '')}\\.`))
    await run('npm', ['install', '--offline', '--prefix', cwd, packed.tarball])

    const bin = (program: string) => join(cwd, 'node_modules', '.bin', program)
    await run(bin('create-flux-fleet'), ['here', '--yes', '--owner=acme'])
    await run(bin('flux-fleet'), ['create', 'there', '--from', 'here/flux-fleet.yaml'], ours)
    expect(contents(join(cwd, 'there'))).toEqual(contents(join(cwd, 'here')))

    cpSync(join(checkout, 'examples/company-pack/.flux-fleet'), join(cwd, 'here/.flux-fleet'), {
      recursive: true,
    })
    await run(bin('flux-fleet'), [
      'generate',
      'runbook',
      '--yes',
      '--cwd=here',
      '--answer',
      'service=checkout',
    ])
    await run(bin('flux-fleet'), ['add', 'cluster', 'other=staging', '--yes', '--cwd=here'])
    expect(filesBelow(join(cwd, 'here'))).toEqual(
      expect.arrayContaining(['docs/runbooks/checkout.md', 'clusters/other/apps.yaml', '.age/other.agekey']),
    )
  })
})
