import { isDeepStrictEqual } from 'node:util'
import { copyData, isDataMap } from '../../yaml/kept-scalar.ts'
import { toYaml } from '../../yaml/write.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import type { Renamed } from '../sections/section.ts'
import { isSection, renamableEntries, SECTIONS } from '../sections/sections.ts'
import { fleetModel, plainFleet } from './save-fleet.ts'

type Entry = Record<string, unknown>
type Data = Record<string, unknown>

/** Two texts of a fleet that differ in nothing but a change, to be merged into a person's own text. */
export interface FleetTexts {
  base: string
  theirs: string
  /** Whether an entry is in one of them. */
  has(section: Section, name: string): boolean
}

/**
 * The change from one fleet to another, as it is made in the data of a person's file: what the file leaves
 * out or spells in another way stays so, since only entries that differ between the two fleets are touched.
 * @param file what it holds, which is `before` but for its defaults, and the same in the version that it is
 * written in: the difference brings it to the current one
 * @param renamed the entry that is the same under another name
 * @returns undefined where the entries are the same
 */
export function fleetTexts(
  { data, written }: { data: Data; written: Data },
  before: Fleet,
  after: Fleet,
  renamed?: Renamed,
): FleetTexts | undefined {
  const edited = copyData(data)
  const [was, wanted] = [plainFleet(before), plainFleet(after)]
  for (const section of SECTIONS)
    editSection(
      edited,
      section,
      entriesOf(was, section),
      entriesOf(wanted, section),
      renamed?.section === section ? renamed : undefined,
    )
  for (const key of Object.keys(wanted)) if (!isSection(key)) editKey(edited, key, was, wanted)
  if (isDeepStrictEqual(edited, written)) return undefined
  const base: Data = { ...written }
  const theirs: Data = { ...edited }
  for (const section of SECTIONS) leaveOutTheSame(base, theirs, section)
  const names = new Map(
    SECTIONS.map((section) => [
      section,
      new Set([base, theirs].flatMap((each) => [...entriesOf(each, section).keys()])),
    ]),
  )
  return {
    base: toYaml(base),
    theirs: toYaml(theirs),
    has: (section, name) => names.get(section)!.has(name),
  }
}

/**
 * Leaves out of a list what is the same in both: a merge does not look at it, and a large fleet has a
 * thousand entries. The one before a new entry stays, since it says where that goes.
 */
function leaveOutTheSame(base: Data, theirs: Data, section: Section): void {
  const [was, wanted] = [base[section], theirs[section]]
  if (!Array.isArray(was) || !Array.isArray(wanted)) return
  const [old, now] = [entriesOf(base, section), entriesOf(theirs, section)]
  const isSame = (name: string) => isDeepStrictEqual(old.get(name), now.get(name))
  const names = [...now.keys()]
  const beforeNew = new Set(
    names.filter((_, index) => index + 1 < names.length && !old.has(names[index + 1]!)),
  )
  const left = new Set([...old.keys()].filter((name) => isSame(name) && !beforeNew.has(name)))
  base[section] = (was as Entry[]).filter(({ name }) => !left.has(String(name)))
  theirs[section] = (wanted as Entry[]).filter(({ name }) => !left.has(String(name)))
}

/** Whether two fleets are the same but for the order of their entries and of the places of each. */
export function isSameFleet(one: Fleet, other: Fleet): boolean {
  return (
    one === other || fleetModel(one) === fleetModel(other) || isDeepStrictEqual(sorted(one), sorted(other))
  )
}

/** What one fleet has and another has not, in words: `clusters: prod-us was added`. */
export function describeChange(before: Fleet, after: Fleet): string[] {
  const [was, wanted] = [plainFleet(before), plainFleet(after)]
  const keys = [...new Set([...Object.keys(was), ...Object.keys(wanted)])]
  return keys.flatMap((key) => {
    if (!isSection(key)) return isDeepStrictEqual(was[key], wanted[key]) ? [] : [`${key} was changed`]
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

/**
 * Where one entry of a section is gone and one is new: it may be the same, and was renamed by hand. The
 * catalog's names are no one's to change.
 */
export function likelyRenamed(before: Fleet, after: Fleet): Renamed[] {
  return SECTIONS.flatMap((section) => {
    const [old, now] = [before, after].map(namesIn(section)) as [string[], string[]]
    const [[from, ...gone], [to, ...fresh]] = [
      old.filter((name) => !now.includes(name)),
      now.filter((name) => !old.includes(name)),
    ]
    const isOne = from !== undefined && to !== undefined && gone.length + fresh.length === 0
    return isOne ? [{ section, from, to }] : []
  })
}

function namesIn(section: Section): (fleet: Fleet) => string[] {
  return (fleet) => renamableEntries(fleet, section).map(({ name }) => name)
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

/** Changes a key that is no list of entries; of a map, what is in it and differs. */
function editKey(data: Data, key: string, was: Data, wanted: Data): void {
  const [before, after] = [was[key], wanted[key]]
  if (isDeepStrictEqual(before, after)) return
  const isNew = data[key] === undefined
  if (isDataMap(before) && isDataMap(after) && (isNew || isDataMap(data[key]))) {
    const inside = (data[key] ?? {}) as Data
    for (const name of Object.keys(after)) editKey(inside, name, before, after)
    data[key] = inside
  } else data[key] = after
  if (isNew) putInOrder(data, key, Object.keys(wanted))
}

/** Moves a key behind the nearest one that comes before it in an order. */
function putInOrder(data: Data, key: string, order: readonly string[]): void {
  const before = order.slice(0, order.indexOf(key)).reverse()
  const previous = before.find((name) => data[name] !== undefined)
  putAfter(data, key, previous)
}

function editSection(
  data: Data,
  section: Section,
  was: ReadonlyMap<string, Entry>,
  wanted: ReadonlyMap<string, Entry>,
  renamed: Renamed | undefined,
): void {
  const now = (name: unknown) => (renamed !== undefined && name === renamed.from ? renamed.to : String(name))
  const list = (data[section] as Entry[] | null | undefined) ?? []
  const kept = list.filter(({ name }) => wanted.has(now(name)) || !was.has(String(name)))
  for (const entry of kept) editEntry(entry, was.get(String(entry.name)), wanted.get(now(entry.name)))
  const names = new Set(list.map(({ name }) => now(name)))
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
  // What is new stands where the schema has it, beside what a reader looks for it by.
  for (const key of Object.keys(wanted).filter((name) => was[name] === undefined))
    putAfter(entry, key, Object.keys(wanted)[Object.keys(wanted).indexOf(key) - 1])
}

/** Moves a key of an entry behind another one that is there. */
function putAfter(entry: Entry, key: string, previous: string | undefined): void {
  if (previous === undefined || entry[previous] === undefined) return
  const others = Object.entries(entry).filter(([name]) => name !== key)
  const value = entry[key]
  for (const [name] of others) delete entry[name]
  delete entry[key]
  for (const [name, other] of others) {
    entry[name] = other
    if (name === previous) entry[key] = value
  }
}
