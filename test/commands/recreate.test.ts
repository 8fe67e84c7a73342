import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { SECTIONS } from '../../src/fleet/sections/sections.ts'
import { checkout, filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, fixtures, fleetFileIn, type Run, run, spawn } from './run.ts'

const RECIPIENT = 'age1up46c2kpn0w3dzg290vjl9695tf5e4zwtwl4l3kd9p0jtcsese7quzgy7a'

/**
 * What belongs into the repository: type, mode and content by path, without Git's own files and the private
 * keys.
 */
function treeOf(here: Desk, folder: string): Record<string, string> {
  const entries = Object.entries(snapshot(join(here.cwd, folder)))
  return Object.fromEntries(entries.filter(([path]) => !/(^|\/)\.(git|age)\//.test(path)))
}

/** A tree without the model itself and its copy in the lock. */
function rendered(here: Desk, folder: string): Record<string, string> {
  const { 'flux-fleet.yaml': _file, 'flux-fleet.lock': _lock, ...rest } = treeOf(here, folder)
  return rest
}

/** Runs a line that was printed, its words read by a real shell, with other words for some. */
async function runLine(here: Desk, line: string, change: (words: string[]) => string[]): Promise<Run> {
  const output = execFileSync('sh', ['-c', `npm() { printf '%s\\0' "$@"; }\n${line}`], { encoding: 'utf8' })
  const [command, name, directory, dashes, ...words] = output.split('\u0000').slice(0, -1)
  expect([command, name, directory, dashes]).toEqual(['create', 'flux-fleet@latest', 'first', '--'])
  return run(here, change(['second', ...words]))
}

/** The same words. */
const same = (words: string[]) => words

describe('from its own flux-fleet.yaml a repository is made again, byte for byte', () => {
  test.each(readdirSync(fixtures('valid')))('%s', async (name) => {
    const here = desk()
    expect((await run(here, ['create', 'first', '--from', join(fixtures('valid'), name)])).code).toBe(0)
    const file = fleetFileIn(join(here.cwd, 'first'))
    expect((await run(here, ['create', 'second', '--from', file])).code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
  })

  test.each(LAYOUTS)('when it was made by flags, with keys made along (%s)', async (layout) => {
    const here = desk()
    expect((await run(here, ['create', 'first', '--yes', '--owner=acme', `--layout=${layout}`])).code).toBe(0)
    const file = fleetFileIn(join(here.cwd, 'first'))
    expect((await run(here, ['create', 'second', '--from', file])).code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
    expect(filesBelow(here.cwd).filter((path) => /^second.*\.agekey$/.test(path))).toEqual([])
  })

  test('when a person added comments and moved entries; the rest does not depend on their order', async () => {
    const here = desk()
    const path = join(fixtures('valid'), 'whole-catalog.yaml')
    expect((await run(here, ['create', 'first', '--from', path])).code).toBe(0)
    const document = parseDocument(readFileSync(path, 'utf8'))
    const root = document.contents as YAMLMap
    root.items.reverse()
    for (const section of SECTIONS) (root.get(section) as YAMLSeq | undefined)?.items.reverse()
    document.commentBefore = ' Ours. Do not touch on Fridays.'
    writeFileSync(join(here.cwd, 'moved.yaml'), `${document.toString()}\n# The end.\n`)
    expect((await run(here, ['create', 'moved', '--from', 'moved.yaml'])).code).toBe(0)
    expect(rendered(here, 'moved')).toEqual(rendered(here, 'first'))
    expect(readFileSync(join(here.cwd, 'moved', 'flux-fleet.yaml'), 'utf8')).toBe(
      readFileSync(join(here.cwd, 'moved.yaml'), 'utf8'),
    )
    expect((await run(here, ['create', 'again', '--from', 'moved/flux-fleet.yaml'])).code).toBe(0)
    expect(treeOf(here, 'again')).toEqual(treeOf(here, 'moved'))
  })

  test('from standard input', async () => {
    const here = desk()
    const path = join(fixtures('valid'), 'own-charts.yaml')
    const cli = join(checkout, 'dist', 'cli.js')
    await run(here, ['create', 'first', '--from', path])
    const words = [cli, 'create', 'second', '--from', '-']
    const made = await spawn(here, process.execPath, words, { input: readFileSync(path, 'utf8') })
    expect(made.code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
    expect(made.stdout).not.toContain("'standard input'")
    const broken = await spawn(here, process.execPath, words, { input: 'version: 1\nnmae: x\n' })
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('standard input:2:1: unknown key "nmae", did you mean "name"?')
  })
})

describe('--cwd', () => {
  test('is where paths start, and messages say them as they were typed', async () => {
    const here = desk()
    const inner = join(here.home, 'inner')
    await run(here, ['create', inner, '--from', join(fixtures('valid'), 'minimal.yaml')])
    const words = ['create', 'copy', '--from', 'inner/flux-fleet.yaml', '--cwd', here.home]
    expect((await run(here, words)).code).toBe(0)
    expect(filesBelow(here.cwd)).toEqual([])
    expect(readdirSync(join(here.home, 'copy'))).toContain('flux-fleet.yaml')
    writeFileSync(join(here.home, 'broken.yaml'), '- x\n')
    const broken = await run(here, ['create', '--from', 'broken.yaml', '--cwd', here.home])
    expect(broken.stderr).toBe('error: broken.yaml:1:1: must be a map, but is a list\n')
  })
})

describe('the printed command makes the same tree', () => {
  test.each([
    ['the defaults', ['--yes', '--owner=acme']],
    [
      'much that is not the default',
      [
        '--yes',
        '--name=platform',
        '--git-provider=gitea',
        '--hostname=git.example.com',
        '--owner=acme',
        '--personal',
        '--branch=trunk',
        '--environment=qa',
        '--environment=live,production=true',
        '--cluster=qa=qa,region=eu-west-1,variables.GREETING=it\'s "me"\\, $you & `co`,variables.EMPTY=',
        '--cluster=live-1=live,domain=live.example.com,secretVariables=TOKEN',
        `--recipient=${RECIPIENT}`,
        '--component=cert-manager,email=ops@example.com,environments=live',
        '--component=external-dns,provider=google',
        '--component=web,manifests.image=ghcr.io/acme/web:1.0.0,manifests.env.A=1,layer=apps',
        '--component=queue,chart.oci=oci://ghcr.io/acme/queue,chart.version=1.x,dependsOn=web-cache,clusters=qa,clusters=live-1',
        '--component=web-cache,chart.https=https://charts.example.com,chart.name=cache,chart.version=>=1.0.0 <2.0.0',
        '--ci=none',
        '--flux-version=2.10',
        '--concurrency=5',
        '--log-level=debug',
        '--artifacts',
        '--no-git-init',
        '--versions=exact',
      ],
    ],
    [
      'a component that brings others',
      ['--yes', '--owner=acme', '--component=envoy-gateway,environments=production', '--secrets=none'],
    ],
    [
      'any Git server',
      ['--yes', '--git-url=ssh://git@example.com/x.git', '--git-provider=git', '--secrets=none'],
    ],
    [
      'tenants',
      [
        '--yes',
        '--owner=acme',
        '--layout=multi-tenant',
        '--tenant-account=reconciler',
        '--allowed-source=https://github.com/acme/',
        '--allowed-source=oci://ghcr.io/acme/',
        '--tenant=payments,namespaces=payments,namespaces=payments-jobs,repository=https://github.com/acme/pay.git,source.semver=>=1.0.0 <2.0.0,source.secret=auth,role=edit,quota=large,environments=production,dependsOn=cert-manager',
        "--tenant=on,notifications.provider=slack,notifications.channel=it's #1\\, yes,podSecurity=restricted,networkPolicies=false,decryption=false",
        '--tenant=artifact,source.oci=oci://ghcr.io/acme/artifact,source.tag=1.10,clusters=staging',
      ],
    ],
    ['no secrets of tenants', ['--yes', '--owner=acme', '--layout=multi-tenant', '--secrets=none']],
    [
      'several repositories',
      [
        '--yes',
        '--owner=acme',
        '--layout=multi-repo',
        '--platform-repository=components',
        '--platform-secret=platform-auth',
        '--promotion=semver',
        '--branch=trunk',
        '--tenant=payments',
        '--tenant=search,source.git=https://github.com/acme/search-apps.git',
      ],
    ],
    [
      'several repositories at any Git server',
      [
        '--yes',
        '--layout=multi-repo',
        '--git-provider=git',
        '--git-url=https://git.example.com/infra/x.git',
        '--platform-url=https://git.example.com/platform/y.git',
        '--secrets=none',
      ],
    ],
    [
      'text that flags can hardly carry',
      [
        '--yes',
        '--owner=acme',
        '--cluster=one=staging,variables.A=ends in \\\\,variables.B=x',
        '--secrets=none',
      ],
    ],
  ])('%s', async (_, flags) => {
    const here = desk()
    const made = await run(here, ['create', 'first', ...flags])
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
    const line = made.stdout.split('The same without questions:\n')[1]!.trim()
    expect(line).toMatch(/^npm create flux-fleet@latest first -- --yes/)
    // Name and repository of the fleet are by default those of the folder.
    const named = line.includes(' --name ') ? [] : ['--name=first']
    const again = await runLine(here, line, (words) => [...words, ...named])
    expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: '' })
    const [first, second] = [treeOf(here, 'first'), treeOf(here, 'second')]
    expect(second).toEqual(first)
  })

  test.each(readdirSync(fixtures('valid')))('of %s', async (name) => {
    const here = desk()
    const path = join(fixtures('valid'), name)
    const { command } = JSON.parse(
      (await run(here, ['create', 'first', '--from', path, '--json'])).stdout,
    ) as { command: string }
    expect((await runLine(here, command, same)).code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
  })

  test('flags beside --from are in it', async () => {
    const here = desk()
    const path = join(fixtures('valid'), 'own-charts.yaml')
    const made = await run(here, ['create', 'first', '--from', path, '--branch=other', '--json'])
    const { command } = JSON.parse(made.stdout) as { command: string }
    expect((await runLine(here, command, same)).code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
    expect(parse(readFileSync(join(here.cwd, 'second', 'flux-fleet.yaml'), 'utf8')).git.branch).toBe('other')
  })

  test('a list left empty stays empty', async () => {
    const here = desk()
    const fleet = parse(readFileSync(join(fixtures('valid'), 'minimal.yaml'), 'utf8'))
    writeFileSync(join(here.cwd, 'fleet.yaml'), stringify(fleet))
    const { stdout } = await run(here, [
      'create',
      'first',
      '--from',
      'fleet.yaml',
      '--branch=other',
      '--json',
    ])
    const { command } = JSON.parse(stdout) as { command: string }
    expect((await runLine(here, command, same)).code).toBe(0)
    expect(treeOf(here, 'second')).toEqual(treeOf(here, 'first'))
  })
})
