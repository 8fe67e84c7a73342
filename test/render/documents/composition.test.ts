import { expect, test } from 'vitest'
import { compose } from '../../../src/render/documents/composition.ts'
import type { DocumentDefinition } from '../../../src/render/documents/document-definition.ts'
import type { ContributedSection, DocumentParts } from '../../../src/render/documents/document-parts.ts'

const GUIDE: DocumentDefinition = {
  name: 'guide',
  path: 'docs/guide.md',
  templates: 'documents/guide',
  wholeTemplate: 'docs/guide.md',
  sections: ['start', 'middle', 'end'],
  steps: { start: ['look', 'leap'] },
}

function templatesOf(list: string, contributed: readonly DocumentParts[]): string[] {
  return compose([GUIDE], contributed)
    .pieces.get(list)!
    .map(({ template }) => template)
}

function withSections(...sections: ContributedSection[]): DocumentParts {
  return { templates: 'features/it/documents', sections }
}

test('sections stand where they say, those of one place in the order of who brings them', () => {
  const first = withSections(
    { in: 'guide', name: 'a', after: 'start' },
    { in: 'guide', name: 'b', before: 'start' },
    { in: 'guide', name: 'c', insteadOf: 'end' },
  )
  const second = withSections(
    { in: 'guide', name: 'd', after: 'start' },
    { in: 'guide', name: 'e', after: 'end' },
  )
  expect(templatesOf('guide', [first, second])).toEqual([
    'features/it/documents/guide/b.md',
    'documents/guide/start.md',
    'features/it/documents/guide/a.md',
    'features/it/documents/guide/d.md',
    'documents/guide/middle.md',
    'features/it/documents/guide/c.md',
    'features/it/documents/guide/e.md',
  ])
})

test('steps join the list that they name', () => {
  const parts: DocumentParts = {
    templates: 'features/it/documents',
    steps: [{ in: 'guide/start', name: 'breathe', before: 'leap' }],
  }
  expect(templatesOf('guide/start', [parts])).toEqual([
    'documents/guide/start/look.md',
    'features/it/documents/guide/start/breathe.md',
    'documents/guide/start/leap.md',
  ])
})

test('what is said of a document that the fleet does not have is left out', () => {
  const { pieces } = compose([GUIDE], [withSections({ in: 'other', name: 'a', after: 'anything' })])
  expect([...pieces.keys()]).toEqual(['guide', 'guide/start'])
})

test('documents and lists of a contributor know what it says', () => {
  const parts: DocumentParts = {
    templates: 'features/it/documents',
    documents: [{ ...GUIDE, name: 'more', templates: 'features/it/documents/more' }],
    lists: { 'guide/a': ['one'] },
  }
  const { pieces } = compose([GUIDE], [parts])
  expect(pieces.get('more/start')![0]).toEqual({
    name: 'look',
    template: 'features/it/documents/more/start/look.md',
    from: parts,
  })
  expect(pieces.get('guide/a')).toEqual([
    { name: 'one', template: 'features/it/documents/guide/a/one.md', from: parts },
  ])
  expect(pieces.get('guide')![0]!.from).toBeUndefined()
})

test('two sections of one name are refused', () => {
  const twice = withSections({ in: 'guide', name: 'middle', after: 'start' })
  expect(() => compose([GUIDE], [twice])).toThrow('guide: two sections are called "middle"')
})

test('a place beside a section that is not there is refused', () => {
  const lost = withSections({ in: 'guide', name: 'a', after: 'nowhere' })
  expect(() => compose([GUIDE], [lost])).toThrow('guide: a stands beside "nowhere", which is not there')
})
