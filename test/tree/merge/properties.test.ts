import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMap, isSeq, parseDocument, visit } from 'yaml'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import { type Draw, drawFrom } from './trial/draw.ts'
import { isValue, judge, makeTrial } from './trial/trial.ts'

const drawn = fc.gen().map((g): Draw => drawFrom((below) => g(fc.nat, { max: below - 1 })))

function check(property: (draw: Draw) => void, numRuns = 100): void {
  fc.assert(fc.property(drawn, property), { numRuns })
}

describe('random files, changes by the generator and edits by hand', () => {
  test('a conflict exactly where both changed a value, and every other line of ours as it was', () => {
    check((draw) => {
      const trial = makeTrial(draw)
      const { falseConflict, missedConflict, wrongValue, untouched, kept, strange } = judge(trial)
      expect({ falseConflict, missedConflict, wrongValue, kept, strange }, trial.ours).toEqual({
        falseConflict: false,
        missedConflict: false,
        wrongValue: false,
        kept: untouched,
        strange: [],
      })
    })
  })

  test('without edits the result is what the generator makes, byte for byte', () => {
    check((draw) => {
      const { base, theirs } = makeTrial(draw, false)
      expect(mergeYaml({ path: '', base, theirs, ours: base })).toEqual({ text: theirs, leftOut: [] })
    })
  })

  test('with a comment as the only edit it means the same, and never conflicts', () => {
    check((draw) => {
      const { base, theirs, expected } = makeTrial(draw, false)
      const result = mergeYaml({ path: '', base, theirs, ours: `# mine\n${base}` })
      expect(result).toHaveProperty('text')
      expect('text' in result && isValue(result.text, expected.value)).toBe(true)
    })
  })

  test('what the generator does not change is not looked at', () => {
    check((draw) => {
      const { base, ours } = makeTrial(draw)
      const broken = `${ours}\n]: [`
      for (const text of [ours, broken]) {
        expect(mergeYaml({ path: '', base, theirs: base, ours: text })).toEqual({ text, leftOut: [] })
      }
    }, 200)
  })

  test('the same change on both sides is none', () => {
    check((draw) => {
      const { base, ours } = makeTrial(draw)
      expect(mergeYaml({ path: '', base, theirs: ours, ours })).toEqual({ text: ours, leftOut: [] })
    }, 200)
  })

  test('merging again changes nothing', () => {
    let merged = 0
    check((draw) => {
      const { base, theirs, ours } = makeTrial(draw)
      const once = mergeYaml({ path: '', base, theirs, ours })
      if (!('text' in once)) return
      expect(mergeYaml({ path: '', base, theirs, ours: once.text })).toMatchObject({ text: once.text })
      merged += 1
    })
    expect(merged).toBeGreaterThan(30)
  })

  test('a preference resolves every conflict', () => {
    check((draw) => {
      const { base, theirs, ours, expected } = makeTrial(draw)
      const result = mergeYaml({ path: '', base, theirs, ours }, { prefer: 'ours' })
      expect('text' in result && isValue(result.text, expected.value)).toBe(true)
      expect(mergeYaml({ path: '', base, theirs, ours }, { prefer: 'theirs' })).toHaveProperty('text')
    })
  })
})

// The examples are whole repositories: real shapes, comments and all.
const examples = new URL('../../../examples/', import.meta.url)
const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.ya?ml$/.test(path),
)

test('removing any of the first values of the example repositories leaves all other lines', () => {
  const seen = new Set<string>()
  let merged = 0
  for (const path of files) {
    const base = readFileSync(new URL(path, examples), 'utf8')
    if (/^---$/m.test(base.slice(4)) || seen.has(base)) continue
    seen.add(base)
    const document = parseDocument(base)
    const paths: unknown[][] = []
    visit(document, {
      Pair: (_, { key }, ancestors) =>
        void paths.push([...keysOf(ancestors), (key as { value: unknown }).value]),
    })
    for (const at of paths.slice(0, 5)) {
      const changed = document.clone()
      if (!changed.deleteIn(at)) continue
      const theirs = changed.toString({ lineWidth: 0 })
      const ours = `# mine\n${base.replace(/^(\w.*)$/gm, '$1 # beside')}`.replaceAll('\n', '\r\n')
      const result = mergeYaml({ path, base, theirs, ours })
      if ('conflicts' in result) expect(result.conflicts, `${path} ${at}`).toEqual([])
      else expect(parseDocument(result.text).toJS()).toEqual(parseDocument(theirs).toJS())
      merged += 1
    }
  }
  expect(merged).toBeGreaterThan(500)
})

function keysOf(ancestors: readonly unknown[]): unknown[] {
  return ancestors.flatMap((node, index) => {
    const next = ancestors[index + 1]
    if (isSeq(node)) return [node.items.indexOf(next)]
    if (isMap(node) && next) return [(next as { key: { value: unknown } }).key.value]
    return []
  })
}
