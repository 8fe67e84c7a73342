import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GENERATORS } from '../../generators/index.ts'
import { checkout } from '../program.ts'
import { snapshot, write } from '../tree/helpers.ts'
import { type Desk, desk, run } from './run.ts'

const PACK = join(checkout, 'examples', 'company-pack', '.flux-fleet')
const INDEX = 'docs/runbooks/README.md'

/** A desk in a folder with the example pack. */
function deskWithPack(): Desk {
  const here = desk()
  cpSync(PACK, join(here.cwd, '.flux-fleet'), { recursive: true })
  return here
}

/** A desk in a folder whose plopfile registers one generator, `it`. */
function deskWith(generator: string, files: Record<string, string> = {}): Desk {
  const here = desk()
  write(here.cwd, {
    '.flux-fleet/plopfile.mjs': `export default (plop) => { plop.setGenerator('it', ${generator}) }\n`,
    ...files,
  })
  return here
}

function read({ cwd }: Desk, path: string): string {
  return readFileSync(join(cwd, path), 'utf8')
}

/** Runs a generator that has to fail, and sees that it changed nothing. */
async function refused(here: Desk, words: readonly string[] = []): Promise<{ code: number; stderr: string }> {
  const before = snapshot(here.cwd)
  const { code, stderr } = await run(here, ['generate', 'it', ...words])
  expect(snapshot(here.cwd)).toEqual(before)
  return { code, stderr }
}

describe('create with a pack in its folder', () => {
  test("takes the pack's template and its component", async () => {
    const here = deskWithPack()
    const { code } = await run(here, [
      'create',
      '.',
      '--yes',
      '--owner=acme',
      '--component',
      'status-page,audience=public',
      '--component',
      'podinfo',
    ])
    expect(code).toBe(0)
    for (const component of ['status-page', 'podinfo']) {
      expect(read(here, `apps/base/${component}/namespace.yaml`)).toContain(
        'example.com/managed-by: platform',
      )
    }
    expect(read(here, 'apps/base/status-page/repository.yaml')).toContain(
      'oci://registry.example.com/charts/status-page',
    )
    expect(read(here, 'apps/base/status-page/release.yaml')).toContain('internal: false')
  })

  test('does not know the component without the pack', async () => {
    const { code, stderr } = await run(desk(), [
      'create',
      'shop',
      '--yes',
      '--owner=acme',
      '--component',
      'status-page',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('status-page')
  })

  test('says what is wrong with an entry of its catalog', async () => {
    const here = desk()
    write(here.cwd, { '.flux-fleet/catalog/web/component.yaml': 'name: web\ntitle: 5\nlayer: nowhere\n' })
    const { code, stderr } = await run(here, ['create', '.', '--yes', '--owner=acme'])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'catalog/web/component.yaml: title: Invalid input: expected string, received number',
    )
    expect(stderr).toContain('layer: Invalid option: expected one of "crds"|"controllers"|"apps"')
  })
})

describe('generate', () => {
  test("lists our generators beside the pack's", async () => {
    const here = deskWithPack()
    mkdirSync(join(here.cwd, 'apps', 'base'), { recursive: true })
    const human = await run(here, ['generate', '--cwd', 'apps/base'])
    expect(human.code).toBe(0)
    expect(human.stdout).toMatch(/^fleet +A new fleet/)
    expect(human.stdout).toMatch(/^cluster +A Kubernetes .*\n +npm create flux-fleet@latest add cluster$/m)
    expect(human.stdout).toMatch(/^runbook +A runbook for whoever is on call/m)
    const { generators } = JSON.parse((await run(here, ['generate', '--json'])).stdout) as {
      generators: { name: string; answers?: string[] }[]
    }
    expect(generators.map(({ name }) => name)).toEqual([...GENERATORS.map(({ name }) => name), 'runbook'])
    expect(generators.at(-1)!.answers).toEqual(['service', 'title', 'team', 'pager'])
  })

  test('lists ours where there is no fleet', async () => {
    expect(await run(desk(), ['generate'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^fleet /),
      stderr: '',
    })
  })

  test('says where to go for what it does not run', async () => {
    expect(await run(desk(), ['generate', 'fleet'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"fleet" is run by "create"'),
    })
    expect(await run(deskWithPack(), ['generate', 'cluster'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"cluster" is run by "add cluster": npm create flux-fleet@latest add'),
    })
    expect(await run(desk(), ['generate', 'runbook'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('There is no fleet in'),
    })
    const misspelt = await run(deskWithPack(), ['generate', 'runbok'])
    expect(misspelt).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "runbook"?') })
  })

  test('--dry-run shows everything and writes nothing', async () => {
    const here = deskWithPack()
    const before = snapshot(here.cwd)
    const { code, stdout } = await run(here, [
      'generate',
      'runbook',
      '--yes',
      '--answer',
      'service=checkout',
      '--dry-run',
      '--diff',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('+++ b/docs/runbooks/checkout.md')
    expect(stdout).toContain('+- [checkout is down](checkout.md): #team-platform')
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('writes, and the command it reports does the same again', async () => {
    const [first, second] = [deskWithPack(), deskWithPack()]
    const words = ['--yes', '--json', '--answer', 'service=checkout', '--answer', 'team=payments']
    const { code, stdout } = await run(first, ['generate', 'runbook', ...words])
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as {
      dryRun: boolean
      command: string
      changes: { path: string; kind: string; action: string }[]
    }
    expect(report.dryRun).toBe(false)
    expect(report.changes.map(({ path, kind, action }) => [path, kind, action])).toEqual([
      [INDEX, 'seed', 'create'],
      ['docs/runbooks/checkout.md', 'seed', 'create'],
    ])
    expect(report.command).toBe(
      "npm create flux-fleet@latest generate runbook -- --yes --answer service=checkout --answer 'title=checkout is down' --answer team=payments --answer pager=no",
    )
    const answers = ['service=checkout', 'title=checkout is down', 'team=payments', 'pager=no'].flatMap(
      (answer) => ['--answer', answer],
    )
    expect((await run(second, ['generate', 'runbook', ...answers])).code).toBe(0)
    expect(snapshot(join(second.cwd, 'docs'))).toEqual(snapshot(join(first.cwd, 'docs')))
  })

  test('appends to the index that is there, and leaves the rest of it alone', async () => {
    const here = deskWithPack()
    await run(here, ['generate', 'runbook', '--yes', '--answer', 'service=one'])
    write(here.cwd, {
      [INDEX]: `Ours.\r\n\r\n${read(here, INDEX).replaceAll('\n', '\r\n')}`,
      'docs/mine.md': 'mine\n',
    })
    chmodSync(join(here.cwd, INDEX), 0o755)
    expect((await run(here, ['generate', 'runbook', '--yes', '--answer', 'service=two'])).code).toBe(0)
    expect(read(here, INDEX)).toBe(
      [
        'Ours.',
        '',
        '# Runbooks',
        '',
        '<!-- runbooks, newest first -->',
        '- [two is down](two.md): #team-platform',
        '- [one is down](one.md): #team-platform',
        '',
      ].join('\r\n'),
    )
    expect(statSync(join(here.cwd, INDEX)).mode & 0o777).toBe(0o755)
  })

  test('values land as they are: no HTML escapes, no eaten dollars', async () => {
    const here = deskWithPack()
    const title = `a & b <c> "d" 'e' >=1.0.0 $$ $& $1 {{x}}`
    await run(here, ['generate', 'runbook', '--yes', '--answer', 'service=x', '--answer', `title=${title}`])
    expect(read(here, 'docs/runbooks/x.md').split('\n')[0]).toBe(`# ${title}`)
    expect(read(here, INDEX)).toContain(`- [${title}](x.md)`)
  })

  test('a file with another content is a conflict, until something is said about it', async () => {
    const here = deskWithPack()
    write(here.cwd, { 'docs/runbooks/x.md': 'mine\n', [INDEX]: '<!-- runbooks, newest first -->\n' })
    const before = snapshot(here.cwd)
    const again = ['generate', 'runbook', '--yes', '--answer', 'service=x']
    const refusal = await run(here, again)
    expect(refusal).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('docs/runbooks/x.md: it is there with another content'),
    })
    expect(refusal.stderr).not.toContain(INDEX)
    expect(snapshot(here.cwd)).toEqual(before)
    expect((await run(here, [...again, '--on-conflict', 'keep'])).code).toBe(0)
    expect(read(here, 'docs/runbooks/x.md')).toBe('mine\n')
    expect(read(here, INDEX)).toContain('(x.md)')
    expect((await run(here, [...again, '--on-conflict', 'replace'])).code).toBe(0)
    expect(read(here, 'docs/runbooks/x.md')).toContain('# x is down')
    expect(read(here, INDEX).match(/x\.md/g)).toHaveLength(1)
  })
})

describe('answers', () => {
  test('names everything that is missing at once', async () => {
    const { code, stderr } = await run(deskWithPack(), ['generate', 'runbook', '--answer', 'team=payments'])
    expect(code).toBe(2)
    expect(stderr).toContain('3 answers are missing')
    for (const name of ['service', 'title', 'pager']) expect(stderr).toContain(`--answer ${name}=`)
  })

  test('--yes still needs what has no default', async () => {
    const { code, stderr } = await run(deskWithPack(), ['generate', 'runbook', '--yes'])
    expect(code).toBe(2)
    expect(stderr).toContain('one answer is missing:\n  --answer service=<input>')
  })

  test('names every wrong one', async () => {
    const wrong = ['service=No Name', 'team=sales', 'pager=maybe', 'titel=x'].flatMap((answer) => [
      '--answer',
      answer,
    ])
    const { code, stderr } = await run(deskWithPack(), ['generate', 'runbook', '--yes', ...wrong])
    expect(code).toBe(2)
    expect(stderr).toContain('service=No Name: expected lower-case letters')
    expect(stderr).toContain('team=sales: expected one of platform, payments')
    expect(stderr).toContain('pager=maybe: expected yes or no')
    expect(stderr).toContain('titel: the generator does not ask for it, did you mean "title"?')
  })

  test('are of every kind, filtered, and asked only when they make sense', async () => {
    const here = deskWith(`{
      prompts: [
        { type: 'number', name: 'size' },
        { type: 'checkbox', name: 'zones', choices: ['a', { name: 'Zone B', value: 'b', checked: true }, { type: 'separator' }] },
        { type: 'select', name: 'plan', choices: ({ size }) => [{ name: 'Small', value: { cpu: size } }, 'other'] },
        { name: 'owner', filter: (text) => text.toUpperCase() },
        { name: 'reason', when: ({ size }) => size > 5 },
      ],
      actions: [{ type: 'add', path: 'out.txt', template: '{{size}} {{zones}} {{plan.cpu}} {{owner}} {{#if reason}}{{reason}}{{else}}-{{/if}}' }],
    }`)
    const words = [
      'generate',
      'it',
      '--yes',
      '--answer',
      'size=3',
      '--answer',
      'plan=Small',
      '--answer',
      'owner=me',
    ]
    expect((await run(here, words)).code).toBe(0)
    expect(read(here, 'out.txt')).toBe('3 b 3 ME -')
    rmSync(join(here.cwd, 'out.txt'))
    expect((await run(here, [...words, '--answer', 'zones=a,b'])).code).toBe(0)
    expect(read(here, 'out.txt')).toBe('3 a,b 3 ME -')
    expect(await refused(here, [...words.slice(2), '--answer', 'reason=x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is not asked'),
    })
    expect(await refused(here, [...words.slice(2), '--answer', 'zones=c'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"c" is none of its choices'),
    })
  })

  test('are taken where a function asks', async () => {
    const here = deskWith(`{
      prompts: async (inquirer) => {
        const { name } = await inquirer.prompt([{ name: 'name' }])
        return { name, more: (await inquirer.prompt({ name: 'more', default: name + '!' })).more }
      },
      actions: [{ type: 'add', path: '{{kebabCase name}}.txt', template: '{{more}}' }],
    }`)
    expect((await run(here, ['generate', 'it', '--yes', '--answer', 'name=Big Thing'])).code).toBe(0)
    expect(read(here, 'big-thing.txt')).toBe('Big Thing!')
  })
})

describe('actions', () => {
  test('all or nothing: when the third fails, the first two leave nothing', async () => {
    const here = deskWith(
      `{ prompts: [], actions: [
        { type: 'add', path: 'a.txt', template: 'a' },
        { type: 'append', path: 'list.txt', template: 'b' },
        { type: 'modify', path: 'list.txt', pattern: 'not there', template: 'c' },
      ] }`,
      { 'list.txt': 'list\n' },
    )
    const { code, stderr } = await refused(here)
    expect(code).toBe(4)
    expect(stderr).toContain('.flux-fleet/plopfile.mjs: it: action 3 (modify list.txt)')
    expect(stderr).toContain('has nothing that matches "not there"')
    expect(stderr).not.toContain('    at ')
  })

  test('see what those before them made, with data, partials, helpers, transforms and skips', async () => {
    const here = desk()
    write(here.cwd, {
      '.flux-fleet/plopfile.mjs': `export default (plop) => {
        plop.setHelper('loud', (text) => text + '!')
        plop.setPartial('sign', '-- {{loud who}}')
        plop.setGenerator('it', { prompts: [], actions: (answers) => {
          answers.who = 'me'
          return [
            { type: 'add', path: 'a.txt', template: '[x] {{word}}\\n{{> sign}}\\n', data: { word: 'hello' } },
            { type: 'modify', path: 'a.txt', pattern: /he(l+)o/, template: 'he$1$1o $$', transform: (text) => text.toUpperCase() },
            { type: 'append', path: 'a.txt', pattern: '[X]', separator: ' ', template: '{{{who}}}' },
            { type: 'add', path: 'b.txt', skip: () => 'no need' },
          ]
        } })
      }`,
    })
    expect(await run(here, ['generate', 'it'])).toMatchObject({ code: 0, stderr: '' })
    expect(read(here, 'a.txt')).toBe('[X] me HELLLLO $$\n-- ME!')
    expect(existsSync(join(here.cwd, 'b.txt'))).toBe(false)
  })

  test('addMany places what it finds, its names rendered', async () => {
    const here = deskWith(
      `{ prompts: [{ name: 'app' }], actions: [
      { type: 'addMany', destination: 'apps/{{app}}', base: 'many', templateFiles: 'many/**' },
    ] }`,
      {
        '.flux-fleet/many/{{app}}.yaml.hbs': 'name: {{app}}\n',
        '.flux-fleet/many/deep/run.sh': 'echo {{app}}\n',
      },
    )
    chmodSync(join(here.cwd, '.flux-fleet/many/deep/run.sh'), 0o755)
    expect((await run(here, ['generate', 'it', '--answer', 'app=web'])).code).toBe(0)
    expect(read(here, 'apps/web/web.yaml')).toBe('name: web\n')
    expect(read(here, 'apps/web/deep/run.sh')).toBe('echo web\n')
    expect(statSync(join(here.cwd, 'apps/web/deep/run.sh')).mode & 0o111).toBe(0o111)
  })

  test('a name that nothing answers is an error that names it', async () => {
    const here = deskWith(
      `{ prompts: [{ name: 'name' }], actions: [{ type: 'add', path: 'a.txt', template: 'x\\n{{nmae}}' }] }`,
    )
    const { code, stderr } = await refused(here, ['--answer', 'name=x'])
    expect(code).toBe(2)
    expect(stderr).toContain('its template, line 2')
    expect(stderr).toContain('nothing is called "nmae"; answers and data are: name')
  })

  test.each([
    ['../out.txt', 'leaves the fleet'],
    ['docs/../../out.txt', 'leaves the fleet'],
    ['/tmp/flux-fleet-out.txt', 'leaves the fleet'],
    ['docs\\\\..\\\\..\\\\out.txt', 'leaves the fleet'],
    ['.git/hooks/pre-commit', 'belongs to Git'],
    ['{{up}}/out.txt', 'leaves the fleet'],
  ])('%s is refused', async (path, reason) => {
    const here = deskWith(
      `{ prompts: [{ name: 'up', default: '../..' }], actions: [{ type: 'add', path: '${path}', template: 'x' }] }`,
    )
    expect(await refused(here, ['--yes'])).toMatchObject({ code: 2, stderr: expect.stringContaining(reason) })
    expect(existsSync('/tmp/flux-fleet-out.txt')).toBe(false)
  })

  test('a path through a link that leaves the fleet is refused', async () => {
    const here = deskWith(
      `{ prompts: [], actions: [{ type: 'append', path: 'link/list.txt', template: 'x' }] }`,
    )
    write(here.home, { 'list.txt': 'theirs\n' })
    symlinkSync(here.home, join(here.cwd, 'link'))
    expect(await refused(here)).toMatchObject({ code: 4, stderr: expect.stringContaining('symbolic link') })
    expect(readFileSync(join(here.home, 'list.txt'), 'utf8')).toBe('theirs\n')
  })

  test('an absolute path below the fleet is one of the fleet', async () => {
    const here = desk()
    write(here.cwd, {
      '.flux-fleet/plopfile.mjs':
        "export default (plop) => { plop.setGenerator('it', { prompts: [], actions: [{ type: 'add', path: plop.getDestBasePath() + '/a/b.txt', template: 'x' }] }) }",
    })
    expect((await run(here, ['generate', 'it'])).code).toBe(0)
    expect(read(here, 'a/b.txt')).toBe('x')
  })

  test.each([
    ['async function send() {}', 'action 1 (the function send)'],
    ["{ type: 'mail', path: 'x' }", 'action 1 (mail x)'],
    ["{ path: 'x' }", 'action 1 (without a type x)'],
  ])('%s is refused by name', async (action, name) => {
    const { code, stderr } = await refused(deskWith(`{ prompts: [], actions: [${action}] }`))
    expect(code).toBe(2)
    expect(stderr).toContain(`it: ${name}: it can't be shown before it writes`)
  })

  test.each([
    ["{ type: 'add' }", 'it has no "path"'],
    ["{ type: 'add', path: 'a', templateFile: 'none.hbs' }", 'there is no template'],
    ["{ type: 'add', path: 'a', template: '{{#if x}}' }", 'Parse error'],
    ["{ type: 'append', path: 'none.txt', template: 'x' }", 'there is no none.txt to change'],
    ["{ type: 'modify', path: 'a' }", 'it needs a "pattern" or a "transform"'],
    ["{ type: 'add', path: 'a', transform: () => 1 }", 'its "transform" has to return a string'],
    ["{ type: 'addMany', destination: 'a', templateFiles: 'none/**' }", 'no template matches none/**'],
    ["{ type: 'add', path: 'a' }, { type: 'add', path: 'a' }", 'a is made twice'],
    ["{ type: 'add', path: 'a' }, { type: 'add', path: 'A' }", 'differs from "a" only in case'],
  ])('%s is explained', async (actions, reason) => {
    expect((await refused(deskWith(`{ prompts: [], actions: [${actions}] }`))).stderr).toContain(reason)
  })
})

describe('a broken plopfile', () => {
  test.each([
    ['export default (plop) => {\n  const = 1\n}', /plopfile\.mjs:2: /],
    ['export const nothing = 1', /plopfile\.mjs: it has no default export/],
    ["export default () => { throw new Error('out of order') }", /plopfile\.mjs: out of order/],
    [
      "export default (plop) => { plop.setGenerator('it', { prompts: [{}], actions: [] }) }",
      /each of its prompts has to be an object with a "name"/,
    ],
    ["export default (plop) => { plop.setGenerator('it', {}) }", /its actions have to be a list/],
  ])('is named: %s', async (plopfile, message) => {
    const here = desk()
    write(here.cwd, { '.flux-fleet/plopfile.mjs': plopfile })
    const { code, stderr } = await refused(here)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })
})

describe('the pack of a fleet with several repositories', () => {
  const OWN = { 'templates/component/namespace.yaml.hbs': '# ours\n---\nkind: Namespace\n' }
  const WORDS = ['--layout=multi-repo', '--secrets=none', '--owner=acme', '--component=podinfo']
  const isOurs = (here: Desk, folder: string) =>
    read(here, `${folder}-platform/apps/base/podinfo/namespace.yaml`).startsWith('# ours')

  /** A desk with a pack in a folder. */
  function deskWithOwn(folder: string): Desk {
    const here = desk()
    write(
      here.cwd,
      Object.fromEntries(
        Object.entries(OWN).map(([path, content]) => [`${folder}/.flux-fleet/${path}`, content]),
      ),
    )
    return here
  }

  test.each([
    [[]],
    [['--repository=shop']],
    [['--name=other', '--repository=shop', '--platform-repository=shop-platform']],
  ])('lies in the repository of the fleet (%j)', async (more) => {
    const here = deskWithOwn('shop/shop')
    expect(await run(here, ['shop', '--yes', ...WORDS, ...more])).toMatchObject({ code: 0, stderr: '' })
    expect(isOurs(here, 'shop/shop')).toBe(true)
  })

  test('also where the directory is that of its name', async () => {
    const here = deskWithOwn('shop/infra')
    expect((await run(here, ['--yes', '--name=shop', '--repository=infra', ...WORDS])).code).toBe(0)
    expect(read(here, 'shop/shop-platform/apps/base/podinfo/namespace.yaml')).toContain('# ours')
  })

  test('or beside the file that it is made from', async () => {
    const here = deskWithOwn('shop/shop')
    expect((await run(here, ['shop', '--yes', ...WORDS])).code).toBe(0)
    expect((await run(here, ['copy', '--from', 'shop/shop/flux-fleet.yaml'])).code).toBe(0)
    expect(isOurs(here, 'copy/shop')).toBe(true)
  })

  test('of a copy is found again', async () => {
    const here = deskWithOwn('copy/shop')
    expect((await run(here, ['shop', '--yes', ...WORDS])).code).toBe(0)
    expect(isOurs(here, 'shop/shop')).toBe(false)
    expect((await run(here, ['copy', '--from', 'shop/shop/flux-fleet.yaml'])).code).toBe(0)
    expect(isOurs(here, 'copy/shop')).toBe(true)
  })

  test('is none of a single repository', async () => {
    const here = deskWithOwn('shop/shop')
    const words = WORDS.filter((word) => !word.startsWith('--layout'))
    expect((await run(here, ['shop', '--yes', ...words])).code).toBe(0)
    expect(read(here, 'shop/apps/base/podinfo/namespace.yaml')).not.toContain('# ours')
  })
})
