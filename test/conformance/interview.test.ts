import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { GENERATORS } from '../../generators/index.ts'
import { neverAsked } from '../commands/answers/asking.ts'
import { filesBelow, workplace } from '../program.ts'
import { KEY, Session, type SessionOptions } from '../terminal/session.ts'
import {
  accept,
  answerAll,
  DEFAULTS,
  except,
  from,
  pick,
  retype,
  type Step,
  toggle,
  type,
  until,
} from '../terminal/steps.ts'

const RECIPIENT = 'age1rr0n070qhhda52cdz35e9l933guatmrmsqk52vl4ezxncqz3efkqu82hu3'

const sessions: Session[] = []
afterEach(() => {
  for (const session of sessions.splice(0)) session.stop()
})

function start(words: readonly string[], options: Partial<SessionOptions> = {}) {
  const place = workplace()
  const session = new Session(words, { ...place, ...options })
  sessions.push(session)
  return { ...place, session }
}

function fleetIn(folder: string): Record<string, unknown> {
  return parse(readFileSync(join(folder, 'flux-fleet.yaml'), 'utf8')) as Record<string, unknown>
}

/** Answers that lead through every kind of question. */
const WHOLE: readonly Step[] = [
  accept('Layout'),
  type('Name of the fleet', 'harbor'),
  pick('Where the repository will be', 'Gitea or Forgejo'),
  type('Host of the Git server', 'git.example.org'),
  type('Owner: a user', 'platform'),
  type('Is the owner a user', 'y'),
  type('Name of the repository', 'fleet-infra'),
  type('Branch that Flux follows', 'trunk'),
  type('Environments, separated', 'dev, live'),
  type('Clusters, as name', 'dev-eu, live-eu=live, on=live'),
  pick('dev-eu: Environment', 'dev'),
  type('dev-eu: Region', 'eu-west-1'),
  accept('dev-eu: Domain'),
  type('dev-eu: Own variables', 'TIER=low, ZONE=a'),
  accept('live-eu: Region'),
  type('live-eu: Domain', 'eu.example.org'),
  accept('live-eu: Own variables'),
  type('on: Region', '1234'),
  accept('on: Domain'),
  accept('on: Own variables'),
  toggle('Components to install', ['CloudNativePG', 'ExternalDNS']),
  type('cert-manager: Address', 'ops@example.org'),
  pick('external-dns: Who hosts', 'cloudflare'),
  pick('metrics-server: Whether', 'skip'),
  pick('Secrets in Git', 'SOPS with age'),
  type('Public age keys', RECIPIENT),
  pick('Where pull requests', 'GitLab CI'),
  pick('Flux version', '2.10'),
  type('Split the repository', 'y'),
  accept('Make it a Git repository?'),
  accept('Write this fleet?'),
]

describe('the interview', () => {
  it('makes the fleet that was asked for', async () => {
    const { session, cwd, home } = start([])
    await answerAll(session, WHOLE)
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(session.cursorShown).toBe(true)
    expect(session.text).toContain('to harbor')
    expect(session.text).toContain('! No environment is called production or prod')
    expect(fleetIn(join(cwd, 'harbor'))).toMatchObject({
      version: 1,
      name: 'harbor',
      layout: 'monorepo',
      git: {
        provider: 'gitea',
        hostname: 'git.example.org',
        owner: 'platform',
        personal: true,
        repository: 'fleet-infra',
        branch: 'trunk',
      },
      environments: [{ name: 'dev' }, { name: 'live' }],
      clusters: [
        {
          name: 'dev-eu',
          environment: 'dev',
          region: 'eu-west-1',
          domain: 'dev-eu.example.com',
          variables: { TIER: 'low', ZONE: 'a' },
        },
        { name: 'live-eu', environment: 'live', domain: 'eu.example.org' },
        { name: 'on', environment: 'live', region: '1234', domain: 'on.example.com' },
      ],
      secrets: { provider: 'sops', recipients: [RECIPIENT] },
      ci: 'gitlab',
      flux: { version: '2.10' },
      artifacts: true,
    })
    const components = fleetIn(join(cwd, 'harbor')).components as { name: string; options?: unknown }[]
    expect(components).toContainEqual({ name: 'cert-manager', options: { email: 'ops@example.org' } })
    expect(components).toContainEqual({ name: 'external-dns', options: { provider: 'cloudflare' } })
    expect(components).toContainEqual({ name: 'metrics-server', options: { kubeletTls: 'skip' } })
    expect(components).toContainEqual({ name: 'cloudnative-pg' })
    expect(existsSync(join(cwd, 'harbor', '.git', 'HEAD'))).toBe(true)
    expect(existsSync(join(cwd, 'harbor', '.age'))).toBe(false)
    expect(filesBelow(cwd).filter((file) => !file.startsWith('harbor/'))).toEqual([])
    expect(
      filesBelow(home).filter((file) => !/^state\/flux-fleet\/[0-9a-f]{16}\.record$/.test(file)),
    ).toEqual(['.config/flux-fleet/defaults.yaml'])
  })

  it('shows the components by group, and what will be written before it asks', async () => {
    const { session } = start(['demo'])
    await answerAll(session, DEFAULTS.slice(0, -1))
    const plan = await session.see('? Write this fleet?')
    expect(plan).toContain('demo/')
    expect(plan).toContain('flux-fleet.yaml')
    expect(plan).toContain('production/')
    expect(session.text).toMatch(/── certificates\n\s*❯?\s*◉ ?cert-manager/)
    expect(session.text).toMatch(/── databases\n\s*◯ CloudNativePG/)
    session.type(KEY.interrupt)
    await session.exit
  })

  it('makes the same fleet from the command that it prints', async () => {
    const { session, cwd } = start([])
    await answerAll(session, WHOLE)
    await session.exit
    const line = session.text
      .split('\n')
      .find((text) => text.includes('npm create flux-fleet@latest harbor -- '))!
    const flags = line.slice(line.indexOf(' -- ') + 4).trim()
    const again = start(['harbor', ...flags.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1'))])
    expect(await again.session.exit).toEqual({ code: 0, signal: 0 })
    const files = filesBelow(cwd).filter((file) => !file.startsWith('harbor/.git/'))
    expect(filesBelow(again.cwd).filter((file) => !file.startsWith('harbor/.git/'))).toEqual(files)
    for (const file of files) {
      expect(readFileSync(join(again.cwd, file), 'utf8'), file).toBe(readFileSync(join(cwd, file), 'utf8'))
    }
  })

  it('makes a key pair for each cluster and shows no private key', async () => {
    const { session, cwd, home } = start(['demo'])
    await answerAll(session, DEFAULTS)
    expect((await session.exit).code).toBe(0)
    const key = readFileSync(join(cwd, 'demo', '.age', 'production.agekey'), 'utf8')
    const secret = /AGE-SECRET-KEY-[0-9A-Z]+/.exec(key)![0]
    expect(session.raw).not.toContain(secret)
    expect(
      filesBelow(home).filter((file) => !/^state\/flux-fleet\/[0-9a-f]{16}\.record$/.test(file)),
    ).toEqual(['.config/flux-fleet/defaults.yaml'])
  })
})

describe('a wrong answer', () => {
  const wrong: [asked: string, answer: string, message: string, right: string][] = [
    ['Name of the fleet', 'No Name', '"No Name" is no DNS-1123 label', 'harbor'],
    ['Owner: a user', 'a b', '"a b" is no owner', 'acme'],
    ['Branch that Flux follows', 'a..b', '"a..b" is no branch name', 'main'],
    ['Environments, separated', 'base', '"base" is where the shared files are', 'dev, live'],
    ['Environments, separated', 'dev, dev', '"dev" is there twice', 'dev, live'],
    [
      'Clusters, as name',
      'one=nowhere',
      'there is no environment "nowhere": staging, production',
      'one=staging',
    ],
    ['staging: Domain', 'no_domain!', '"no_domain!" is no host name', 'staging.example.org'],
    ['staging: Own variables', '1ST=x', '"1ST" is no variable that Flux substitutes', 'FIRST=x'],
    ['cert-manager: Address', 'nobody', '"nobody" is no e-mail address', 'ops@example.org'],
    ['Public age keys', 'age1broken', '"age1broken" is no age recipient', RECIPIENT],
  ]
  it.each(wrong)('to "%s" (%s) is explained and asked again', async (asked, answer, message, right) => {
    const { session } = start(['demo'])
    await answerAll(session, until(DEFAULTS, asked))
    await session.see(`? ${asked}`)
    session.type(answer + KEY.enter)
    await session.see('> ')
    await session.see(message)
    session.type(KEY.clear + right + KEY.enter)
    await session.see(`✔ ${asked}`)
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
  })
})

describe('flags', () => {
  it('answer their questions, and only what is left is asked', async () => {
    const { session, cwd } = start([
      'demo',
      '--git-provider=gitlab',
      '--owner=acme/platform',
      '--environment=live',
      '--cluster=eu=live,region=eu-west-1',
      '--component=podinfo',
      '--secrets=none',
      '--no-git-init',
      '--flux-version=2.9',
    ])
    await answerAll(
      session,
      [
        'Layout',
        'Name of the fleet',
        'Is the owner a user',
        'Name of the repository',
        'Branch',
        'Where pull requests',
        'Split the',
        'Write this',
      ].map(accept),
    )
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    const asked = [...session.text.matchAll(/✔ ([^(?:\n]*)/g)].map((match) => match[1]!)
    expect(asked).toHaveLength(8)
    expect(fleetIn(join(cwd, 'demo'))).toMatchObject({
      git: { provider: 'gitlab', owner: 'acme/platform', init: false },
      clusters: [{ name: 'eu', environment: 'live', region: 'eu-west-1', domain: 'eu.example.com' }],
      secrets: { provider: 'none' },
      flux: { version: '2.9' },
    })
    expect(existsSync(join(cwd, 'demo', '.git'))).toBe(false)
  })

  it('leave out nothing that an entry needs', async () => {
    const { session, cwd } = start(['demo', '--cluster=one', '--component=external-dns'])
    await answerAll(session, [
      ...until(DEFAULTS, 'Clusters, as name'),
      pick('one: Environment', 'production'),
      pick('external-dns: Who hosts', 'aws'),
      pick('external-dns: Where it gets its rights', 'workload'),
      ...except(from(DEFAULTS, 'Secrets in Git'), 'Write this fleet?'),
      // Only now it is known that somebody needs it.
      retype('one: Region, which external-dns', '', '> "" is no region', 'eu-west-1'),
      accept('Write this fleet?'),
    ])
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(fleetIn(join(cwd, 'demo'))).toMatchObject({
      clusters: [{ name: 'one', environment: 'production', region: 'eu-west-1', domain: 'one.example.com' }],
      components: [{ name: 'external-dns', options: { provider: 'aws', identity: 'workload' } }],
    })
  })

  it('that are wrong are refused before anything is asked', async () => {
    const { session, cwd } = start([
      'demo',
      '--branch=a..b',
      '--cluster=One=staging',
      '--component=cert-manger',
    ])
    expect((await session.exit).code).toBe(2)
    expect(session.text).toContain('--branch a..b:')
    expect(session.text).toContain('--cluster One=staging:')
    expect(session.text).not.toContain('? ')
    expect(filesBelow(cwd)).toEqual([])
  })
})

describe('cancelling', () => {
  const untouched = async ({ session, cwd, home }: ReturnType<typeof start>) => {
    expect(await session.exit).toEqual({ code: 130, signal: 0 })
    expect(session.text).toContain('Nothing was written')
    expect(session.cursorShown).toBe(true)
    expect(filesBelow(cwd)).toEqual([])
    expect(filesBelow(home)).toEqual([])
  }

  it.each(
    WHOLE.map((step, index) => [step.asked, index] as const),
  )('with Ctrl-C at "%s" writes nothing', async (asked, index) => {
    const started = start([])
    await answerAll(started.session, WHOLE.slice(0, index))
    await started.session.see(`? ${asked}`)
    started.session.type(KEY.interrupt)
    await untouched(started)
  })

  it('with "no" at the end writes nothing', async () => {
    const started = start(['demo'])
    await answerAll(started.session, [...DEFAULTS.slice(0, -1), type('Write this fleet?', 'n')])
    await untouched(started)
  })

  it.each([
    'Name of the fleet',
    'Components to install',
    'Write this fleet?',
  ])('with Ctrl-D at "%s" writes nothing', async (asked) => {
    const started = start(['demo'])
    await answerAll(started.session, until(DEFAULTS, asked))
    await started.session.see(`? ${asked}`)
    started.session.type(KEY.endOfInput)
    await untouched(started)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s from outside writes nothing', async (signal) => {
    const started = start(['demo'])
    await started.session.see('? Layout')
    process.kill(started.session.pid, signal)
    await untouched(started)
  })
})

describe('in plain lines (ACCESSIBLE)', () => {
  const environment = { ACCESSIBLE: '1' }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
  const redraws = /\x1b\[[0-9;?]*[A-Za-ln-z]|\x08/

  /** A question in lines, and what is typed. */
  const LINES: readonly [asked: string, answer: string][] = [
    ['Number (monorepo): ', ''],
    ['Name of the fleet (demo): ', ''],
    ['Number (github): ', 'Any other Git server'],
    ['URL of the repository', ''],
    ['Branch that Flux follows (main): ', ''],
    ['Environments, separated by commas', 'live, test'],
    ['Clusters, as name=environment separated by commas (live=live, test=test): ', 'eu'],
    ['Number: ', '1'],
    ['eu: Region', 'eu-west-1'],
    ['eu: Domain of its applications (eu.example.com): ', ''],
    ['eu: Own variables', 'A=b'],
    ['Numbers separated by commas', 'podinfo, 1'],
    ['cert-manager: Address', 'ops@example.org'],
    ['Number (sops): ', '1'],
    ['Public age keys you have', RECIPIENT],
    ['Number (none): ', '3'],
    ['Number (2.x): ', ''],
    ['apps and infrastructure reconcile apart? (no): ', 'n'],
    ['Make it a Git repository? (yes): ', 'no'],
    ['Write this fleet? (yes): ', 'y'],
  ]

  it('asks everything without redrawing', async () => {
    const { session, cwd } = start(['demo'], { environment })
    for (const [asked, answer] of LINES) {
      await session.see(asked)
      session.type(answer + KEY.enter)
    }
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(session.raw).not.toMatch(redraws)
    expect(fleetIn(join(cwd, 'demo'))).toMatchObject({
      git: { provider: 'git', url: 'ssh://git@git.example.com/demo.git', branch: 'main', init: false },
      clusters: [
        {
          name: 'eu',
          environment: 'live',
          region: 'eu-west-1',
          domain: 'eu.example.com',
          variables: { A: 'b' },
        },
      ],
      components: expect.arrayContaining([
        { name: 'cert-manager', options: { email: 'ops@example.org' } },
        { name: 'podinfo' },
      ]),
      secrets: { provider: 'sops', recipients: [RECIPIENT] },
      ci: 'none',
    })
  })

  it('explains a wrong answer and asks again', async () => {
    const { session } = start(['demo'], { environment })
    const retry = async (asked: string, wrong: string, message: string, right: string) => {
      await session.see(asked)
      session.type(wrong + KEY.enter)
      await session.see(message)
      await session.see(asked)
      session.type(right + KEY.enter)
    }
    await session.see('Number (monorepo): ')
    session.type(KEY.enter)
    await retry('Name of the fleet (demo): ', 'No Name', '"No Name" is no DNS-1123 label', '')
    await retry('Number (github): ', '9', 'Type a number from 1 to 5.', '1')
    await session.see('Owner')
    session.type(`acme${KEY.enter}`)
    await retry('an organization)? (no): ', 'perhaps', 'Type yes or no.', 'no')
    await session.see('Name of the repository')
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
  })

  it.each(
    LINES.map(([asked], index) => [asked, index] as const),
  )('Ctrl-C at "%s" writes nothing', async (asked, index) => {
    const { session, cwd, home } = start(['demo'], { environment })
    for (const [before, answer] of LINES.slice(0, index)) {
      await session.see(before)
      session.type(answer + KEY.enter)
    }
    await session.see(asked)
    session.type(KEY.interrupt)
    expect(await session.exit).toEqual({ code: 130, signal: 0 })
    expect(session.text).toContain('Nothing was written')
    expect(filesBelow(cwd)).toEqual([])
    expect(filesBelow(home)).toEqual([])
  })

  it('ends when the input ends', async () => {
    const { session, cwd } = start(['demo'], { environment })
    await session.see('Layout')
    session.type(KEY.endOfInput)
    expect(await session.exit).toEqual({ code: 130, signal: 0 })
    expect(filesBelow(cwd)).toEqual([])
  })
})

it('asks in plain lines where nothing can be redrawn (TERM=dumb)', async () => {
  const { session } = start(['demo'], { environment: { TERM: 'dumb' } })
  await session.see('Layout:')
  session.type(KEY.interrupt)
  expect((await session.exit).code).toBe(130)
  expect(session.raw).not.toContain('\x1b')
})

describe('the terminal', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
  const colors = /\x1b\[[0-9;]*[1-9][0-9;]*m/

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ] as const)('is not colored with %s', async (_, words, environment) => {
    const { session } = start(['demo', ...words], { environment })
    await answerAll(session, DEFAULTS)
    expect((await session.exit).code).toBe(0)
    expect(session.raw).not.toMatch(colors)
  })

  it('is colored otherwise', async () => {
    const { session } = start(['demo'])
    await answerAll(session, DEFAULTS)
    expect((await session.exit).code).toBe(0)
    expect(session.raw).toMatch(colors)
  })

  it('may be narrow', async () => {
    const { session, cwd } = start(['demo'], { columns: 40 })
    await answerAll(session, DEFAULTS)
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(existsSync(join(cwd, 'demo', 'flux-fleet.yaml'))).toBe(true)
  })

  it('shows the questions on standard error while the result goes to a file', async () => {
    const place = workplace()
    const file = join(place.home, 'out.txt')
    const session = new Session(['demo'], { ...place, stdoutTo: file })
    sessions.push(session)
    await answerAll(session, DEFAULTS)
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    const result = readFileSync(file, 'utf8')
    expect(result).toMatch(/Wrote \d+ files to demo/)
    expect(result).toContain('Next:')
    expect(result).not.toContain('Name of the fleet')
    expect(result).not.toContain('\x1b')
    expect(session.text).not.toContain('Next:')
  })

  it('is not used when nobody sits there', async () => {
    const { session, cwd } = start(['demo'], { environment: { CI: 'true' } })
    expect((await session.exit).code).toBe(2)
    expect(session.text).toContain('There is nobody to ask')
    expect(session.text).toContain('--owner')
    expect(filesBelow(cwd)).toEqual([])
  })
})

/** What leads to the tenants when everything before is taken as it is offered. */
const BEFORE_TENANTS = except(until(DEFAULTS, 'Secrets in Git'), 'Layout')
const AFTER_TENANTS = from(DEFAULTS, 'Secrets in Git')

/** Two tenants: one of which all is said, one of which nothing is. */
const TENANTS: readonly Step[] = [
  type('Tenants, separated', 'payments, on'),
  type('payments: Namespaces', 'payments, payments-jobs'),
  type('payments: URL of its Git', 'https://github.com/acme/payments-apps.git'),
  pick('payments: What it may do', 'edit'),
  pick('payments: Size of its quota', 'large'),
  type('payments: Environments', 'production'),
  type('payments: Host names', 'pay.example.com, *.pay.example.com'),
  accept('on: Namespaces'),
  accept('on: URL of its Git'),
  accept('on: What it may do'),
  accept('on: Size of its quota'),
  accept('on: Environments'),
  accept('on: Host names'),
]

describe('a multi-tenant interview', () => {
  it('asks for each tenant what a tenant needs', async () => {
    const { session, cwd } = start(['demo'])
    await answerAll(session, [
      pick('Layout', 'multi-tenant'),
      ...BEFORE_TENANTS,
      ...TENANTS,
      ...AFTER_TENANTS,
    ])
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    const fleet = fleetIn(join(cwd, 'demo'))
    const recipients = [expect.stringMatching(/^age1/)]
    expect(fleet).toMatchObject({ layout: 'multi-tenant', tenancy: { serviceAccount: 'flux' } })
    expect(fleet.tenants).toEqual([
      {
        name: 'payments',
        namespaces: ['payments', 'payments-jobs'],
        environments: ['production'],
        hosts: ['pay.example.com', '*.pay.example.com'],
        source: { git: 'https://github.com/acme/payments-apps.git' },
        role: 'edit',
        quota: 'large',
        recipients,
      },
      { name: 'on', recipients },
    ])
    expect(filesBelow(join(cwd, 'demo', '.age', 'tenants'))).toEqual(['on.agekey', 'payments.agekey'])
    expect(session.raw).not.toMatch(/AGE-SECRET-KEY-/)
  })

  it('can have none yet', async () => {
    const { session, cwd } = start(['demo'])
    const steps = [...BEFORE_TENANTS, type('Tenants, separated', 'none'), ...AFTER_TENANTS]
    await answerAll(session, [pick('Layout', 'multi-tenant'), ...steps])
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(fleetIn(join(cwd, 'demo')).tenants).toEqual([])
    expect(session.text).toContain('There are no tenants yet')
  })

  const wrong: [asked: string, answer: string, message: string, right: string][] = [
    ['Tenants, separated', 'Pay', '"Pay" is no DNS-1123 label', 'payments, on'],
    ['Tenants, separated', 'pay, pay', 'there is already a tenant "pay"', 'payments, on'],
    ['Tenants, separated', 'default', 'the namespace "default" belongs to Kube', 'payments, on'],
    ['Tenants, separated', 'kube-x', 'the namespace "kube-x" belongs to Kube', 'payments, on'],
    ['Tenants, separated', 'podinfo', 'the namespace "podinfo" belongs to the component', 'payments, on'],
    ['payments: Namespaces', 'payments, on', 'the namespace "on" belongs to the tenant', 'payments'],
    ['payments: Namespaces', 'a, flux-system', 'the namespace "flux-system" belongs', 'payments'],
    ['payments: URL of its Git', 'acme/payments', '"acme/payments" is no Git URL', 'https://x.org/y'],
    ['payments: URL of its Git', 'https://x.org/$y', 'must not hold "$"', 'https://x.org/y'],
    ['payments: Environments', 'prod', 'there is no environment "prod"', 'production'],
  ]
  it.each(wrong)('explains a wrong answer to "%s" (%s)', async (asked, answer, message, right) => {
    const { session } = start(['demo'])
    await answerAll(session, [pick('Layout', 'multi-tenant'), ...BEFORE_TENANTS, ...until(TENANTS, asked)])
    await session.see(`? ${asked}`)
    session.type(answer + KEY.enter)
    await session.see('> ')
    await session.see(message)
    session.type(KEY.clear + right + KEY.enter)
    await session.see(`✔ ${asked}`)
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
  })

  it('of tenants that flags give asks nothing, and offers no layout without tenants', async () => {
    const { session, cwd } = start(['demo', '--tenant=payments,quota=small'])
    await session.see('? Layout')
    const choices = await session.see('multi-repo')
    expect(choices).toContain('multi-tenant')
    expect(choices).not.toContain('monorepo')
    session.type(KEY.enter)
    await answerAll(session, [...BEFORE_TENANTS, ...AFTER_TENANTS])
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(fleetIn(join(cwd, 'demo'))).toMatchObject({
      layout: 'multi-tenant',
      tenants: [{ name: 'payments', quota: 'small' }],
    })
  })

  it.each([
    [
      ['--layout=monorepo', '--tenant=payments'],
      '--tenant payments: the layout monorepo has no tenants: choose the layout multi-tenant',
    ],
    [['--layout=multi-tenant', '--promotion=tag'], '--promotion tag: is for the layout multi-repo'],
    [['--tenant=kube-x'], '--tenant kube-x: the namespace "kube-x" belongs to Kubernetes or Flux'],
    [['--tenant=x,role=custom'], '--tenant x,role=custom: rules is missing'],
  ])('%j is refused before anything is asked', async (flags, message) => {
    const { session, cwd } = start(['demo', ...flags])
    expect((await session.exit).code).toBe(2)
    expect(session.text.replaceAll('\n', '')).toContain(message)
    expect(session.text).not.toContain('? ')
    expect(filesBelow(cwd)).toEqual([])
  })
})

/** The platform repository, at a provider that makes its URL. */
const PLATFORM: readonly Step[] = [
  accept('Name of the platform'),
  accept('Secret with the credentials'),
  pick('How production follows', 'semver'),
]

/** The repositories of a fleet at any Git server, up to the URL of the platform's. */
const ANY_SERVER: readonly Step[] = [
  accept('URL of the repository'),
  accept('Branch that Flux'),
  accept('Name of the platform'),
  retype('URL of the platform repository', 'git.example.com/x', '"git.example.com/x" is no Git URL', ''),
]

describe('a multi-repo interview', () => {
  it('asks for the platform repository, and not for artifacts', async () => {
    const { session, cwd } = start(['demo'])
    await answerAll(session, [
      pick('Layout', 'multi-repo'),
      ...until(BEFORE_TENANTS, 'Environments, separated'),
      ...PLATFORM,
      ...from(BEFORE_TENANTS, 'Environments, separated'),
      accept('Tenants, separated'),
      accept('team-a: Namespaces'),
      accept('team-a: URL of its Git'),
      accept('team-a: What it may do'),
      accept('team-a: Size of its quota'),
      accept('team-a: Environments'),
      accept('team-a: Host names'),
      ...except(AFTER_TENANTS, 'Split the repository'),
    ])
    expect(await session.exit).toEqual({ code: 0, signal: 0 })
    expect(readdirSync(join(cwd, 'demo')).sort()).toEqual(['demo', 'demo-platform', 'team-a'])
    expect(fleetIn(join(cwd, 'demo', 'demo'))).toMatchObject({
      layout: 'multi-repo',
      platform: { repository: 'demo-platform', secret: 'platform-auth', promotion: 'semver' },
      tenants: [{ name: 'team-a' }],
    })
  })

  it('asks for the URL of the platform repository at any Git server', async () => {
    const { session } = start(['demo', '--git-provider=git'])
    await answerAll(session, [pick('Layout', 'multi-repo'), accept('Name of the fleet'), ...ANY_SERVER])
    await session.see('? Secret with the credentials')
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
  })
})

it('is somewhere here answered to every question that a generator defines', () => {
  const answered = [...WHOLE, ...TENANTS, ...PLATFORM, ...ANY_SERVER].map(({ asked }) => asked)
  expect(neverAsked(GENERATORS, answered)).toEqual([])
})
