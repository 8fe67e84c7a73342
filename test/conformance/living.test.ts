import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Fleet, FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { recipient } from '../properties/arbitraries.ts'
import { randomChange } from '../properties/living/changes.ts'
import { Repository } from '../properties/living/repository.ts'
import { editYaml, type Hand } from '../properties/living/yaml-edits.ts'
import { seeded } from '../tree/merge/trial/draw.ts'
import {
  filesBelow,
  KINDS_WITHOUT_SCHEMA,
  openLibrary,
  repositoriesIn,
  schemaLocations,
  temporaryFolder,
  validFleet,
} from './fleets.ts'
import { buildAll, unmetPatches } from './kustomize.ts'
import { markdownlint, shellcheck, uniqueFiles, yamllint } from './linters.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const environments = [{ name: 'staging' }, { name: 'production' }]
const cluster = (name: string, environment: string) => ({
  name,
  environment,
  region: 'eu-1',
  domain: `${name}.example.com`,
})
const clusters = [cluster('staging', 'staging'), cluster('production', 'production')]
const common = { version: 1, name: 'fleet', git: { owner: 'acme' }, environments, clusters } as const
const components = [
  { name: 'cert-manager' },
  { name: 'envoy-gateway' },
  { name: 'podinfo', clusters: ['staging'] },
  { name: 'shop', manifests: { image: 'ghcr.io/acme/shop:1.2.3' } },
]
const secrets: FleetInput['secrets'] = { provider: 'sops', recipients: [recipient(1)] }
const tenants = [
  { name: 'team-a', recipients: [recipient(2)] },
  { name: 'team-b', recipients: [recipient(3)] },
]

/** Fleets to live in, and the seed of what happens to them. */
const FLEETS: { name: string; seed: number; input: FleetInput }[] = [
  { name: 'monorepo', seed: 1, input: { ...common, components } },
  { name: 'monorepo-artifacts-sops', seed: 2, input: { ...common, components, secrets, artifacts: true } },
  {
    name: 'multi-tenant',
    seed: 3,
    input: { ...common, components, secrets, tenants, layout: 'multi-tenant' },
  },
  {
    name: 'multi-tenant-artifacts',
    seed: 4,
    input: { ...common, components, secrets, tenants, layout: 'multi-tenant', artifacts: true },
  },
  { name: 'multi-repo', seed: 5, input: { ...common, components, secrets, tenants, layout: 'multi-repo' } },
]
const CHANGES = 7

const root = temporaryFolder('living')
const done: { name: string; fleet: Fleet; edited: string[]; changes: string[] }[] = []
let reports: FleetReport[]
let roots: string[]

/**
 * Edits many files by hand, so that they say the same, and adds an object of the person's own to an overlay.
 */
function editByHand(repository: Repository, fleet: Fleet, hand: Hand): string[] {
  const paths = filesBelow(repository.root).filter(
    (path) =>
      /^(.*\/)?(clusters|infrastructure|apps|tenants|policies)\/.*\.yaml$/.test(path) &&
      !path.includes('gotk-'),
  )
  const edited: string[] = []
  for (const path of paths) {
    if (!hand.draw.oneIn(2)) continue
    const text = readFileSync(join(repository.root, path), 'utf8')
    writeFileSync(join(repository.root, path), editYaml(hand, text, undefined).replace(/^\uFEFF/, ''))
    edited.push(path)
  }
  const overlay = paths.find((path) => /(^|\/)apps\/staging\/kustomization\.yaml$/.test(path))!
  const text = readFileSync(join(repository.root, overlay), 'utf8')
  expect(text).toMatch(/^resources:/m)
  const own = join(repository.root, dirname(overlay), 'mine')
  mkdirSync(own)
  writeFileSync(join(own, 'kustomization.yaml'), 'kind: Kustomization\nresources:\n  - own.yaml\n')
  const namespace = fleet.layout === 'monorepo' ? 'default' : 'flux-system'
  writeFileSync(
    join(own, 'own.yaml'),
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n  namespace: ${namespace}\n`,
  )
  return edited
}

async function live({ name, seed, input }: (typeof FLEETS)[number]): Promise<void> {
  const library = await openLibrary()
  const fleet = validFleet(input, library)
  const repository = Repository.create(fleet, library, join(root, name))
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  const draw = seeded(seed)
  const edited = editByHand(repository, fleet, { draw, next, onlyForm: true })
  const changes: string[] = []
  while (changes.length < CHANGES) {
    const change = randomChange(draw, repository.fleet, library.catalog)
    if (change === undefined) continue
    const before = repository.fleet
    if (change.verb === 'edit') repository.editFleet(change.after)
    const { plan } = await repository.plan({ before, after: change.after })
    // A file that is to go and was edited stays where it is: that is the person's to solve.
    if (plan.conflicts.length > 0) {
      if (change.verb === 'edit') repository.editFleet(before)
      continue
    }
    await (change.verb === 'edit' ? repository.apply() : repository.change(change.after))
    changes.push(change.text)
  }
  done.push({ name, fleet: repository.fleet, edited, changes })
}

beforeAll(async () => {
  for (const one of FLEETS) await live(one)
  const checked = done.flatMap(({ name, fleet }) => repositoriesIn(join(root, name, 'fleet'), fleet))
  roots = checked.map((repository) => repository.root)
  reports = checkFleets(checked, { skipKinds: [...KINDS_WITHOUT_SCHEMA], schemaLocations: schemaLocations() })
})

describe('fleets that were edited by hand and changed many times', () => {
  it('have had many files edited and every kind of change made', () => {
    const changes = done.flatMap((one) => one.changes)
    for (const verb of [
      'add clusters',
      'add cluster',
      'add environments',
      'add components',
      'add tenants',
      'remove',
      'edit',
    ])
      expect(changes.filter((text) => text.startsWith(verb)).length, verb).toBeGreaterThan(0)
    expect(done.flatMap(({ edited }) => edited).length).toBeGreaterThan(100)
  })

  it('are what Flux accepts: every build, every object, every reference', () => {
    expect(reports).toHaveLength(roots.length)
    expect(complaints(reports)).toEqual([])
  })

  it('have only folders that kustomize builds', async () => {
    const { failed, built } = await buildAll(roots)
    expect(failed).toEqual([])
    expect(built).toBeGreaterThan(100)
  })

  it('have only patches that meet an object', () => {
    expect(roots.flatMap(unmetPatches)).toEqual([])
  })

  it('are what the linters like, but for the style of files that a person edited', () => {
    const byHand = new Set(
      done.flatMap(({ name, edited }) => edited.map((path) => join(root, name, 'fleet', path))),
    )
    const { paths } = uniqueFiles(roots, /\.ya?ml$/)
    const ours = paths.filter((path) => !byHand.has(path) && !path.includes('/mine/') && existsSync(path))
    expect(ours.length).toBeGreaterThan(100)
    expect(yamllint(ours)).toEqual([])
    expect(shellcheck(uniqueFiles(roots, /^scripts\/.*\.sh$/).paths)).toEqual([])
    expect(markdownlint([root])).toEqual([])
  })
})
