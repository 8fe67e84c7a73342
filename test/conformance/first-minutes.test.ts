import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { cleanEnvironment, cli, workplace } from '../program.ts'
import { KEY, Session } from '../terminal/session.ts'
import { accept, answerAll, DEFAULTS, from, pick, type, until } from '../terminal/steps.ts'

const sessions: Session[] = []
afterEach(() => {
  for (const session of sessions.splice(0)) session.stop()
})

/** A folder of a person, in which programs run and are started in a terminal. */
function desk() {
  const place = workplace()
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd: place.cwd, env: cleanEnvironment(place.home), encoding: 'utf8' })
  const start = (words: readonly string[], cwd = place.cwd) => {
    const session = new Session(words, { ...place, cwd })
    sessions.push(session)
    return session
  }
  return { ...place, run, start, ours: (...words: string[]) => run(process.execPath, cli(), ...words) }
}

describe('inside of a repository of something else', () => {
  it('is asked first, and a folder of it can be chosen', async () => {
    const { cwd, run, start } = desk()
    run('git', 'init', '--quiet', '--initial-branch=trunk')
    run('git', 'remote', 'add', 'origin', 'https://gitlab.com/acme/web/shop.git')
    const session = start(['deploy/fleet'])
    await answerAll(session, [pick('deploy/fleet lies inside of the Git', 'A folder of that repository')])
    await answerAll(session, [
      ...until(DEFAULTS, 'Owner: '),
      accept('Owner: '),
      ...from(DEFAULTS, 'Is the owner'),
    ])
    expect((await session.exit).code).toBe(0)
    const { git } = parse(readFileSync(join(cwd, 'deploy/fleet/flux-fleet.yaml'), 'utf8'))
    expect(git).toMatchObject({
      owner: 'acme/web',
      repository: 'shop',
      branch: 'trunk',
      subfolder: 'deploy/fleet',
    })
    expect(existsSync(join(cwd, '.gitlab-ci.yml'))).toBe(true)
  })

  it('a fleet without a name yet is asked about, too, and stopping is what Enter does', async () => {
    const { cwd, run, start } = desk()
    run('git', 'init', '--quiet')
    const session = start([])
    await answerAll(session, [accept('The fleet lies inside of the Git repos')])
    expect((await session.exit).code).toBe(130)
    expect(readdirSync(cwd)).toEqual(['.git'])
  })
})

describe('something in the folder', () => {
  it('that is in the way is asked about before all else', async () => {
    const { cwd, start } = desk()
    mkdirSync(join(cwd, 'shop'))
    writeFileSync(join(cwd, 'shop/README.md'), '# Mine\n')
    writeFileSync(join(cwd, 'shop/AGENTS.md'), 'mine\n')
    const session = start(['shop'])
    await answerAll(session, [pick('AGENTS.md is there with another', 'Replace it'), ...DEFAULTS])
    expect((await session.exit).code).toBe(0)
    expect(readFileSync(join(cwd, 'shop/README.md'), 'utf8')).toBe('# Mine\n')
    expect(readFileSync(join(cwd, 'shop/AGENTS.md'), 'utf8')).not.toBe('mine\n')
  })

  it('that Flux is at work on is told, and Enter makes nothing there', async () => {
    const { cwd, start } = desk()
    mkdirSync(join(cwd, 'shop/clusters/old/flux-system'), { recursive: true })
    writeFileSync(join(cwd, 'shop/clusters/old/flux-system/gotk-sync.yaml'), '---\n')
    const session = start(['shop'])
    await answerAll(session, [accept('Flux is at work in this folder')])
    expect((await session.exit).code).toBe(130)
    expect(readdirSync(join(cwd, 'shop'))).toEqual(['clusters'])
  })
})

describe('answers', () => {
  it('are kept in the command that a stopped run prints', async () => {
    const { start, cwd } = desk()
    const session = start(['shop'])
    await answerAll(session, [...until(DEFAULTS, 'Name of the repository')])
    await session.see('Name of the repository')
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
    const [, line] = /To go on with what was answered:\s+(.*)/.exec(session.text) ?? []
    expect(line).toMatch(/^npm create flux-fleet@latest shop -- .*--git-provider github --owner acme/)
    expect(readdirSync(cwd)).toEqual([])
    const again = start(
      line!
        .split(' ')
        .slice(3)
        .filter((word) => word !== '--'),
    )
    await answerAll(again, from(DEFAULTS, 'Name of the repository'))
    expect((await again.exit).code).toBe(0)
    expect(existsSync(join(cwd, 'shop/flux-fleet.yaml'))).toBe(true)
  })

  it('are offered again for the next fleet', async () => {
    const { start, cwd, home } = desk()
    const first = start(['one'])
    await answerAll(first, DEFAULTS)
    expect((await first.exit).code).toBe(0)
    expect(readFileSync(join(home, '.config/flux-fleet/defaults.yaml'), 'utf8')).toContain('owner: acme')
    const second = start(['two'])
    await answerAll(second, [
      ...until(DEFAULTS, 'Owner: '),
      accept('Owner: '),
      ...from(DEFAULTS, 'Is the owner'),
    ])
    expect((await second.exit).code).toBe(0)
    expect(second.text).toContain('As the last time: provider github, owner acme')
    expect(parse(readFileSync(join(cwd, 'two/flux-fleet.yaml'), 'utf8')).git.owner).toBe('acme')
  })
})

describe('in a fleet', () => {
  it('the name of the program alone opens a menu', async () => {
    const { start, cwd, ours } = desk()
    ours('shop', '--yes', '--owner=acme', '--secrets=none')
    const session = start(['--cwd=shop'])
    await answerAll(session, [pick('What to do in the fleet', 'remove'), pick('What to remove', 'component')])
    await session.see('podinfo')
    session.type(KEY.interrupt)
    expect((await session.exit).code).toBe(130)
    expect(existsSync(join(cwd, 'shop/apps/base/podinfo'))).toBe(true)
  })

  it('undo of its making asks for the keys by themselves', async () => {
    for (const [answer, left] of [
      ['n', ['.age']],
      ['y', []],
    ] as const) {
      const { start, cwd, ours } = desk()
      ours('shop', '--yes', '--owner=acme')
      const session = start(['undo', '--cwd=shop'])
      await answerAll(session, [
        type('Delete the private keys, too', answer),
        accept('Take back "Start the fleet"?'),
      ])
      expect((await session.exit).code).toBe(0)
      expect(existsSync(join(cwd, 'shop')) ? readdirSync(join(cwd, 'shop')) : []).toEqual(left)
    }
  })
})
