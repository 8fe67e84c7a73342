import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { spliceYaml, YamlEditError } from '../../../src/tree/merge/splice-yaml.ts'

const text = `# A fleet.
version: 1
components:
  - name: cert-manager   # ours
    options: {email: ops@acme.example}

  # Only where it is needed.
  - name: 'podinfo'
    clusters: [a, b]
  # - name: loki
clusters: # two
- name: a
- name: b\t# with a tab
`

describe('spliceYaml', () => {
  test('sets a value and keeps what is beside it', () => {
    const set = spliceYaml(text, [
      { op: 'set', path: ['components', { name: 'cert-manager' }, 'name'], value: 'on' },
    ])
    expect(set).toBe(text.replace('name: cert-manager ', 'name: "on" '))
  })

  test('sets a key that is missing', () => {
    expect(spliceYaml(text, [{ op: 'set', path: ['clusters', 1, 'region'], value: 'eu' }])).toBe(
      `${text}  region: eu\n`,
    )
    const inFlow = spliceYaml(text, [
      { op: 'set', path: ['components', 0, 'options', 'staging'], value: true },
    ])
    expect(inFlow).toBe(text.replace('example}', 'example, staging: true}'))
  })

  test('changes of a map only what differs', () => {
    const value = { name: 'podinfo', clusters: ['a'], environments: ['test'] }
    const set = spliceYaml(text, [{ op: 'set', path: ['components', { name: 'podinfo' }], value }])
    expect(set).toBe(text.replace('[a, b]', '[a]\n    environments:\n      - test'))
  })

  test('adds an entry at the end of a list, before what is commented out there', () => {
    const added = spliceYaml(text, [{ op: 'add', path: ['components'], value: { name: 'kyverno' } }])
    // Its neighbor is set off by an empty line, and so is it.
    expect(added).toBe(text.replace('  # - name: loki', '\n  - name: kyverno\n  # - name: loki'))
  })

  test('adds an entry before another, above its comments', () => {
    const edit = {
      op: 'add',
      path: ['components'],
      value: { name: 'kyverno' },
      before: { name: 'podinfo' },
    } as const
    expect(parse(spliceYaml(text, [edit])).components.map(({ name }: { name: string }) => name)).toEqual([
      'cert-manager',
      'kyverno',
      'podinfo',
    ])
    expect(spliceYaml(text, [edit])).toContain('  - name: kyverno\n\n  # Only where it is needed.\n  - name:')
  })

  test('makes a list that is missing', () => {
    const added = spliceYaml(text, [{ op: 'add', path: ['tenants'], value: { name: 'x' } }])
    expect(added).toBe(`${text}tenants:\n  - name: x\n`)
  })

  test('fills a list that is empty', () => {
    for (const empty of ['a: 1\nb: []\n', 'a: 1\nb:\n']) {
      expect(spliceYaml(empty, [{ op: 'add', path: ['b'], value: 'x' }])).toBe('a: 1\nb:\n  - x\n')
    }
  })

  test('removes an entry with the comments about it', () => {
    const removed = spliceYaml(text, [{ op: 'remove', path: ['components', { name: 'podinfo' }] }])
    expect(removed).toBe(text.replace(/\n {2}# Only[\s\S]*\[a, b\]\n/, ''))
  })

  test('removes the last entry, and adds one again', () => {
    const none = spliceYaml('l:\n  - a # x\nz: 1', [{ op: 'remove', path: ['l', 0] }])
    expect(none).toBe('l: []\nz: 1')
    expect(spliceYaml(none, [{ op: 'add', path: ['l'], value: 'b' }])).toBe('l:\n  - b\nz: 1')
  })

  test('renames a key', () => {
    expect(spliceYaml(text, [{ op: 'rename', path: ['clusters'], to: 'null' }])).toBe(
      text.replace('clusters: # two', '"null": # two'),
    )
  })

  test('keeps Windows line ends, a byte order mark and a missing final newline', () => {
    const windows = `\uFEFF${text.replaceAll('\n', '\r\n').slice(0, -2)}`
    const added = spliceYaml(windows, [{ op: 'add', path: ['clusters'], value: { name: 'c' } }])
    expect(added).toBe(`${windows}\r\n- name: c`)
  })

  test('says what is not there, and where', () => {
    const edit = { op: 'remove', path: ['components', { name: 'nope' }] } as const
    expect(() => spliceYaml(text, [edit])).toThrow(YamlEditError)
    expect(() => spliceYaml(text, [edit])).toThrow('components[name=nope] (line 3, column 1) is not there.')
    expect(() => spliceYaml(text, [{ op: 'add', path: ['version'], value: 1 }])).toThrow(
      'version (line 2, column 1) is no list.',
    )
  })

  test('refuses to change what other values stand for', () => {
    const shared = 'a: &x 1\nb: *x\n'
    expect(() => spliceYaml(shared, [{ op: 'set', path: ['a'], value: 2 }])).toThrow('as "*x"')
    expect(() => spliceYaml(shared, [{ op: 'set', path: ['b'], value: 2 }])).toThrow(
      'written here as the alias "*x"',
    )
  })

  test('an entry that is added and removed leaves no trace', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('components', 'clusters'),
        fc.string(),
        fc.boolean(),
        (list, value, first) => {
          const entry = { name: 'new one', value }
          const before = first ? { before: 0 } : {}
          const added = spliceYaml(text, [{ op: 'add', path: [list], value: entry, ...before }])
          expect(parse(added)[list]).toContainEqual(entry)
          expect(spliceYaml(added, [{ op: 'remove', path: [list, { name: 'new one' }] }])).toBe(text)
        },
      ),
    )
  })
})
