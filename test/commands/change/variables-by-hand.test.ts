import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { variablesByHand } from '../../../src/commands/change/variables-by-hand.ts'
import { renderFleet, renderRepositories } from '../../../src/features/render-fleet.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

const library = await Library.create(await builtinFiles())
const folder = mkdtempSync(join(tmpdir(), 'by-hand-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fleet = fleetSchema.parse({
  version: 1,
  name: 'acme',
  git: { owner: 'acme' },
  environments: [{ name: 'staging' }],
  clusters: [{ name: 'one', environment: 'staging' }],
  components: [
    {
      name: 'web',
      chart: { oci: 'oci://ghcr.io/acme/web', version: '1.x' },
      values: { team: '$'.concat('{TEAM}') },
    },
  ],
})

/** What the folder of the cluster holds, by the names of files. */
function lay(files: Readonly<Record<string, string>>): void {
  const place = join(folder, 'clusters/one')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
}

const found = () => variablesByHand({ folder })('clusters/one')

describe('variables that people added to the files of a cluster', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['in cluster-vars', { 'cluster-vars.yaml': 'kind: ConfigMap\ndata:\n  TEAM: blue\n' }, ['TEAM']],
    [
      'in another ConfigMap, behind another object',
      { 'team.yml': 'kind: Namespace\n---\nkind: ConfigMap\ndata: {TEAM: blue, "COLOR": x}\n' },
      ['TEAM', 'COLOR'],
    ],
    ['with line ends of Windows', { 'vars.yaml': 'kind: ConfigMap\r\ndata:\r\n  TEAM: blue\r\n' }, ['TEAM']],
    ['but not in text that is no YAML', { 'vars.yaml': 'kind: ConfigMap\ndata: {TEAM\n' }, []],
    ['nor in other kinds', { 'vars.yaml': 'kind: Secret # no ConfigMap\ndata:\n  TEAM: blue\n' }, []],
  ])('are known: %s', (_, files, names) => {
    lay(files)
    expect(found()).toEqual(names)
  })

  it('are enough for what uses them', () => {
    expect(() => renderFleet(fleet, library)).toThrow(/needs \$\{TEAM\} on the cluster "one"/)
    lay({ 'cluster-vars.yaml': 'kind: ConfigMap\ndata:\n  TEAM: blue\n' })
    const setByHand = variablesByHand({ folder })
    expect(renderRepositories(fleet, library, { checks: true, setByHand })).toHaveLength(1)
  })
})
