import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { narrowText } from '../../../src/fleet/file/narrow-text.ts'
import type { Section } from '../../../src/fleet/schema/fleet-schema.ts'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import { toYaml } from '../../../src/yaml/write.ts'

/** What stands in an entry after its name, in the many ways that people write. */
const BODIES = [
  [],
  ['    chart: { oci: "oci://registry.example/app", version: 1.x }'],
  ['    values:', '      replicas: 2 # two are enough', '      hosts:', '        - a.example.com'],
  ['    values:', '      notes: |', '        # no comment', '', '        text'],
  ['    values:', '      notes: |+', '        kept line ends', ''],
  ['    values:', '      text: "over', '        # several', '        lines"'],
  ["    values: { text: 'it''s here', list: [a, b, { c: d }] }"],
  ['    values:', '      empty:', '      other: ~'],
  ['    values:', '      long: words that', '        go on'],
  ['    # a comment inside', '    environments: [dev]'],
  ['    environments:', '      - dev', '      # a comment at the end of the list'],
  ['    description: 1234', '', '    kind: null'],
]
const ABOVE = [[], [], [], ['  # about what follows'], [''], ['', '# at the margin', '']]

interface Written {
  name: string
  lines: string[]
}

const entry = fc
  .tuple(fc.constantFrom(...BODIES), fc.constantFrom(...ABOVE), fc.constantFrom('block', 'flow', 'wide'))
  .map(([body, above, style]) => ({ body, above, style }))

const entries = (prefix: string) =>
  fc.array(entry, { minLength: 9, maxLength: 30 }).map((list) =>
    list.map(({ body, above, style }, index): Written => {
      const name = `${prefix}-${index}`
      const written = {
        block: [`  - name: ${name}`, ...body],
        flow: [`  - { name: ${name}, values: { a: "b", 'c': [d] } } # in one line`],
        wide: [`  -   name: ${name} # named`, ...body.map((line) => (line === '' ? '' : `  ${line}`))],
      }
      return { name, lines: [...above, ...written[style as keyof typeof written]] }
    }),
  )

const fleetText = fc.tuple(entries('env'), entries('app')).map(([environments, components]) => ({
  names: { environments: namesOf(environments), components: namesOf(components) },
  text: [
    'version: 1',
    '# the places',
    'environments:',
    ...environments.flatMap(({ lines }) => lines),
    'secrets: { provider: none }',
    'components:',
    ...components.flatMap(({ lines }) => lines),
    '',
  ].join('\n'),
}))

function namesOf(list: readonly Written[]): string[] {
  return list.map(({ name }) => name)
}

const isOneOf = (names: readonly string[]) => (_: Section, name: string) => names.includes(name)

describe('a text without the entries that a change is not about', () => {
  test('is shorter, and is the whole again, as text and as data', () => {
    let narrowed = 0
    fc.assert(
      fc.property(fleetText, fc.infiniteStream(fc.boolean()), ({ text, names }, coins) => {
        const concerned = [...names.environments, ...names.components].filter(() => coins.next().value)
        const found = narrowText(text, isOneOf(concerned))
        if (found === undefined) return
        narrowed++
        expect(found.text.length).toBeLessThan(text.length)
        expect(found.widen(found.text)).toBe(text)
        expect(found.widenData(parse(found.text), parse(text))).toEqual(parse(text))
      }),
      { numRuns: 60 * Number(process.env.FAST_CHECK_TIMES ?? 1) },
    )
    expect(narrowed).toBeGreaterThan(25)
  })

  test('is merged to the same text as the whole', () => {
    let narrowed = 0
    fc.assert(
      fc.property(
        fleetText,
        fc.constantFrom('add', 'addFirst', 'remove', 'change'),
        fc.nat(),
        ({ text, names }, kind, place) => {
          const name = names.components[place % names.components.length]!
          const data = parse(text) as { components: { name: string }[] }
          const was = data.components.filter((component) => component.name === name)
          const fresh = { name: 'fresh', values: { a: [1, 2] } }
          const wanted = {
            add: [...was, fresh],
            addFirst: [fresh, ...was],
            remove: [],
            change: was.map((component) => ({ ...component, automatic: true })),
          }[kind]!
          const [base, theirs] = [was, wanted].map((components) => toYaml({ components }))
          const input = { path: 'flux-fleet.yaml', base: base!, theirs: theirs!, ours: text }
          const narrow = (ours: string) => {
            const found = narrowText(ours, isOneOf([name, 'fresh']))
            if (found !== undefined) narrowed++
            return found
          }
          const whole = mergeYaml(input)
          expect(mergeYaml(input, { narrow })).toEqual(whole)
        },
      ),
      { numRuns: 60 * Number(process.env.FAST_CHECK_TIMES ?? 1) },
    )
    expect(narrowed).toBeGreaterThan(25)
  })

  const many = Array.from({ length: 20 }, (_, index) => `  - name: app-${index}\n    environments: [dev]\n`)
  const text = `components:\n${many.join('')}`
  const none = () => false

  test('is not made where entries may stand for each other, share a line or end with CRLF', () => {
    expect(narrowText(text, none)?.text.split('\n')).toHaveLength(19)
    for (const other of [
      text.replace('[dev]', '&places [dev]'),
      text.replace('- name: app-9\n', '- &nine\n    name: app-9\n'),
      text.replaceAll('\n', '\r\n'),
      `---\n${text}---\n${text}`,
      `components: [${many.map((_, index) => `{ name: app-${index} }`).join(', ')}]\n`,
    ])
      expect(narrowText(other, none), other).toBeUndefined()
  })

  test('an entry that stands for others has a name that nothing else has', () => {
    const taken = text.replace('app-3', 'entries-0')
    const found = narrowText(taken, none)!
    expect(found.text).toContain('- name: more-entries-0\n')
    expect(found.widen(found.text)).toBe(taken)
  })

  test('is not the whole again where the entry that stands for others was changed', () => {
    const { text: narrow, widen } = narrowText(text, none)!
    const line = '  - name: entries-0\n'
    expect(narrow).toContain(line)
    expect(widen(narrow.replace(line, ''))).toBeUndefined()
    expect(widen(narrow.replace(line, line + line))).toBeUndefined()
    expect(widen(narrow.replace(line, `    ${line}`))).toBeUndefined()
  })
})
