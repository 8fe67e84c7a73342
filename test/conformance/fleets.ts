import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { bech32 } from '@scure/base'
import { afterAll, expect } from 'vitest'
import { fleetTree } from '../../src/commands/repositories/fleet-tree.ts'
import { checkFleet } from '../../src/features/check-fleet.ts'
import { tenantName, tenantNamespaces } from '../../src/features/tenants/tenancy.ts'
import { addRequired } from '../../src/fleet/changes/add-required.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import type { Fleet, FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../src/fleet/schema/layouts.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import type { Tree } from '../../src/tree/tree.ts'
import { repositoriesOf } from '../resolved.ts'
import type { FleetInput as Checked } from './tools.ts'

/** Root of the project. */
export const PROJECT = resolve(import.meta.dirname, '../..')

/**
 * Kinds, as `group/Kind`, that no schema of ours knows and that are therefore not validated. Empty: a new
 * entry needs a reason beside it.
 */
export const KINDS_WITHOUT_SCHEMA: readonly string[] = []

let builtin: Promise<Library> | undefined

/** Our own templates and catalog, or with texts of templates that replace ours of the same path. */
export async function openLibrary(replaced?: ReadonlyMap<string, string>): Promise<Library> {
  if (replaced !== undefined) {
    return Library.create(await builtinFiles(), { compiled: new Map(), texts: replaced, catalog: [] })
  }
  builtin ??= builtinFiles().then((files) => Library.create(files))
  return builtin
}

/** A folder that is removed when the tests of the file are done. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The age recipient of a made-up key: valid, but nobody can decrypt for it. */
export function recipient(number: number): string {
  return bech32.encode('age', bech32.toWords(new Uint8Array(32).fill(number + 1)))
}

/**
 * The fleet that a person's text means, with what its components need; the test fails when it breaks a
 * rule.
 */
export function validFleet(input: FleetInput, library: Library): Fleet {
  const parsed = parseFleet(input)
  expect('issues' in parsed ? parsed.issues : []).toEqual([])
  const { fleet } = addRequired((parsed as { fleet: Fleet }).fleet, library.catalog)
  expect(checkFleet(fleet, library.catalog)).toEqual([])
  return fleet
}

/**
 * Writes every file of a tree, and a chart at each place where the fleet says that this repository has
 * one.
 */
export function writeRepository(folder: string, fleet: Fleet, tree: Tree): void {
  for (const [path, file] of tree) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, file.content)
    if (file.executable) chmodSync(target, 0o755)
  }
  const components = repositoriesOf(fleet).find(({ kind, folder: own }) => kind === 'platform' || own === '')!
  for (const { chart } of fleet.components) {
    if (chart?.path === undefined || chart.git !== undefined) continue
    const place = join(folder, components.folder, chart.path)
    mkdirSync(join(place, 'templates'), { recursive: true })
    writeFileSync(join(place, 'Chart.yaml'), '---\napiVersion: v2\nname: chart\nversion: 0.1.0\n')
  }
}

/** Renders a fleet into a folder, as `create` would write it without Git and private keys. */
export async function makeRepository(folder: string, input: FleetInput, library?: Library): Promise<Fleet> {
  const used = library ?? (await openLibrary())
  const fleet = validFleet(input, used)
  writeRepository(folder, fleet, fleetTree(fleet, used))
  return fleet
}

/**
 * Each repository of a fleet that was made in a folder, as it is to be checked: the one with the clusters
 * joined with the others, which its sources deliver, and each of the others by itself.
 */
export function repositoriesIn(folder: string, fleet: Fleet): Checked[] {
  const repositories = repositoriesOf(fleet)
  const platform = repositories.find(({ kind }) => kind === 'platform')
  const sources: Record<string, string> = {}
  if (platform !== undefined) sources['GitRepository/flux-system/platform'] = join(folder, platform.folder)
  for (const { tenant, folder: own } of repositories) {
    if (tenant !== undefined)
      sources[`GitRepository/${tenantNamespaces(tenant)[0]}/${tenantName(tenant)}`] = join(folder, own)
  }
  return repositories.map(({ kind, folder: own }) => ({
    root: join(folder, own),
    ...(kind === 'fleet' ? { sources, lockdown: isLockedDown(fleet) } : { clusters: [] }),
  }))
}

/**
 * Folders with more JSON Schemas: what `SCHEMA_LOCATION` names, and a checkout beside this project that
 * has them in `data/schemas`.
 */
export function schemaLocations(): string[] {
  const parent = dirname(PROJECT)
  const beside = readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(parent, entry.name, 'data/schemas'))
  const given = process.env.SCHEMA_LOCATION
  if (given !== undefined && given !== '' && !existsSync(given))
    throw new Error(`SCHEMA_LOCATION: there is no folder ${given}`)
  return [...(given ? [given] : []), ...beside].filter((folder) => existsSync(folder))
}

/** The files below a folder, from it, with `/`; without Git's own. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !path.startsWith('.git/'))
    .sort()
}
