import { CST } from 'yaml'
import { tokensOf } from '../../yaml/tokens.ts'
import type { Section } from '../schema/fleet-schema.ts'
import { SECTIONS } from '../sections/sections.ts'

type Data = Record<string, unknown>

/** The text of a fleet in which runs of entries are each replaced by one entry that stands for them. */
export interface NarrowText {
  text: string
  /** Puts the entries back; undefined where one that stands for others is not there as it was. */
  widen(text: string): string | undefined
  /**
   * The same for what the text holds.
   * @param whole the data of the text that was made narrow
   */
  widenData(data: Data, whole: Data): Data
}

/** Entries of one section that stand behind each other. */
interface Run {
  section: Section
  /** The place of the first one in the section, and of the first one after them. */
  from: number
  to: number
  start: number
  end: number
  /** The line of the entry that stands for them, under the name that it is to have. */
  line: (name: string) => string
}

/** A run, and the entry that stands for it. */
type Replaced = Omit<Run, 'line'> & { name: string; line: string }

/** The first entries of a section stay: they show how a person writes. */
const SHOWN = 8

/** What may stand for something else somewhere, or be stood for. */
const ANCHOR_OR_ALIAS = /(^|[\s[{,:-])[&*][^\s]/

/**
 * Leaves out of a fleet's text the entries that a change is not about. A merge has to find its way through
 * the rest only, and a large fleet has a thousand entries. Whole lines of a block list are taken out, which
 * can't change what the other lines say.
 * @returns undefined for a text that can't be taken apart so
 */
export function narrowText(
  text: string,
  isConcerned: (section: Section, name: string) => boolean,
): NarrowText | undefined {
  if (ANCHOR_OR_ALIAS.test(text) || text.includes('\r')) return undefined
  const unused = unusedName(text)
  const runs = sectionsIn(text)
    .flatMap(({ section, list }) => runsIn(text, section, list, isConcerned))
    .map((run, index): Replaced => {
      const name = `${unused}${index}`
      return { ...run, name, line: run.line(name) }
    })
  if (runs.length === 0) return undefined
  return {
    text: withoutRuns(text, runs),
    widen: (narrow) => widenText(narrow, text, runs),
    widenData: (data, whole) => widenData(data, whole, runs),
  }
}

function unusedName(text: string): string {
  let name = 'entries-'
  while (text.includes(name)) name = `more-${name}`
  return name
}

function sectionsIn(text: string): { section: Section; list: CST.BlockSequence }[] {
  const [document, second] = tokensOf(text).tokens.filter(({ type }) => type === 'document')
  if (document?.type !== 'document' || second !== undefined || document.value?.type !== 'block-map') return []
  return document.value.items.flatMap(({ key, value }) => {
    const name = CST.isScalar(key) ? (key.source as Section) : undefined
    const isSection = name !== undefined && SECTIONS.includes(name)
    return isSection && value?.type === 'block-seq' ? [{ section: name, list: value }] : []
  })
}

function runsIn(
  text: string,
  section: Section,
  { items }: CST.BlockSequence,
  isConcerned: (section: Section, name: string) => boolean,
): Run[] {
  // What follows the last entry may be indented like it, and stand without a dash: a comment.
  const entries = items.filter(({ start }) => start.some(({ type }) => type === 'seq-item-ind'))
  const runs: Run[] = []
  let run: Run | undefined
  for (const [index, item] of entries.entries()) {
    const found = index < SHOWN ? undefined : entryLines(text, item)
    if (found === undefined || isConcerned(section, found.name)) run = undefined
    else if (run === undefined) {
      const { start, end, line } = found
      run = { section, from: index, to: index + 1, start, end, line }
      runs.push(run)
    } else {
      run.to = index + 1
      run.end = found.end
    }
  }
  return runs.filter(({ from, to }) => to - from > 1)
}

/**
 * An entry as whole lines, or undefined for one that shares a line with something else or whose end can't be
 * told.
 */
function entryLines(
  text: string,
  { start: before, value }: CST.BlockSequence['items'][number],
): (Pick<Run, 'start' | 'end' | 'line'> & { name: string }) | undefined {
  const dash = before.find(({ type }) => type === 'seq-item-ind')!
  const start = text.lastIndexOf('\n', dash.offset) + 1
  if (text.slice(start, dash.offset).trim() !== '') return undefined
  if (value?.type !== 'block-map' && value?.type !== 'flow-collection') return undefined
  const first: CST.CollectionItem | undefined = value.items[0]
  const name = first?.value
  if (!CST.isScalar(first?.key ?? null) || (first!.key as CST.FlowScalar).source !== 'name') return undefined
  if (name?.type !== 'scalar' || !/^[a-z0-9-]+$/.test(name.source)) return undefined
  const lead = text.slice(start, name.offset)
  const end = endOf(value)
  if (end === undefined || lead.includes('\n') || lead.includes('#')) return undefined
  const lineEnd = text.indexOf('\n', end)
  if (lineEnd < 0 || !/^\s*(#.*)?$/.test(text.slice(end, lineEnd))) return undefined
  const close = value.type === 'flow-collection' ? ' }' : ''
  return { start, end: lineEnd + 1, name: name.source, line: (other) => `${lead}${other}${close}\n` }
}

/** Where a value ends, or undefined where that depends on what follows, as it does for a block scalar. */
function endOf(token: CST.Token): number | undefined {
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return token.offset + token.source.length
    case 'flow-collection': {
      const bracket = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end')
      return bracket === undefined ? undefined : bracket.offset + 1
    }
    case 'block-map':
    case 'block-seq': {
      const last = token.items.at(-1)?.value
      return last ? endOf(last) : undefined
    }
    default:
      return undefined
  }
}

function withoutRuns(text: string, runs: readonly Replaced[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, line } of runs) {
    parts.push(text.slice(at, start), line)
    at = end
  }
  return parts.join('') + text.slice(at)
}

function widenText(narrow: string, text: string, runs: readonly Replaced[]): string | undefined {
  const parts: string[] = []
  let at = 0
  for (const { start, end, line } of runs) {
    const found = narrow.indexOf(line, at)
    const isWhole = found === 0 || narrow[found - 1] === '\n'
    if (found < 0 || !isWhole || narrow.indexOf(line, found + 1) >= 0) return undefined
    parts.push(narrow.slice(at, found), text.slice(start, end))
    at = found + line.length
  }
  return parts.join('') + narrow.slice(at)
}

function widenData(data: Data, whole: Data, runs: readonly Replaced[]): Data {
  const byName = new Map(runs.map((run) => [run.name, run]))
  const widen = (section: Section, entry: unknown): unknown[] => {
    const run = byName.get((entry as { name?: unknown } | null)?.name as string)
    return run?.section === section ? (whole[section] as unknown[]).slice(run.from, run.to) : [entry]
  }
  const sections = SECTIONS.filter((section) => Array.isArray(data[section]))
  return {
    ...data,
    ...Object.fromEntries(
      sections.map((section) => [
        section,
        (data[section] as unknown[]).flatMap((entry) => widen(section, entry)),
      ]),
    ),
  }
}
