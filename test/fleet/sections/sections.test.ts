import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ENTRY_KINDS } from '../../../generators/index.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { schemaFacts } from '../../../src/fleet/schema/schema-walk.ts'
import { SECTION_DESCRIPTORS, SECTIONS } from '../../../src/fleet/sections/sections.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Files that say which sections there are: the schema, the descriptors, and the list of generators. */
const LISTS = ['src/fleet/schema/fleet-schema.ts', 'src/fleet/sections/sections.ts', 'generators/index.ts']

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`)
}

/** Where a text has the names of all sections beside each other: quoted ones, or the keys of a table. */
function sectionLists(text: string): number[] {
  const lines = text.split('\n')
  const found = (names: readonly string[], near: number, pattern: (name: string) => RegExp) =>
    lines.flatMap((line, index) => {
      const block = lines.slice(index, index + near).join('\n')
      const begins = names.some((name) => pattern(name).test(line))
      return begins && names.every((name) => pattern(name).test(block)) ? [index + 1] : []
    })
  const keys = SECTION_DESCRIPTORS.map(({ key }) => key)
  const words = SECTION_DESCRIPTORS.map(({ word }) => word)
  const indents = [...new Set(lines.map((line) => /^ */.exec(line)![0].length))]
  return [
    ...[keys, words].flatMap((names) => found(names, 10, (name) => new RegExp(`['"]${name}['"]`))),
    ...indents.flatMap((indent) =>
      found(keys, keys.length + 2, (name) => new RegExp(`^ {${indent}}${name}:`, 'm')),
    ),
  ]
}

describe('the sections of a fleet', () => {
  test('are the lists of entries with names', () => {
    const lists = Object.entries(fleetSchema.shape)
      .filter(([, schema]) => {
        const { type, element } = schemaFacts(schema)
        return type === 'array' && schemaFacts(element).shape?.name !== undefined
      })
      .map(([key]) => key)
    expect(SECTIONS).toEqual(lists)
    expect([...SECTIONS].sort()).toEqual(SECTION_DESCRIPTORS.map(({ key }) => key).sort())
  })

  test('each have a generator, and a question that asks for several entries', () => {
    for (const { name, section, generator, question, example } of ENTRY_KINDS) {
      expect({ name: generator?.name, section: generator?.section }).toEqual({ name, section })
      expect(question?.field).toBe(section)
      expect(example).not.toBe('')
    }
  })

  test('are told apart by their descriptors and nowhere else', () => {
    const found = [...sources('src'), ...sources('generators')].flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      const switches = [...text.matchAll(/switch \(.*section\b.*\)/g)].map(([line]) => `${path}: ${line}`)
      const lists = LISTS.includes(path) ? [] : sectionLists(text).map((line) => `${path}:${line}`)
      return [...switches, ...lists]
    })
    expect(found).toEqual([])
  })

  test('would be found in a list', () => {
    const quoted = SECTIONS.map((key) => `'${key}'`)
    expect(sectionLists(`[${quoted.join(', ')}]`)).toEqual([1])
    expect(sectionLists(`{\n${SECTIONS.map((key) => `  ${key}: 1,\n`).join('')}}`)).toEqual([2])
    expect(sectionLists(SECTION_DESCRIPTORS.map(({ word }) => `case '${word}':\n`).join(''))).toEqual([1])
    expect(sectionLists(`[${quoted.slice(1).join(', ')}]`)).toEqual([])
  })
})
