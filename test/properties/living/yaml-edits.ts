import { isDeepStrictEqual } from 'node:util'
import { parseAllDocuments } from 'yaml'
import type { Draw } from '../../tree/merge/trial/draw.ts'
import { linesOf } from '../../tree/merge/trial/trial.ts'
import { dataOf, type Place, placesOf } from './places.ts'

/** Keys whose values make a value what it is: another name is another thing. */
const IDENTITY = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'target', 'path_regex']

/** What hand edits of one run have in common. */
export interface Hand {
  draw: Draw
  /** Numbers what is written, so that each piece can be found again. */
  next(): number
  /** Whether only the form may change: comments, order of entries, spelling. */
  onlyForm: boolean
}

type Edit = (
  hand: Hand,
  text: string,
  theirs: string | undefined,
  touched: ReadonlySet<string>,
) => string | undefined

/**
 * Edits a YAML file as a person does, in up to five places.
 * @param theirs what the generator makes of the file, if it makes something: some edits are the same as its
 * change
 */
export function editYaml(hand: Hand, text: string, theirs: string | undefined): string {
  const { draw } = hand
  const touched = differing(text, theirs)
  let edited = text
  for (let count = 1 + draw.below(5); count > 0; count -= 1) {
    const isForm = hand.onlyForm || draw.oneIn(2)
    const edit = draw.pick(isForm ? FORM : VALUES)
    const result = edit(hand, edited, theirs, touched)
    if (result === undefined || !isReadable(edited, result, isForm)) continue
    edited = result
  }
  if (draw.oneIn(6)) edited = reformatted(draw, edited) ?? edited
  if (draw.oneIn(8)) edited = edited.replaceAll('\n', '\r\n')
  // Without it a block scalar at the end has another value, which `unended.test.ts` is about.
  if (draw.oneIn(8) && !/\n$/.test(lastValueOf(edited))) edited = edited.replace(/\r?\n$/, '')
  if (draw.oneIn(12)) edited = `\uFEFF${edited}`
  return edited
}

function lastValueOf(text: string): string {
  const last = placesOf(text).findLast(({ value }) => value === 'scalar')
  return last === undefined ? '' : text.slice(last.start, last.end)
}

/** The paths at which two texts differ. */
function differing(text: string, theirs: string | undefined): Set<string> {
  if (theirs === undefined) return new Set()
  const sources = (of: string) =>
    new Map(placesOf(of).map(({ path, start, end }) => [path, of.slice(start, end)]))
  const [one, other] = [sources(text), sources(theirs)]
  return new Set([...one].filter(([path, source]) => other.get(path) !== source).map(([path]) => path))
}

/** Whether an edited text can be read, and still says the same where only its form was to change. */
function isReadable(before: string, after: string, isForm: boolean): boolean {
  const data = dataOf(after)
  // What is listed twice, kustomize refuses.
  if (data === undefined || hasTwice(data)) return false
  const isSame = isDeepStrictEqual(sorted(data), sorted(dataOf(before)))
  return isForm ? isSame : !isSame
}

function hasTwice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const inner = Object.values(value)
  const plain = Array.isArray(value) ? inner.filter((item) => typeof item !== 'object') : []
  return new Set(plain).size < plain.length || inner.some(hasTwice)
}

/** Data in which the order of lists does not matter either. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(sorted)
      .map((item) => JSON.stringify(item))
      .sort()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sorted(inner)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}

/** A place, preferably one that the generator changes. */
function pickPlace(
  { draw }: Hand,
  places: readonly Place[],
  touched: ReadonlySet<string>,
): Place | undefined {
  if (places.length === 0) return undefined
  const contested = places.filter(({ path }) => touched.has(path))
  return contested.length > 0 && draw.oneIn(2) ? draw.pick(contested) : draw.pick(places)
}

function isFree({ key, parent, kind }: Place): boolean {
  if (kind === 'pair' && IDENTITY.includes(key)) return false
  return parent === undefined || (!['metadata', 'target'].includes(parent.key) && isFree(parent))
}

function withLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n')
  change(lines)
  return lines.join('\n')
}

const indented = (column: number, text: string) => ' '.repeat(column) + text

const FORM: Edit[] = [
  // A comment above an entry.
  (hand, text, _, touched) => {
    const place = pickPlace(
      hand,
      placesOf(text).filter(({ isBesideDash }) => !isBesideDash),
      touched,
    )
    if (place === undefined) return undefined
    const comment = indented(place.column, `# mine ${hand.next()}${hand.draw.oneIn(4) ? '\twith a tab' : ''}`)
    return withLines(text, (lines) => lines.splice(place.first, 0, comment))
  },
  // A comment beside a value.
  (hand, text, _, touched) => {
    const lines = linesOf(text)
    const places = placesOf(text).filter(
      ({ value, first, last }) => value === 'scalar' && first === last && !lines[first]!.includes(' #'),
    )
    const place = pickPlace(hand, places, touched)
    if (place === undefined) return undefined
    return withLines(text, (all) => {
      all[place.first] +=
        ` # mine ${hand.next()}, beside${hand.draw.oneIn(5) ? ` ${'long '.repeat(50)}.` : ''}`
    })
  },
  // A comment below the last entry of a list.
  (hand, text, _, touched) => {
    const place = pickPlace(
      hand,
      placesOf(text).filter(({ kind }) => kind === 'item'),
      touched,
    )
    if (place === undefined) return undefined
    return withLines(text, (lines) =>
      lines.splice(place.last + 1, 0, indented(place.column, `# - mine ${hand.next()}`)),
    )
  },
  // Empty lines between entries.
  (hand, text, _, touched) => {
    const place = pickPlace(
      hand,
      placesOf(text).filter(({ isBesideDash }) => !isBesideDash),
      touched,
    )
    if (place === undefined) return undefined
    return withLines(text, (lines) => lines.splice(place.first, 0, ...(hand.draw.oneIn(2) ? [''] : ['', ''])))
  },
  // Other quotes.
  (hand, text, _, touched) => {
    const places = placesOf(text).filter(
      ({ value, start, end }) =>
        value === 'scalar' &&
        /^["']?[\w./ -]+["']?$/.test(text.slice(start, end)) &&
        // To other readers of YAML these say something else with quotes.
        !/^(y|n|yes|no|on|off|0\d.*|.*\d_.*)$/i.test(text.slice(start, end)),
    )
    const place = pickPlace(hand, places, touched)
    if (place === undefined) return undefined
    const bare = text.slice(place.start, place.end).replace(/^["']|["']$/g, '')
    const quoted = hand.draw.pick([`'${bare}'`, `"${bare}"`])
    return text.slice(0, place.start) + quoted + text.slice(place.end)
  },
  // Two entries in another order.
  (hand, text, _, touched) => {
    const places = placesOf(text)
    const one = pickPlace(
      hand,
      places.filter(({ isBesideDash }) => !isBesideDash),
      touched,
    )
    const other = places.find(
      ({ parent, first }) => parent === one?.parent && one !== undefined && first > one.last,
    )
    if (one === undefined || other === undefined || other.column !== one.column) return undefined
    return withLines(text, (lines) => {
      const moved = lines.splice(one.first, one.last - one.first + 1)
      lines.splice(other.last + 1 - moved.length, 0, ...moved)
    })
  },
  // A list of plain values in brackets.
  (hand, text, _, touched) => {
    const places = placesOf(text)
    const items = (list: Place) => places.filter(({ parent, kind }) => parent === list && kind === 'item')
    const lists = places.filter((place) => {
      const found = place.value === 'block' ? items(place) : []
      return (
        found.length > 0 &&
        found.every(
          ({ value, start, end }) => value === 'scalar' && !/[\n,[\]{}#]/.test(text.slice(start, end)),
        )
      )
    })
    const list = pickPlace(hand, lists, touched)
    if (list === undefined || list.kind !== 'pair') return undefined
    const found = items(list)
    const flow = `[${found.map(({ start, end }) => text.slice(start, end)).join(', ')}]`
    return withLines(text, (lines) => {
      if (lines.slice(list.first, list.last + 1).some((line) => line.includes('#'))) return
      lines.splice(list.first, list.last - list.first + 1, `${lines[list.first]!.trimEnd()} ${flow}`)
    })
  },
  // Without the mark of the document.
  (hand, text) => (hand.draw.oneIn(3) ? text.replace(/^---\n/m, '') : undefined),
]

const VALUES: Edit[] = [
  // Another value, now and then the one that the generator is about to write.
  (hand, text, theirs, touched) => {
    const { draw } = hand
    const places = placesOf(text).filter((place) => place.value === 'scalar' && isFree(place))
    // Few values are changed by both, unless it is seen to.
    const contested = places.filter(({ path }) => touched.has(path))
    const place =
      draw.oneIn(4) || contested.length === 0 ? pickPlace(hand, places, touched) : draw.pick(contested)
    if (place === undefined) return undefined
    // Recipients are a set in one scalar, which the oracle takes for one value: comma-set.test.ts is about them.
    const mayBeTwin = draw.oneIn(3) && place.key !== 'age'
    const twin = mayBeTwin ? placesOf(theirs ?? '').find(({ path }) => path === place.path) : undefined
    if (theirs !== undefined && twin?.value === 'scalar' && twin.column === place.column)
      return (
        text.slice(0, place.start) +
        theirs.slice(twin.start, twin.end).trimEnd() +
        (text[place.end - 1] === '\n' ? '\n' : '') +
        text.slice(place.end)
      )
    const value = draw.pick([`mine ${hand.next()}`, `${hand.next()}`, `"on mine ${hand.next()}"`, 'true'])
    const isBlock = text[place.end - 1] === '\n'
    return text.slice(0, place.start) + value + (isBlock ? '\n' : '') + text.slice(place.end)
  },
  // An entry taken out.
  (hand, text, _, touched) => {
    const places = placesOf(text)
    const place = pickPlace(
      hand,
      places.filter((one) => isFree(one) && !one.isBesideDash && one.first > 0),
      touched,
    )
    if (place === undefined) return undefined
    return withLines(text, (lines) => lines.splice(place.first, place.last - place.first + 1))
  },
  // A key put in.
  (hand, text, _, touched) => {
    const place = pickPlace(
      hand,
      placesOf(text).filter(({ kind, parent }) => kind === 'pair' && parent?.key !== 'target'),
      touched,
    )
    if (place === undefined) return undefined
    const number = hand.next()
    return withLines(text, (lines) =>
      lines.splice(place.last + 1, 0, indented(place.column, `mine${number}: mine ${number}`)),
    )
  },
  // An entry of a list put in.
  (hand, text, _, touched) => {
    const places = placesOf(text)
    const place = pickPlace(
      hand,
      places.filter(({ kind }) => kind === 'item'),
      touched,
    )
    if (place === undefined) return undefined
    const number = hand.next()
    const keys = places.filter(({ parent }) => parent === place).map(({ key }) => key)
    const entry =
      place.value === 'scalar'
        ? [`- mine-${number}.yaml`]
        : keys.includes('path_regex')
          ? [`- path_regex: mine-${number}`, '  age: mine']
          : place.key === 'patches'
            ? hand.draw.pick(ownPatches(text, place, number))
            : [`- name: mine-${number}`, '  value: mine']
    return withLines(text, (lines) =>
      lines.splice(
        hand.draw.oneIn(2) ? place.first : place.last + 1,
        0,
        ...entry.map((line) => indented(place.column, line)),
      ),
    )
  },
]

/** Patches of a person's beside a generated one: for another target, in a file, without a target, for the same target. */
function ownPatches(text: string, beside: Place, number: number): string[][] {
  const target = placesOf(text).find(({ parent, key }) => parent?.start === beside.start && key === 'target')
  const lines = target === undefined ? [] : text.split('\n').slice(target.first, target.last + 1)
  const sameTarget = lines.map((line) => line.replace('\r', '').slice(beside.column))
  return [
    ['- target:', `    name: mine-${number}`, '  patch: mine'],
    [`- path: mine-${number}.yaml`],
    ['- patch: |', '    kind: Mine', '    metadata:', `      name: mine-${number}`],
    [`- path: mine-${number}-too.yaml`, ...(target?.isBesideDash === false ? sameTarget : [])],
  ]
}

/** What a formatter makes of a text. */
function reformatted(draw: Draw, text: string): string | undefined {
  const documents = parseAllDocuments(text)
  if (!Array.isArray(documents)) return undefined
  const options = { lineWidth: 0, indent: draw.pick([2, 4]), indentSeq: draw.oneIn(2) }
  // The package takes `0400` for 400 and writes it so: another text to other readers of YAML.
  if (/[:-] 0\d/.test(text)) return undefined
  const written = documents.map((document) => document.toString(options)).join('')
  return isReadable(text, written, true) && !CONTROL_CHARACTER.test(written) ? written : undefined
}

/** The `yaml` package writes what no YAML may hold. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n\r\u0085]/u
