import { expect, test } from 'vitest'
import { compose } from '../../../src/render/documents/composition.ts'
import type { DocumentParts } from '../../../src/render/documents/document-parts.ts'
import { documentText } from '../../../src/render/documents/document-text.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { placesIn } from '../../../src/render/templates/places.ts'

const IT = 'features/it/documents'

/** A document of one section with the text, and what a contributor says in it. */
async function textOf(
  section: string,
  parts: Omit<DocumentParts, 'templates'> = {},
  texts: Record<string, string> = {},
  context: object = {},
): Promise<string> {
  const templates = new Map([['guide/only.md.hbs', section], ...Object.entries(texts)])
  const places = [...templates.values()].flatMap(placesIn)
  const library = await Library.create({ compiled: new Map(), texts: templates, catalog: [], places })
  const guide = { name: 'guide', path: '', templates: 'guide', wholeTemplate: '', sections: ['only'] }
  const composition = compose([{ ...guide, steps: { list: ['step'] } }], [{ templates: IT, ...parts }])
  return documentText(composition.pieces.get('guide')!, composition, library, context)
}

test('a place that nobody fills takes its line along, or says what the template says there', async () => {
  expect(await textOf('one\n{{> lines/guide/more}}\ntwo\n')).toBe('one\ntwo\n')
  expect(await textOf('a{{> phrase/guide/more}}b\n')).toBe('ab\n')
  expect(await textOf('a {{#> phrase/guide/more}}usual{{/phrase/guide/more}} b\n')).toBe('a usual b\n')
  expect(await textOf('{{#> lines/guide/more}}\nusual\n{{/lines/guide/more}}\nend\n')).toBe('usual\nend\n')
})

test('lines, blocks and phrases each end as the place needs it', async () => {
  const text = { [`${IT}/guide/more.md.hbs`]: 'more\n' }
  const fills = { fills: ['guide/more'] }
  expect(await textOf('one\n{{> lines/guide/more}}\ntwo\n', fills, text)).toBe('one\nmore\ntwo\n')
  expect(await textOf('one\n\n{{> block/guide/more}}\ntwo\n', fills, text)).toBe('one\n\nmore\n\ntwo\n')
  expect(await textOf('a {{#> phrase/guide/more}}usual{{/phrase/guide/more}} b\n', fills, text)).toBe(
    'a more b\n',
  )
  expect(await textOf('a{{> phrase/guide/more}}b\n', { phrases: { 'guide/more': ' + ' } })).toBe('a + b\n')
})

test('at the top a text knows what its contributor says, inside of a loop the entry', async () => {
  const texts = { [`${IT}/guide/more.md.hbs`]: '{{name}} {{own}}\n' }
  const parts = { fills: ['guide/more'], context: { own: 'contributed' } }
  expect(await textOf('{{> lines/guide/more}}\n', parts, texts, { name: 'fleet' })).toBe(
    'fleet contributed\n',
  )
  const context = {
    name: 'fleet',
    all: [
      { name: 'first', own: 1 },
      { name: 'second', own: 2 },
    ],
  }
  expect(await textOf('{{#each all}}\n{{> lines/guide/more}}\n{{/each}}\n', parts, texts, context)).toBe(
    'first 1\nsecond 2\n',
  )
  await expect(textOf('{{own}}\n', parts, texts, { name: 'fleet' })).rejects.toThrow(
    'template guide/only.md: "own"',
  )
})

test('places in what fills a place are filled too', async () => {
  const texts = { [`${IT}/guide/more.md.hbs`]: 'more{{> phrase/guide/words}}\n' }
  const parts = { fills: ['guide/more'], phrases: { 'guide/words': ' of it' } }
  expect(await textOf('{{> lines/guide/more}}\n', parts, texts)).toBe('more of it\n')
})

test('a list of steps stands where the section names it', async () => {
  const texts = { 'guide/list/step.md.hbs': 'Step.\n', [`${IT}/guide/list/next.md.hbs`]: 'Next.\n' }
  const parts = { steps: [{ in: 'guide/list', name: 'next', after: 'step' }] }
  expect(await textOf('Do\n\n{{> steps/guide/list}}\n\nDone\n', parts, texts)).toBe(
    'Do\n\n1. Step.\n2. Next.\n\nDone\n',
  )
})

test('a section that is empty leaves no empty lines', async () => {
  const texts = {
    [`${IT}/guide/nothing.md.hbs`]: '{{#if no}}\nno\n{{/if}}\n',
    [`${IT}/guide/last.md.hbs`]: 'last\n\n',
  }
  const sections = [
    { in: 'guide', name: 'nothing', after: 'only' },
    { in: 'guide', name: 'last', after: 'only' },
  ]
  expect(await textOf('first\n', { sections }, texts, { no: false })).toBe('first\n\nlast\n')
})

test('a place of a name that no template of ours has is an error', async () => {
  const library = await Library.create(
    { compiled: new Map(), texts: new Map(), catalog: [] },
    {
      compiled: new Map(),
      texts: new Map([['guide/only.md.hbs', '{{> lines/guide/mispelt}}\n']]),
      catalog: [],
    },
  )
  expect(() => library.template('guide/only.md')({})).toThrow('lines/guide/mispelt')
})
