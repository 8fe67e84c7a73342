import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GENERATOR_VERSION } from '../../src/commands/command-line/version.ts'
import { checkout } from '../program.ts'
import { type Living, living, livingInSeveral } from './living.ts'

const OVERLAY = 'apps/staging/kustomization.yaml'
const NAMESPACE = 'templates/component/namespace.yaml.hbs'

/** What `diff --json` says. */
async function report(fleet: Living) {
  const { code, stdout } = await fleet.run('diff', '--json')
  return { code, ...JSON.parse(stdout) }
}

/** Gives a fleet a template of its own, which differs from ours. */
function ownTemplate(fleet: Living): void {
  cpSync(join(checkout, NAMESPACE), join(fleet.folder, '.flux-fleet', NAMESPACE))
  fleet.edit(`.flux-fleet/${NAMESPACE}`, '---\n', '---\n# of our company\n')
}

describe('diff', () => {
  test('says of hand edits and deleted files that they are, and is content', async () => {
    const fleet = await living()
    fleet.edit(OVERLAY, 'resources:', '# ours\nresources:')
    rmSync(join(fleet.folder, 'renovate.json'))
    expect(await report(fleet)).toMatchObject({
      code: 0,
      drift: [],
      changes: [],
      stale: [],
      edited: [
        { path: OVERLAY, state: 'changed' },
        { path: 'renovate.json', state: 'deleted' },
      ],
    })
    const { stdout } = await fleet.done('diff', '--diff')
    expect(stdout).toContain('Edited by hand\n')
    expect(stdout).toContain('\n+# ours\n')
  })

  test('Windows line ends are no hand edit', async () => {
    const fleet = await living()
    fleet.write(OVERLAY, fleet.read(OVERLAY).replaceAll('\n', '\r\n'))
    expect(await report(fleet)).toMatchObject({ code: 0, edited: [], stale: [] })
  })

  test('what flux-fleet.yaml says and was not applied is drift: exit code 3', async () => {
    const fleet = await living()
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyverno\n')
    const before = fleet.files()
    const { code, drift, changes, edited, stale } = await report(fleet)
    expect({ code, drift, edited, stale }).toEqual({
      code: 3,
      drift: ['components: kyverno was added'],
      edited: [],
      stale: [],
    })
    expect(changes).toContainEqual({
      path: 'infrastructure/controllers/base/kyverno/release.yaml',
      kind: 'managed',
      action: 'create',
    })
    const { stdout, stderr } = await fleet.run('diff')
    expect(stdout).toContain('components: kyverno was added')
    expect(stderr).toContain('run "npm create flux-fleet@latest apply"')
    expect(fleet.files()).toEqual(before)
  })

  test('another order of entries and comments are no drift', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(
      'flux-fleet.yaml',
      /environments:\n {2}- name: staging\n {2}- name: production\n/,
      'environments:\n  # first\n  - name: production\n  - name: staging\n',
    )
    expect(await report(fleet)).toMatchObject({ code: 0, drift: [] })
  })

  test('files of older templates are stale, and stay it through a change', async () => {
    const fleet = await living('--secrets=none')
    ownTemplate(fleet)
    const stale = (await report(fleet)).stale as { path: string }[]
    expect(stale.map(({ path }) => path)).toContain('apps/base/podinfo/namespace.yaml')
    expect(stale.every(({ path }) => path.endsWith('/namespace.yaml'))).toBe(true)
    const before = fleet.read('apps/base/podinfo/namespace.yaml')
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyverno\n')
    await fleet.done('apply')
    expect(fleet.read('apps/base/podinfo/namespace.yaml')).toBe(before)
    expect(fleet.read('infrastructure/controllers/base/kyverno/namespace.yaml')).toContain('of our company')
    expect(await report(fleet)).toMatchObject({ code: 0, drift: [], edited: [], stale })
  })

  test('a stale file that was edited is both', async () => {
    const fleet = await living()
    ownTemplate(fleet)
    fleet.edit('apps/base/podinfo/namespace.yaml', 'kind:', '# mine\nkind:')
    const { edited, stale } = await report(fleet)
    expect(edited).toEqual([{ path: 'apps/base/podinfo/namespace.yaml', state: 'changed' }])
    expect(stale).toContainEqual({
      path: 'apps/base/podinfo/namespace.yaml',
      state: `written by ${GENERATOR_VERSION}`,
    })
  })

  test('a repository that is not there is named', async () => {
    const fleet = await livingInSeveral()
    rmSync(join(fleet.folder, '../fleet-platform'), { recursive: true })
    expect(await report(fleet)).toMatchObject({ code: 0, missing: ['fleet-platform'] })
  })
})
