import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { desk, fixtures, run } from './run.ts'

const FROM = ['create', 'shop', '--from', join(fixtures('valid'), 'minimal.yaml')]
const ESCAPE = '\u001b'

interface Report {
  directory: string
  dryRun: boolean
  changes: { path: string; action: string; kind: string }[]
  notes: string[]
  next: string[]
  command: string
}

describe('--dry-run', () => {
  test('shows the tree on standard output and writes nothing', async () => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, [...FROM, '--dry-run'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '\nDry run: nothing was written.\n' })
    expect(stdout).toMatch(/^shop\/\n/)
    expect(stdout).toContain('flux-fleet.yaml')
    expect(filesBelow(here.cwd)).toEqual([])
    expect(filesBelow(here.home)).toEqual([])
  })

  test('says what to know before it is written', async () => {
    const file = join(fixtures('valid'), 'own-charts.yaml')
    const { stdout } = await run(desk(), ['create', 'shop', '--from', file, '--dry-run'])
    expect(stdout).toContain(
      '! by-oci: Secret by-oci-password sets auth.password, which wins over inline values.\n',
    )
    expect((await run(desk(), ['create', 'x', '--yes', '--owner=acme', '--dry-run'])).stdout).toContain(
      '! An age key pair will be made for each cluster; a dry run makes none',
    )
  })

  test('leaves a folder that is there as it is', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop'))
    writeFileSync(join(here.cwd, 'shop', 'notes.txt'), 'mine\n')
    const before = snapshot(here.cwd)
    expect((await run(here, [...FROM, '--dry-run'])).code).toBe(0)
    expect(snapshot(here.cwd)).toEqual(before)
  })
})

describe('--diff', () => {
  test('shows the content of every file, and only of files that change', async () => {
    const here = desk()
    const { code, stdout } = await run(here, [...FROM, '--dry-run', '--diff'])
    expect(code).toBe(0)
    expect(stdout).toContain('+++ b/clusters/one/cluster-vars.yaml')
    expect(stdout).toContain('+  CLUSTER_NAME: one')
    await run(here, FROM)
    const again = await run(here, [...FROM, '--diff'])
    expect(again.stdout).toBe('shop is as it should be: nothing to do.\n')
  })

  test('shows what is replaced', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop'))
    writeFileSync(join(here.cwd, 'shop', 'AGENTS.md'), 'mine\n')
    const { stdout } = await run(here, [...FROM, '--dry-run', '--diff', '--on-conflict=replace'])
    expect(stdout).toContain('--- a/AGENTS.md')
    expect(stdout).toContain('-mine')
  })
})

describe('--json', () => {
  test.each([
    [],
    ['--dry-run'],
    ['--quiet'],
    ['--diff'],
    ['--debug'],
  ])('is one JSON value on standard output (%s)', async (...more) => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, [...FROM, '--json', ...more])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const report = JSON.parse(stdout) as Report
    expect(report.directory).toBe(join(here.cwd, 'shop'))
    expect(report.dryRun).toBe((more as string[]).includes('--dry-run'))
    expect(report.changes.every(({ action }) => action === 'create')).toBe(true)
    expect(report.next.length).toBeGreaterThan(0)
    expect(report.next.length).toBeLessThanOrEqual(3)
    expect(report.command).toContain(' -- --yes --from ')
    const written = filesBelow(here.cwd).filter((path) => !path.startsWith('shop/.git/'))
    expect(written).toEqual(report.dryRun ? [] : report.changes.map(({ path }) => `shop/${path}`).sort())
  })

  test('says unchanged the second time', async () => {
    const here = desk()
    await run(here, FROM)
    const { stdout } = await run(here, [...FROM, '--json'])
    expect(new Set((JSON.parse(stdout) as Report).changes.map(({ action }) => action))).toEqual(
      new Set(['unchanged']),
    )
  })

  test.each([
    [2, ['create', '--json', '--no-such-flag']],
    [2, ['create', '--json']],
    [2, ['create', '--json', '--from', 'nothing.yaml']],
    [3, [...FROM, '--json']],
    [4, ['create', 'taken/shop', '--json', ...FROM.slice(2)]],
  ])('errors are JSON too: exit code %i of %j', async (expected, words) => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop'))
    writeFileSync(join(here.cwd, 'shop', 'AGENTS.md'), 'mine\n')
    writeFileSync(join(here.cwd, 'taken'), '')
    const { code, stdout, stderr } = await run(here, words)
    expect(code).toBe(expected)
    const { error } = JSON.parse(stdout) as { error: { exitCode: number; message: string } }
    expect(error.exitCode).toBe(expected)
    expect(stderr).toBe(`error: ${error.message}\n`)
  })
})

describe('--quiet', () => {
  test('reports nothing when all is well', async () => {
    expect(await run(desk(), [...FROM, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('reports errors', async () => {
    const { code, stdout, stderr } = await run(desk(), ['create', '--from=nothing.yaml', '--quiet'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('there is no such file')
  })
})

test('after success: what was made, at most three next commands, and the command that would do the same', async () => {
  const { code, stdout, stderr } = await run(desk(), [
    'create',
    'shop',
    '--yes',
    '--owner=acme',
    '--git-provider=gitlab',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^✓ Wrote \d+ files to shop\n/)
  const next = stdout.slice(stdout.indexOf('\nNext:\n'), stdout.indexOf('\nThe same without questions:\n'))
  const commands = next.split('\n').filter((line) => /^ {2}[a-z]/.test(line))
  expect(commands.length).toBeGreaterThan(0)
  expect(commands.length).toBeLessThanOrEqual(3)
  expect(commands.at(-1)).toMatch(/^ {2}flux bootstrap gitlab --owner=acme /)
  expect(next).toContain('  # with kubectl pointing at staging; the other clusters: docs/fleet.md\n')
  expect((await run(desk(), FROM)).stdout).toContain('  # with kubectl pointing at one\n')
  expect(stdout).toMatch(/The same without questions:\n {2}npm create flux-fleet@latest shop -- --yes /)
})

test('no color without a terminal, nor with NO_COLOR, --no-color or a dumb one', async () => {
  for (const [flags, environment] of [
    [[], {}],
    [[], { NO_COLOR: '1' }],
    [['--no-color'], { FORCE_COLOR: '1' }],
    [[], { TERM: 'dumb' }],
  ] as const) {
    const { stdout, stderr } = await run(desk(), [...FROM, ...flags], environment)
    expect(stdout + stderr).not.toContain(ESCAPE)
    const failed = await run(desk(), ['create', ...flags], environment)
    expect(failed.stdout + failed.stderr).not.toContain(ESCAPE)
  }
})

test('--debug shows where an error came from, and nothing else does', async () => {
  const plain = await run(desk(), ['create'])
  expect(plain.stderr).not.toMatch(/^ {4}at /m)
  const debug = await run(desk(), ['create', '--debug'])
  expect(debug.stderr).toMatch(/^ {4}at /m)
})

describe('notes about tenants', () => {
  const notesOf = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await run(desk(), ['create', 'shop', '--yes', '--owner=acme', '--json', ...words])
    return (JSON.parse(stdout) as Report).notes.filter((note) => / needs? (the |\d+ )Secret/.test(note))
  }

  test('name the Secrets that each needs', async () => {
    expect(
      await notesOf(
        '--layout=multi-tenant',
        '--tenant=payments,source.secret=auth,notifications.provider=slack',
        '--tenant=search,namespaces=search-apps',
        '--tenant=plain,decryption=false',
      ),
    ).toEqual([
      'payments needs the Secrets payments/sops-age, payments/auth, payments/notifications: see docs/tenancy.md.',
      'search needs the Secret search-apps/sops-age: see docs/tenancy.md.',
    ])
  })

  test('stay short for many, and say where the page is among several repositories', async () => {
    const many = Array.from({ length: 10 }, (_, index) => `--tenant=team-${index}`)
    expect(await notesOf('--layout=multi-repo', '--platform-secret=platform-auth', ...many)).toEqual([
      'The platform repository needs the Secret flux-system/platform-auth: see shop/docs/fleet.md.',
      '10 tenants need 10 Secrets: see shop/docs/tenancy.md.',
    ])
  })

  test('say that there are none', async () => {
    const { stdout } = await run(desk(), ['create', '--from', join(fixtures('valid'), 'no-tenants-yet.yaml')])
    expect(stdout).toContain('! There are no tenants yet: list them in flux-fleet.yaml.\n')
  })

  test('a tenant is made where nobody names one', async () => {
    expect(await notesOf('--layout=multi-tenant')).toEqual([
      'team-a needs the Secret team-a/sops-age: see docs/tenancy.md.',
    ])
  })
})

test('several repositories are reported one by one, each with its top in a dry run', async () => {
  const words = ['create', 'shop', '--yes', '--owner=acme', '--layout=multi-repo']
  const plan = await run(desk(), [...words, '--dry-run'])
  expect(plan.stdout).toMatch(/^shop\/\n├── shop\/\n/)
  expect(plan.stdout).toContain('│   ├── clusters/ (')
  expect(plan.stdout).toContain('├── shop-platform/\n')
  const { stdout } = await run(desk(), words)
  expect(stdout).toMatch(/├── shop\/ \(\d+ files\)\n├── shop-platform\/ \(\d+ files\)\n└── team-a\/ \(/)
  const next = stdout.slice(stdout.indexOf('\nNext:\n'), stdout.indexOf('\nThe same without questions:\n'))
  const commands = next.split('\n').filter((line) => /^ {2}[a-z]/.test(line))
  expect(commands).toHaveLength(3)
  expect(commands[0]).toMatch(
    /^ {2}cd shop\/shop-platform && .* && git push origin HEAD:refs\/heads\/production$/,
  )
  expect(commands[1]).toMatch(/^ {2}cd \.\.\/shop && /)
  expect(commands[2]).toMatch(/kubectl create secret generic sops-age .* && flux bootstrap github /)
  expect(next).toMatch(
    /# the repository of the fleet, after team-a, .*, after making the Secret flux-system\/platform-auth: shop\/docs\/fleet\.md$/m,
  )
})

describe('the Secret of a platform repository', () => {
  const nextWith = async (...words: string[]) => {
    const all = ['create', 'shop', '--yes', '--owner=acme', '--layout=multi-repo', ...words]
    const { stdout } = await run(desk(), all)
    const [head, same] = stdout.split('\nThe same without questions:\n')
    return { next: head!.slice(head!.indexOf('\nNext:\n')), same: same!.trim() }
  }

  test('is to be made on the cluster where Secrets are not kept in Git', async () => {
    const { next, same } = await nextWith('--secrets=none')
    expect(next).toMatch(/# with kubectl .*, after making the Secret flux-system\/platform-auth: /)
    expect(next).not.toMatch(/# the repository of the fleet.*platform-auth/)
    expect(same).not.toContain('--platform-secret')
  })

  test('has the name that somebody gives it', async () => {
    const { next, same } = await nextWith('--platform-secret=deploy-key')
    expect(next).toContain('after making the Secret flux-system/deploy-key: ')
    expect(same).toContain('--platform-secret deploy-key')
  })

  test('is not there for a public repository, which the same line says', async () => {
    const { next, same } = await nextWith('--platform-secret=none')
    expect(next).not.toContain('platform-auth')
    expect(same).toContain('--platform-secret none')
  })
})

test('a reader who has seen enough, as head has, stops nothing', async () => {
  const here = desk()
  const child = execFile(process.execPath, [cli(), 'create', 'shop', '--yes', '--owner=acme'], {
    cwd: here.cwd,
    env: here.environment,
  })
  child.stdout?.destroy()
  let complaints = ''
  child.stderr?.on('data', (chunk) => {
    complaints += chunk
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' })
  expect(filesBelow(join(here.cwd, 'shop'))).toContain('flux-fleet.yaml')
})
