import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import { type Draw, drawFrom } from './trial/draw.ts'
import { addEntry, randomDocuments } from './trial/fleet-like.ts'
import { editByHand, generated } from './trial/hand-edits.ts'
import { render } from './trial/render.ts'

const drawn = fc.gen().map((g): Draw => drawFrom((below) => g(fc.nat, { max: below - 1 })))

function merged(base: string, theirs: string, ours: string): string | undefined {
  const result = mergeYaml({ path: 'file.yaml', base, theirs, ours })
  return 'text' in result ? result.text : undefined
}

// What `add` does to a file, and then `remove`.
test('what the generator adds to lists it takes away again, to the byte, however a person set entries off', () => {
  let changed = 0
  fc.assert(
    fc.property(drawn, (draw) => {
      const documents = randomDocuments(draw)
      const more = structuredClone(documents)
      for (const document of more) {
        const { spec } = document as { spec: Record<string, unknown> }
        for (const [key, list] of Object.entries(spec))
          if (Array.isArray(list) && list.length > 0 && key !== 'args') addEntry(draw, list, key)
      }
      const file = generated(documents)
      editByHand(draw, file, more)
      const [base, theirs, ours] = [render(generated(documents)), render(generated(more)), render(file)]
      const once = merged(base, theirs, ours)
      if (once === undefined || once === ours) return
      // What a person added as well is taken away, whoever added it first.
      if (merged(theirs, base, ours) !== ours) return
      expect(merged(theirs, base, once), `${ours}\n--- with\n${once}`).toBe(ours)
      changed += 1
    }),
    { numRuns: 300, endOnFailure: true },
  )
  expect(changed).toBeGreaterThan(20)
})

const head = 'apiVersion: v1\nkind: Kustomization\nresources:\n'
const list = (...lines: string[]) => head + lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')

test.each([
  ['groups', list('# ours', '- a.yaml', '', '# generated', '- ../base/web')],
  ['one group', list('- a.yaml', '', '- ../base/web')],
  ['two lines between', list('- a.yaml', '', '', '- ../base/web')],
  ['between all', list('- a.yaml', '', '- ../base/web', '', '- z.yaml')],
  ['a group behind', list('- ../base/web', '', '# ours', '- z.yaml')],
  ['only the own entries, in groups', list('- a.yaml', '', '- z.yaml')],
  ['a heading on its own', list('- a.yaml', '', '# generated', '', '- ../base/web')],
  ['a comment at the end', list('- a.yaml', '', '- ../base/web', '', '# the end')],
  ['a key behind', `${list('- a.yaml', '', '- ../base/web')}\nnamespace: x\n`],
  ['indented like the key', `${head}- a.yaml\n\n# generated\n- ../base/web\n\npatches: []\n`],
])('%s: adding and removing an entry first, in the middle and last leaves the same bytes', (_, ours) => {
  const base = list('- ../base/web')
  for (const theirs of [
    list('- ../base/podinfo', '- ../base/web'),
    list('- ../base/web', '- ../base/zot'),
    list('- ../base/a', '- ../base/b', '- ../base/web', '- ../base/zot'),
  ]) {
    const added = merged(base, theirs, ours)!
    expect(added).not.toBe(ours)
    expect(merged(theirs, base, added), added).toBe(ours)
    expect(merged(theirs, base, added.replaceAll('\n', '\r\n'))).toBe(ours.replaceAll('\n', '\r\n'))
  }
})

test.each([
  ['between keys', 'kind: A\n\n# ours\nmine: 1\n\n# theirs\nspec:\n  b: 1\n\n  c: 2\n'],
  ['at the end', 'kind: A\nspec:\n  mine: 1\n\n  b: 1\n\n# the end\n'],
  ['in the middle', 'kind: A\nspec:\n  mine: 1\n\n  # why\n  b: 1\n\n  z: 3\nother: 1\n'],
])('maps, %s', (_, ours) => {
  const base = 'kind: A\nspec:\n  b: 1\n'
  for (const theirs of [
    'kind: A\nspec:\n  a: 0\n  b: 1\n',
    'kind: A\nspec:\n  b: 1\n  bb: 2\n',
    'kind: A\nmore:\n  x: 1\nspec:\n  b: 1\n',
  ]) {
    const added = merged(base, theirs, ours)!
    expect(merged(theirs, base, added), added).toBe(ours)
  }
})

test('documents', () => {
  const object = (name: string) => `---\napiVersion: v1\nkind: A\nmetadata:\n  name: ${name}\n`
  const base = object('b')
  for (const ours of [
    `${object('b')}\n`,
    `${object('mine')}\n# ours\n\n${object('b')}`,
    `${object('b')}\n\n# ours\n`,
  ])
    for (const theirs of [object('a') + object('b'), object('b') + object('c')]) {
      const added = merged(base, theirs, ours)!
      expect(added).not.toBe(ours)
      expect(merged(theirs, base, added), added).toBe(ours)
    }
})
