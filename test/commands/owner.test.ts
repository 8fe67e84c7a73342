import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { rememberAnswers, rememberedFile } from '../../src/commands/create/remembered-answers.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import { living } from './living.ts'
import { type Desk, desk, run } from './run.ts'

const CREATE = ['create', 'shop', '--yes', '--secrets=none']

/** A desk whose person has answered something before. */
function deskAfter(text: string): Desk & { file: string } {
  const here = desk()
  const folder = join(here.home, 'config', 'flux-fleet')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'defaults.yaml')
  writeFileSync(file, text)
  Object.assign(here.environment, { XDG_CONFIG_HOME: join(here.home, 'config') })
  return { ...here, file }
}

const gitOf = (here: Desk) => parse(readFileSync(join(here.cwd, 'shop/flux-fleet.yaml'), 'utf8')).git

describe('the owner', () => {
  test('that nobody named is not made up', async () => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, CREATE)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Say --owner <user, organization, group or project>.')
  })

  test.each(['github', 'gitea', 'bitbucket-server'])('has no groups in groups at %s', async (provider) => {
    const words = [...CREATE, '--owner=acme/web', `--git-provider=${provider}`, '--hostname=git.acme.example']
    const { code, stderr } = await run(desk(), words)
    expect(code).toBe(2)
    expect(stderr).toContain(`--owner acme/web: is "acme/web", and ${provider} has no groups in groups`)
  })

  test('has them at GitLab', async () => {
    const here = desk()
    expect((await run(here, [...CREATE, '--owner=acme/web', '--git-provider=gitlab'])).code).toBe(0)
    expect(gitOf(here).owner).toBe('acme/web')
  })
})

describe('what was answered the last time', () => {
  const LAST = 'git:\n  provider: gitlab\n  owner: acme/web\nci: none\n'

  test('is answered again, and it is said', async () => {
    const here = deskAfter(LAST)
    const { code, stdout } = await run(here, CREATE)
    expect(code).toBe(0)
    expect(gitOf(here)).toMatchObject({ provider: 'gitlab', owner: 'acme/web' })
    expect(stdout).toContain(
      `As the last time: provider gitlab, owner acme/web, ci none (${here.file}; --no-defaults begins anew).`,
    )
    // The command that is printed says it all, for whoever answered otherwise.
    expect(stdout).toMatch(/-- --yes .*--git-provider gitlab .*--owner acme\/web/)
  })

  test('is left alone by flags, remotes, files and --no-defaults', async () => {
    const typed = deskAfter(LAST)
    expect((await run(typed, [...CREATE, '--git-provider=github', '--owner=other'])).stdout).not.toContain(
      'owner acme/web',
    )
    expect(gitOf(typed).owner).toBe('other')
    const anew = await run(deskAfter(LAST), [...CREATE, '--no-defaults'])
    expect(anew.code).toBe(2)
    expect(anew.stderr).toContain('--owner')
  })

  test.each([
    ['no YAML', 'git: ["'],
    ['a list', '- 1\n'],
    ['a wrong owner', 'git:\n  owner: "a b"\n'],
    ['a number', 'git: 17\n'],
  ])('is nothing where it can not be used: %s', async (_, text) => {
    const here = deskAfter(text)
    expect((await run(here, [...CREATE, '--owner=acme'])).stdout).not.toContain('As the last time')
    expect((await run(here, ['create', 'other', ...CREATE.slice(2)])).code).toBe(2)
  })

  test('is kept without anything secret, and read again', async () => {
    const here = deskAfter('')
    const parsed = parseFleet({
      version: 1,
      name: 'shop',
      git: {
        provider: 'gitea',
        owner: 'acme',
        hostname: 'git.acme.example',
        personal: true,
        branch: 'trunk',
      },
      secrets: {
        provider: 'sops',
        recipients: ['age1rr0n070qhhda52cdz35e9l933guatmrmsqk52vl4ezxncqz3efkqu82hu3'],
      },
    })
    if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
    rememberAnswers(rememberedFile(here.environment), parsed.fleet)
    expect(parse(readFileSync(here.file, 'utf8'))).toEqual({
      git: { provider: 'gitea', owner: 'acme', hostname: 'git.acme.example', personal: true },
      ci: 'none',
    })
    expect((await run(here, CREATE)).code).toBe(0)
    expect(gitOf(here)).toMatchObject({ owner: 'acme', hostname: 'git.acme.example', personal: true })
  })
})

describe('a repository that is another one later', () => {
  test('is so in every file that shows it, seeds included where nobody edited the line', async () => {
    const fleet = await living('--component=podinfo')
    const shown = fleet.read('README.md').match(/^.*acme.*$/gm)!
    fleet.edit('README.md', '# ', 'Of acme, as we are called.\n\n# ')
    fleet.edit('flux-fleet.yaml', 'owner: acme', 'owner: harbor')
    await fleet.done('apply', '--yes')
    const readme = fleet.read('README.md')
    expect(readme.match(/acme/g)).toHaveLength(1)
    expect(readme).toContain('Of acme, as we are called.')
    for (const line of shown) expect(readme).toContain(line.replaceAll('acme', 'harbor'))
    // That has an example of a chart by the name.
    for (const [path, text] of Object.entries(fleet.files()))
      if (path !== 'README.md' && path !== 'renovate.json')
        expect({ path, text: text.includes('acme') }).toEqual({ path, text: false })
    expect((await fleet.done('diff')).stdout).not.toContain('README.md')
  })
})
