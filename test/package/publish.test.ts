import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkout, workplace } from '../program.ts'

const HERE = { GITHUB_REPOSITORY: 'acme/create-flux-fleet', TAG: 'v1.2.3' }
const WHOLE = {
  name: 'create-flux-fleet',
  version: '1.2.3',
  repository: { type: 'git', url: 'git+https://github.com/acme/create-flux-fleet.git' },
  bugs: 'https://github.com/acme/create-flux-fleet/issues',
  homepage: 'https://github.com/acme/create-flux-fleet#readme',
}

function check(manifest: object, environment: Record<string, string> = HERE) {
  const { cwd } = workplace()
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest))
  const script = join(checkout, 'scripts/check-release.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script], {
    cwd,
    env: environment,
    encoding: 'utf8',
  })
  return { status, problems: stderr.split('\n').slice(1, -1) }
}

describe('nothing is published', () => {
  it.each([
    [
      'without fields',
      { ...WHOLE, repository: undefined, bugs: {}, homepage: '' },
      HERE,
      ['"repository"', '"bugs"', '"homepage"'],
    ],
    ['from another repository', { ...WHOLE, repository: 'github:acme/other' }, HERE, ['this is built in']],
    ['under a tag of another version', WHOLE, { ...HERE, TAG: 'v1.2.4' }, ['the tag is v1.2.4']],
    [
      'with a page that is none',
      { ...WHOLE, bugs: { url: 'bugs@acme.example' } },
      HERE,
      ['no address of a page'],
    ],
  ])('%s', (_, manifest, environment, reasons) => {
    const { status, problems } = check(manifest, environment)
    expect(status).toBe(1)
    expect(problems).toHaveLength(reasons.length)
    for (const [index, reason] of reasons.entries()) expect(problems[index]).toContain(reason)
  })

  it('by npm itself, as long as nobody knows where this package will have its home', () => {
    const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
    expect(manifest.scripts.prepublishOnly).toBe('node scripts/check-release.mjs')
    const isComplete = ['repository', 'bugs', 'homepage'].every((field) => field in manifest)
    expect(check(manifest, {}).status).toBe(isComplete ? 0 : 1)
  })
})

it.each([
  ['as npm writes it', WHOLE, HERE],
  ['in short', { ...WHOLE, repository: 'acme/create-flux-fleet' }, HERE],
  ['by hand, outside of a workflow', { ...WHOLE, repository: 'https://git.acme.example/x.git' }, {}],
])('a package that says where it comes from is published, %s', (_, manifest, environment) => {
  expect(check(manifest, environment)).toEqual({ status: 0, problems: [] })
})

describe('workflows of this repository', () => {
  const folder = join(checkout, '.github/workflows')
  const workflows = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const uses = (text: string) =>
    [...text.matchAll(/uses: *(\S+)@(\S+)(?: +# +(\S+))?$/gm)].map((found) => found.slice(1))

  it('name actions by commit, with the tag beside it, as the fleets that are made do', () => {
    const ours = workflows.flatMap(uses)
    expect(ours.length).toBeGreaterThan(1)
    for (const [action, commit, tag] of ours) {
      expect(commit, action).toMatch(/^[0-9a-f]{40}$/)
      expect(tag, action).toMatch(/^v\d+\.\d+\.\d+$/)
    }
    const made = uses(readFileSync(join(checkout, 'templates/ci/github/validate.yaml.hbs'), 'utf8'))
    const [checkedOut] = made.filter(([action]) => action === 'actions/checkout')
    expect(ours).toContainEqual(checkedOut)
  })

  it('publish with provenance, and with no more rights than that takes', () => {
    const [publish] = workflows.map((text) => parse(text)).filter(({ name }) => name === 'publish')
    expect(publish.permissions).toEqual({})
    expect(publish.jobs.npm.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    const runs = publish.jobs.npm.steps.flatMap(({ run }: { run?: string }) => run ?? [])
    expect(runs.at(-1)).toBe('npm publish --provenance --access public')
    expect(runs[0]).toBe('node scripts/check-release.mjs')
    expect(workflows.join()).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/)
  })
})
