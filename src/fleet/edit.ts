import { isDeepStrictEqual } from 'node:util'
import { plainFleet, SECTIONS, type Section } from './save.ts'
import type { Fleet } from './schema.ts'
import { yamlDocument, yamlText } from './yaml-document.ts'

type Entry = Record<string, unknown>
type Data = Record<string, unknown>

/** Two texts of a fleet that differ in nothing but a change, to be merged into a person's own text. */
export interface FleetTexts {
  base: string
  theirs: string
}

/**
 * The change from one fleet to another, as it is made in the data of a person's file: what the file leaves out or spells in another
 * way stays so, since only entries that differ between the two fleets are touched.
 * @param data what the file holds, which is `before` but for its defaults
 * @returns undefined where the entries are the same
 */
export function fleetTexts(data: Data, before: Fleet, after: Fleet): FleetTexts | undefined {
  const edited = structuredClone(data)
  const [was, wanted] = [plainFleet(before), plainFleet(after)]
  for (const section of SECTIONS)
    editSection(edited, section, entriesOf(was, section), entriesOf(wanted, section))
  return isDeepStrictEqual(edited, data) ? undefined : { base: textOf(data), theirs: textOf(edited) }
}

/** Whether two fleets are the same but for the order of their entries and of the places of each. */
export function isSameFleet(one: Fleet, other: Fleet): boolean {
  return isDeepStrictEqual(sorted(one), sorted(other))
}

/** What one fleet has and another has not, in words: `clusters: prod-us was added`. */
export function describeChange(before: Fleet, after: Fleet): string[] {
  const [was, wanted] = [plainFleet(before), plainFleet(after)]
  const keys = [...new Set([...Object.keys(was), ...Object.keys(wanted)])]
  return keys.flatMap((key) => {
    if (!(SECTIONS as readonly string[]).includes(key))
      return isDeepStrictEqual(was[key], wanted[key]) ? [] : [`${key} was changed`]
    const [old, now] = [entriesOf(was, key as Section), entriesOf(wanted, key as Section)]
    const added = [...now.keys()].filter((name) => !old.has(name)).map((name) => `${name} was added`)
    const removed = [...old.keys()].filter((name) => !now.has(name)).map((name) => `${name} was removed`)
    const changed = [...now]
      .filter(([name, entry]) => {
        const before = old.get(name)
        return before !== undefined && !isDeepStrictEqual(withSortedPlaces(before), withSortedPlaces(entry))
      })
      .map(([name]) => `${name} was changed`)
    return [...added, ...removed, ...changed].map((text) => `${key}: ${text}`)
  })
}

function sorted(fleet: Fleet): Data {
  const plain = plainFleet(fleet)
  for (const section of SECTIONS) {
    if (plain[section] === undefined) continue
    plain[section] = [...entriesOf(plain, section)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, entry]) => withSortedPlaces(entry))
  }
  return plain
}

/** An entry whose lists of environments and clusters are sorted: they are sets. */
function withSortedPlaces(entry: Entry): Entry {
  const sets = ['environments', 'clusters'].filter((key) => Array.isArray(entry[key]))
  return { ...entry, ...Object.fromEntries(sets.map((key) => [key, [...(entry[key] as string[])].sort()])) }
}

function entriesOf(data: Data, section: Section): Map<string, Entry> {
  const entries = (data[section] as Entry[] | undefined) ?? []
  return new Map(entries.map((entry) => [String(entry.name), entry]))
}

function editSection(
  data: Data,
  section: Section,
  was: ReadonlyMap<string, Entry>,
  wanted: ReadonlyMap<string, Entry>,
): void {
  const list = (data[section] as Entry[] | null | undefined) ?? []
  const kept = list.filter(({ name }) => wanted.has(String(name)) || !was.has(String(name)))
  for (const entry of kept) editEntry(entry, was.get(String(entry.name)), wanted.get(String(entry.name)))
  const names = new Set(list.map(({ name }) => String(name)))
  const added = [...wanted.values()].filter(({ name }) => !names.has(String(name)))
  if (added.length > 0 || kept.length < list.length) data[section] = [...kept, ...added]
}

function editEntry(entry: Entry, was: Entry | undefined, wanted: Entry | undefined): void {
  if (was === undefined || wanted === undefined) return
  for (const key of new Set([...Object.keys(was), ...Object.keys(wanted)])) {
    if (isDeepStrictEqual(was[key], wanted[key])) continue
    if (wanted[key] === undefined) delete entry[key]
    else entry[key] = wanted[key]
  }
}

function textOf(data: Data): string {
  return yamlText(yamlDocument(data))
}
