import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Generator } from '../../generators/generator.ts'
import { clusterGenerator, tenantGenerator } from '../../generators/index.ts'
import type { FieldPath } from '../../src/fleet/issue.ts'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { choicesOf, keysOf, optionChoices } from '../definitions.ts'
import { desk, fixtures, run } from './run.ts'

/** Everything but the components, so that one more flag is all that matters. */
const ALL = [
  '--yes',
  '--owner=acme',
  '--secrets=none',
  '--environment=staging',
  '--cluster=one=staging',
  '--component=podinfo',
]

describe('without a terminal', () => {
  test('all answers that are missing are named at once', async () => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, ['create', 'shop'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: There is nobody to ask, and \d+ answers are missing:\n/)
    const named = [...stderr.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, flag]) => flag)
    expect(named).toEqual([
      'layout',
      'name',
      'git-provider',
      'owner',
      'repository',
      'branch',
      'environment',
      'cluster',
      'component',
      'secrets',
      'ci',
      'flux-version',
      'artifacts',
      'git-init',
    ])
    expect(stderr).toContain('--yes')
    expect(stderr).toContain('--from flux-fleet.yaml')
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test.each([
    ['multi-tenant', ['tenant'], ['platform-repository', 'promotion']],
    ['multi-repo', ['tenant', 'platform-repository', 'promotion'], ['artifacts']],
  ])('what is missing depends on the layout: %s', async (layout, asked, unasked) => {
    const { code, stderr } = await run(desk(), ['create', 'shop', `--layout=${layout}`])
    expect(code).toBe(2)
    const named = [...stderr.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, flag]) => flag)
    expect(named).toEqual(expect.arrayContaining(asked))
    for (const flag of unasked) expect(named).not.toContain(flag)
  })

  test('with all answers in flags nothing is asked and nothing is missing', async () => {
    const here = desk()
    const words = [
      'create',
      'shop',
      '--layout=monorepo',
      '--name=shop',
      '--git-provider=github',
      '--owner=acme',
      '--no-personal',
      '--repository=shop',
      '--branch=main',
      '--environment=staging',
      '--cluster=one=staging',
      '--component=podinfo',
      '--secrets=none',
      '--ci=none',
      '--flux-version=2.9',
      '--no-artifacts',
    ]
    const one = await run(here, words)
    expect(one.code).toBe(2)
    expect(one.stderr).toContain('one answer is missing:\n  --git-init  ')
    const all = await run(here, [...words, '--no-git-init'])
    expect({ code: all.code, stderr: all.stderr }).toEqual({ code: 0, stderr: '' })
    expect(existsSync(join(here.cwd, 'shop', 'flux-fleet.yaml'))).toBe(true)
  })

  test('in CI nobody is asked either', async () => {
    const { code, stderr } = await run(desk(), ['create'], { CI: 'true' })
    expect(code).toBe(2)
    expect(stderr).toContain('There is nobody to ask')
  })

  test('a person who is to be asked about conflicts is missing', async () => {
    const here = desk()
    const { code, stderr } = await run(here, ['create', 'shop', ...ALL, '--on-conflict=ask'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: --on-conflict ask: there is nobody to ask; choose keep, replace or fail.\n',
    })
    expect(readdirSync(here.cwd)).toEqual([])
  })
})

describe('words that are not understood', () => {
  test('an empty directory is none, not the one that this runs in', async () => {
    const here = desk()
    const { code, stderr } = await run(here, ['create', '', ...ALL])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: The directory is empty: name one, or "." for the one that this runs in.\n',
    })
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test.each([
    [['create', '--enviroment', 'x'], "unknown option '--enviroment'\n(Did you mean --environment?)"],
    [['--dry'], "unknown option '--dry'"],
    [['create', 'a', 'b'], "too many arguments for 'create'. Expected 1 argument but got 2."],
    [['create', '--owner'], "option '--owner <owner>' argument missing"],
    [
      ['create', '--on-conflict', 'overwrite'],
      "argument 'overwrite' is invalid. Allowed choices are ask, keep, replace, fail.",
    ],
  ])('%j', async (words, message) => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('flux-fleet --help shows what there is.')
    expect(readdirSync(here.cwd)).toEqual([])
  })
})

/** The keys of an entry on the command line but its name, which stands before them. */
function keysIn({ section, questions }: Generator): string {
  const short = questions.flatMap(({ flag }) => flag ?? [])
  return [...keysOf(section!, 0).filter((key) => key !== 'name'), ...short].join(', ')
}

const listOf = (...path: FieldPath) => choicesOf(...path).join(', ')
const DNS = optionChoices('external-dns', 'provider').join(', ')

describe('a wrong answer names its flag', () => {
  test.each([
    ['--cluster two=prodution', '--cluster two=prodution: there is no environment "prodution": staging\n'],
    [
      '--cluster two=stagin',
      '--cluster two=stagin: there is no environment "stagin", did you mean "staging"?',
    ],
    [
      '--cluster Two=staging',
      '--cluster Two=staging: "Two" is no DNS-1123 label: use lower-case letters, digits and "-", starting and ending with a letter or digit',
    ],
    ['--cluster two', '--cluster two: environment is missing'],
    [
      '--cluster two=staging,regoin=x',
      '--cluster two=staging,regoin=x: "regoin" is no key of a cluster, did you mean "region"?',
    ],
    [
      '--cluster two=staging,constructor=x',
      `--cluster two=staging,constructor=x: "constructor" is no key of a cluster (it has ${keysIn(clusterGenerator)}).`,
    ],
    [
      '--cluster two=staging,region',
      '--cluster two=staging,region: "region" is no key=value; write a comma inside a value as "\\,".',
    ],
    [
      '--cluster two=staging,region=a,region=b',
      '--cluster two=staging,region=a,region=b: "region" is given twice.',
    ],
    [
      '--cluster two=staging,variables=x',
      '--cluster two=staging,variables=x: "variables" holds several values: write variables.<key>=<value>.',
    ],
    [
      '--cluster two=staging,variables.1ST=x',
      '--cluster two=staging,variables.1ST=x: "1ST" is no variable that Flux substitutes: use letters, digits and "_", not starting with a digit',
    ],
    [
      '--cluster two=staging,variables.__proto__=x',
      '--cluster two=staging,variables.__proto__=x: "variables.__proto__" is no key of a cluster.\n',
    ],
    [
      '--cluster two=staging,variables.ENVIRONMENT=x',
      '--cluster two=staging,variables.ENVIRONMENT=x: "ENVIRONMENT" is set by the generator; choose another name',
    ],
    [
      '--environment base',
      '--environment base: "base" is where the shared files are; choose another name for the environment',
    ],
    ['--environment a=b', '--environment a=b: starts with a name, not with "a=b".'],
    [
      '--environment qa,production=maybe',
      '--environment qa,production=maybe: production must be true or false, but is "maybe"',
    ],
    [
      '--component podinof',
      '--component podinof: the catalog has no component "podinof", did you mean "podinfo"? (an own component has a "chart" or "manifests")',
    ],
    [
      '--component external-dns',
      `--component external-dns: options.provider is missing: "external-dns" needs the option "provider", one of ${DNS}`,
    ],
    [
      '--component external-dns,provider=gogle',
      `--component external-dns,provider=gogle: "gogle" is none of ${DNS}, did you mean "google"?`,
    ],
    [
      '--component external-dns,provder=aws',
      '--component external-dns,provder=aws: "provder" is no key of a component, did you mean "provider"?',
    ],
    ['--owner acme/..', '--owner acme/..: "acme/.." is no owner'],
    ['--branch x.lock', '--branch x.lock: "x.lock" is no branch name'],
    ['--cwd nowhere', '--cwd nowhere: there is no such folder'],
    // A variable of the shell that is not set must not make keys instead.
    ['--recipient ', '--recipient : "" is no age recipient'],
    // Terminals obey the first, and the second turns the rest of the line around.
    [
      '--ci \u001b[31m\u202e',
      `--ci \\u{1b}[31m\\u{202e}: "\\u{1b}[31m\\u{202e}" is none of ${listOf('ci')}\n`,
    ],
    [
      '--flux-version 2.8',
      `--flux-version 2.8: "2.8" is none of ${listOf('flux', 'version')}, did you mean "2.x"?`,
    ],
    ['--concurrency many', '--concurrency many: must be a number, but is "many"'],
    ['--concurrency 0', '--concurrency 0: must be at least 1'],
    [
      '--name Shop',
      '--name Shop: "Shop" is no DNS-1123 label: use lower-case letters, digits and "-", starting and ending with a letter or digit',
    ],
    [
      '--layout multirepo',
      `--layout multirepo: "multirepo" is none of ${LAYOUTS.join(', ')}, did you mean "multi-repo"?`,
    ],
    [
      '--tenant payments',
      '--tenant payments: the layout monorepo has no tenants: choose the layout multi-tenant (one platform repository) or multi-repo (a repository for each team besides)\n',
    ],
    [
      '--promotion tag',
      '--promotion tag: is for the layout multi-repo; in monorepo the components are in the repository of the fleet\n',
    ],
    ['--tenant x,decryption=true', '--tenant x,decryption=true: the layout monorepo has no tenants'],
    [
      '--tenant x,namespace=y',
      '--tenant x,namespace=y: "namespace" is no key of a tenant, did you mean "namespaces"?',
    ],
    [
      '--tenant x,repo=y',
      `--tenant x,repo=y: "repo" is no key of a tenant (it has ${keysIn(tenantGenerator)}).`,
    ],
    [
      '--tenant x,source=y',
      '--tenant x,source=y: "source" holds several values: write source.<key>=<value>.',
    ],
    ['--tenant a=b', '--tenant a=b: starts with a name, not with "a=b".'],
    [
      '--allowed-source https://github.com/acme',
      '--allowed-source https://github.com/acme: "https://github.com/acme" is no prefix of sources',
    ],
    ['--tenant-account default', '--tenant-account default: "default" is the account of every pod'],
    [
      '--git-provider githup',
      `--git-provider githup: "githup" is none of ${listOf('git', 'provider')}, did you mean "github"?`,
    ],
    [
      '--recipient age1nonsense',
      '--recipient age1nonsense: "age1nonsense" is no age recipient: expected a public key that starts with age1 (age-keygen -y prints it)',
    ],
  ])('%s', async (flag, message) => {
    const here = desk()
    const [name, value] = [flag.slice(0, flag.indexOf(' ')), flag.slice(flag.indexOf(' ') + 1)]
    const { code, stdout, stderr } = await run(here, ['create', 'shop', ...ALL, name, value])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(`${stderr}\n`).toContain(`error: ${message}`)
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test.each([
    ['--environment=Qa'],
    ['--name=Shop'],
    ['--environment=qa', '--environment=qa'],
    ['--cluster=Two=staging'],
  ])('and what would be made of it is not told: %s', async (...words) => {
    const { code, stderr } = await run(desk(), ['create', '--yes', '--owner=acme', ...words])
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toContain(`error: ${words.at(-1)!.replace('=', ' ')}: `)
  })

  test.each([
    ['--tenant default', 'the namespace "default" belongs to Kubernetes or Flux: no tenant may have it'],
    [
      '--tenant x,namespaces=x,namespaces=kube-system',
      'the namespace "kube-system" belongs to Kubernetes or Flux: no tenant may have it',
    ],
    ['--tenant podinfo', 'the namespace "podinfo" belongs to the component "podinfo": no tenant may have it'],
    ['--tenant x,role=custom', 'rules is missing: the role custom needs its rules'],
    ['--tenant x,role=cluster-admin', `"cluster-admin" is none of ${listOf('tenants', 0, 'role')}`],
    ['--tenant x,decryption=true', 'decryption needs SOPS: set secrets.provider to sops, or leave it out'],
    ['--tenant x,environments=prod', 'there is no environment "prod"'],
    ['--tenant x,repository=github.com/x/y', '"github.com/x/y" is no Git URL'],
    ['--tenant x,source.oci=oci://ghcr.io/x/y,source.branch=main', 'an OCI artifact has no branches'],
  ])('of a tenant: %s', async (flag, message) => {
    const here = desk()
    const value = flag.slice(flag.indexOf(' ') + 1)
    const { code, stderr } = await run(here, ['create', ...ALL, '--layout=multi-tenant', '--tenant', value])
    expect({ code, start: stderr.slice(0, `error: ${flag}: ${message}`.length) }).toEqual({
      code: 2,
      start: `error: ${flag}: ${message}`,
    })
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test.each([
    [['--layout=multi-repo', '--artifacts'], '--artifacts: splits one repository'],
    [
      ['--layout=multi-repo', '--platform-url=https://x.org/y'],
      '--platform-url https://x.org/y: is for the provider git',
    ],
    [
      ['--layout=multi-repo', '--platform-repository=shop', '--name=shop'],
      '--platform-repository shop: the repository "shop" is that of the fleet',
    ],
    [
      ['--layout=multi-repo', '--name=shop', '--tenant=shop'],
      '--tenant shop: the repository "shop" is that of the fleet',
    ],
    [
      ['--layout=monorepo', '--tenant=x'],
      '--tenant x: the layout monorepo has no tenants: choose the layout multi-tenant',
    ],
  ])('of several repositories: %j', async (flags, message) => {
    const here = desk()
    const { code, stderr } = await run(here, ['create', ...ALL, ...flags])
    expect({ code, start: stderr.slice(0, `error: ${message}`.length) }).toEqual({
      code: 2,
      start: `error: ${message}`,
    })
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test('several wrong answers are named at once', async () => {
    const { code, stderr } = await run(desk(), [
      'create',
      ...ALL,
      '--name=X',
      '--branch=..',
      '--environment=base',
    ])
    expect(code).toBe(2)
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^error: /, '').split(': ')[0]),
    ).toEqual(['--name X', '--branch ..', '--environment base'])
  })

  test('a private key given as recipient is not repeated', async () => {
    const key = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`
    for (const format of [[], ['--json'], ['--debug']]) {
      const { code, stdout, stderr } = await run(desk(), [
        'create',
        ...ALL,
        '--secrets=sops',
        `--recipient=${key}`,
        ...format,
      ])
      expect(code).toBe(2)
      expect(stderr).toContain('this is a private age key')
      expect(stdout + stderr).not.toContain(key.slice(0, 24))
    }
  })

  test('beside --from, flags win and are named', async () => {
    const from = ['--from', join(fixtures('valid'), 'minimal.yaml')]
    const { code, stderr } = await run(desk(), [
      'create',
      'shop',
      ...from,
      '--cluster',
      'two=nowhere',
      '--ci',
      'gitlap',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('--ci gitlap: "gitlap" is none of')
  })
})

test('--from a file that is not there', async () => {
  const { code, stderr } = await run(desk(), ['create', '--from', 'nothing.yaml'])
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'error: --from nothing.yaml: there is no such file.\n',
  })
})

test('--from a folder', async () => {
  const { code, stderr } = await run(desk(), ['create', '--from', '.'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: --from \.: /)
})

test('--help and --version go to standard output', async () => {
  for (const words of [['--help'], ['create', '--help'], ['--version'], ['generate', '--help']]) {
    const { code, stdout, stderr } = await run(desk(), words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toBe('')
  }
})

test('a first word that is no command is a directory', async () => {
  const here = desk()
  writeFileSync(join(here.cwd, 'taken'), '')
  for (const [words, folder] of [
    [['shop'], 'shop'],
    [['./create'], 'create'],
    [['create', './generate'], 'generate'],
    [['./add'], 'add'],
  ] as const) {
    const { code, stderr } = await run(here, [...words, ...ALL, '--no-git-init'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(existsSync(join(here.cwd, folder, 'flux-fleet.yaml'))).toBe(true)
  }
})
