import type { Catalog } from '../../../src/fleet/catalog/catalog.ts'
import { addEntries, entryLike, placeLike } from '../../../src/fleet/changes/add-entries.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { removeWithPulledIn } from '../../../src/fleet/changes/remove-entries.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import { plainFleet } from '../../../src/fleet/file/save-fleet.ts'
import { dependentsOf } from '../../../src/fleet/references/dependents.ts'
import type { Fleet, Section } from '../../../src/fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../../src/fleet/schema/layouts.ts'
import type { PlainEntry } from '../../../src/fleet/sections/section.ts'
import { copyData } from '../../../src/yaml/kept-scalar.ts'
import { choicesOf } from '../../definitions.ts'
import type { Draw } from '../../tree/merge/trial/draw.ts'
import { CATALOG_WITHOUT_OPTIONS, PULLING, recipient } from '../arbitraries.ts'
import { noIssues } from './fleets.ts'

/** A change of a fleet, as a command makes it. */
export interface Change {
  verb: 'add' | 'remove' | 'edit'
  /** In words, for whoever reads a failure. */
  text: string
  section?: Section
  /** The name of the entry that is added or removed. */
  name?: string
  after: Fleet
}

const ATTEMPTS = 12

/** A change that the commands do not refuse, or undefined where none was found. */
export function randomChange(draw: Draw, fleet: Fleet, catalog: Catalog): Change | undefined {
  const makers = [add, add, remove, edit, edit]
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const change = draw.pick(makers)(draw, fleet, catalog)
    if (change !== undefined && noIssues(change.after, catalog)) return change
  }
  return undefined
}

/** An addition that the commands do not refuse, or undefined where none was found. */
export function randomAddition(draw: Draw, fleet: Fleet, catalog: Catalog): Addition | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const change = add(draw, fleet, catalog)
    if (change !== undefined && noIssues(change.after, catalog)) return change
  }
  return undefined
}

/** The same addition to another fleet. */
export function addAgain({ section, entry }: Addition, fleet: Fleet, catalog: Catalog): Fleet {
  return addEntries(fleet, section, [entry], catalog).fleet
}

/** An entry and where it goes. */
export interface Addition extends Change {
  verb: 'add'
  section: Section
  name: string
  entry: PlainEntry
}

function add(draw: Draw, fleet: Fleet, catalog: Catalog): Addition | undefined {
  const sections: Section[] = ['environments', 'clusters', 'components', 'components']
  if (isLockedDown(fleet)) sections.push('tenants', 'tenants')
  const section = draw.pick(sections)
  if (section === 'clusters' && draw.oneIn(3)) return addLike(draw, fleet, catalog)
  const entry = randomEntry(draw, section, fleet)
  const name = String(entry.name)
  if (fleet[section].some((other) => other.name === name)) return undefined
  const { fleet: after } = addEntries(fleet, section, [entry], catalog)
  return { verb: 'add', text: `add ${section} ${JSON.stringify(entry)}`, section, name, entry, after }
}

function addLike(draw: Draw, fleet: Fleet, catalog: Catalog): Addition | undefined {
  const name = newName(draw)
  if (fleet.clusters.some((other) => other.name === name)) return undefined
  const like = draw.pick(fleet.clusters).name
  const entry: PlainEntry = { ...entryLike(fleet, 'clusters', like, name), ...ownKey(draw, fleet) }
  const { fleet: after } = addEntries(placeLike(fleet, 'clusters', like, name), 'clusters', [entry], catalog)
  return { verb: 'add', text: `add cluster ${name} --like ${like}`, section: 'clusters', name, entry, after }
}

function ownKey(draw: Draw, { secrets, clusters }: Fleet): PlainEntry {
  if (secrets.provider !== 'sops' || secrets.recipients !== undefined) return {}
  return { recipients: [recipient(20 + clusters.length + draw.below(30))] }
}

function newName(draw: Draw): string {
  return draw.pick(['qa', 'west', 'prod-us', 'a', 'zz-last', '1234', 'on', 'm', 'blue', '0x1f'])
}

function randomEntry(draw: Draw, section: Section, fleet: Fleet): PlainEntry {
  const environment = draw.pick(fleet.environments).name
  const placement = draw.pick<PlainEntry>([
    {},
    {},
    { environments: [environment] },
    { clusters: [draw.pick(fleet.clusters).name] },
  ])
  switch (section) {
    case 'environments':
      return { name: newName(draw), ...(draw.oneIn(2) ? { production: draw.oneIn(2) } : {}) }
    case 'clusters':
      return {
        name: newName(draw),
        environment,
        domain: draw.pick(['west.example.com', 'on.example.com', '1.2.3']),
        ...(draw.oneIn(2) ? { region: 'eu-1' } : {}),
        ...(draw.oneIn(3) ? { variables: { SIZE: '1e3', MODE: 'on' } } : {}),
        ...ownKey(draw, fleet),
      }
    case 'components':
      return draw.oneIn(3)
        ? { ...ownComponent(draw), ...placement }
        : { name: draw.pick(draw.oneIn(3) ? PULLING : CATALOG_WITHOUT_OPTIONS), ...placement }
    case 'tenants':
      return {
        name: `team-${newName(draw)}`,
        ...placement,
        ...(fleet.secrets.provider === 'sops' ? { recipients: [recipient(150 + draw.below(100))] } : {}),
        ...(draw.oneIn(2) ? { quota: 'small', namespaces: [`ns-${draw.below(5)}`] } : {}),
      }
  }
}

function ownComponent(draw: Draw): PlainEntry {
  const name = `own-${draw.below(9)}`
  return draw.oneIn(2)
    ? { name, manifests: { image: `ghcr.io/acme/${name}:1.${draw.below(9)}.0` } }
    : {
        name,
        chart: { oci: `oci://ghcr.io/acme/${name}`, version: '1.x' },
        layer: draw.pick(choicesOf('components', 0, 'layer')),
        values: { replicas: draw.below(5), mode: 'on' },
      }
}

function remove(draw: Draw, fleet: Fleet, catalog: Catalog): Change | undefined {
  const section = draw.pick<Section>(['environments', 'clusters', 'components', 'components', 'tenants'])
  const entries = fleet[section]
  if (entries.length === 0 || (entries.length === 1 && ['environments', 'clusters'].includes(section)))
    return undefined
  const { name } = draw.pick<{ name: string }>(entries)
  if (dependentsOf(fleet, section, [name], catalog).length > 0) return undefined
  const { fleet: after } = removeWithPulledIn(fleet, section, [name], catalog)
  return { verb: 'remove', text: `remove ${section} ${name}`, section, name, after }
}

type Plain = Record<string, unknown>

/** One or two values of `flux-fleet.yaml`, changed as by hand. */
function edit(draw: Draw, fleet: Fleet, catalog: Catalog): Change | undefined {
  const plain = copyData(plainFleet(fleet))
  const edits: string[] = []
  for (let count = 1 + draw.below(2); count > 0; count -= 1) edits.push(editOnce(draw, plain))
  const parsed = parseFleet(plain)
  if ('issues' in parsed) return undefined
  const { fleet: after } = addRequired(parsed.fleet, catalog)
  return { verb: 'edit', text: `edit ${edits.join(', ')}`, after }
}

function editOnce(draw: Draw, plain: Plain): string {
  const put = (entry: Plain, key: string, values: readonly unknown[]): string => {
    const value = draw.pick(values)
    if (value === undefined) delete entry[key]
    else entry[key] = value
    return `${String(entry.name ?? '')} ${key}=${JSON.stringify(value)}`
  }
  const entries = (section: Section): Plain[] => (plain[section] as Plain[] | undefined) ?? []
  const cluster = draw.pick(entries('clusters'))
  switch (draw.below(9)) {
    case 0:
      return put(cluster, 'region', ['eu-9', '1e3', undefined])
    case 1:
      return put(cluster, 'domain', ['new.example.com', 'on'])
    case 2:
      return put(cluster, 'variables', [{ SIZE: '2' }, { SIZE: 'on', OTHER: 'x' }])
    case 3:
      return put(draw.pick(entries('environments')), 'production', [true, false])
    case 4:
      return put(plain.flux as Plain, draw.pick(['concurrency']), [5, 20])
    case 5:
      return put(plain.flux as Plain, 'logLevel', choicesOf('flux', 'logLevel'))
    case 6:
      return put(plain, 'ci', choicesOf('ci'))
    default: {
      const inside = [...entries('components'), ...entries('tenants')]
      if (inside.length === 0) return put(plain.git as Plain, 'branch', ['trunk'])
      const entry = draw.pick(inside)
      if (entry.namespaces !== undefined || entry.quota !== undefined || entry.role !== undefined)
        return put(entry, 'quota', choicesOf('tenants', 0, 'quota'))
      if (entry.manifests !== undefined) return put(entry.manifests as Plain, 'replicas', [3, 4, undefined])
      const key = draw.pick(['values', 'strategy', 'environments', 'test'])
      if (key === 'values')
        return put(entry, 'values', [{ replicas: 9 }, { deep: { list: [1, 'on', { a: 1 }] }, mode: 'off' }])
      if (key === 'environments')
        return put(entry, 'environments', [undefined, [draw.pick(entries('environments')).name]])
      return key === 'test' ? put(entry, 'test', [true]) : put(entry, 'strategy', ['remediate'])
    }
  }
}
