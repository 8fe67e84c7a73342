import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import type { MergeRules } from '../../../src/tree/merge/types.ts'

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../base/web\n'
const file = (...patches: string[]) =>
  HEAD + (patches.length === 0 ? '' : `patches:\n${patches.map((patch) => `  - ${patch}`).join('')}`)
const TARGET = '    target:\n      kind: Deployment\n      labelSelector: app.kubernetes.io/part-of=flux\n'
/** Patches as people and generators write them, each a few lines that begin after the dash. */
const arg = (value: string) =>
  `patch: |\n      - op: add\n        path: /spec/template/spec/containers/0/args/-\n        value: ${value}\n${TARGET}`
const env = `patch: |\n      - op: add\n        path: /spec/template/spec/containers/0/env/-\n        value: {name: HTTPS_PROXY, value: x}\n${TARGET}`
const byPath = (path: string) => `path: ${path}\n`
const inline = (name: string, size: number) =>
  `patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: ${name}\n      spec:\n        replicas: ${size}\n`
const targeted = (name: string, size: number) => `${inline(name, size)}    target:\n      kind: Deployment\n`

function merged(base: string, theirs: string, ours: string, rules: MergeRules = {}) {
  return mergeYaml({ path: 'kustomization.yaml', base, theirs, ours }, rules)
}
const textOf = (base: string, theirs: string, ours: string) => {
  const result = merged(base, theirs, ours)
  return 'text' in result ? result.text : result.conflicts[0]!.reason
}

describe("a person's patch stays, whatever the generator does beside it", () => {
  const mine = {
    env,
    'by path': byPath('mine.yaml'),
    inline: inline('mine', 1),
    targeted: targeted('mine', 1),
  }
  test.each(Object.entries(mine))('%s', (_, own) => {
    for (const [one, other] of [
      [arg('--log-level=info'), arg('--log-level=debug')],
      [inline('web', 1), inline('web', 2)],
      [targeted('web', 1), targeted('web', 2)],
    ] as const) {
      // The generator adds one, changes one, removes one.
      expect(textOf(file(), file(one), file(own))).toBe(file(own, one))
      expect(textOf(file(one), file(other), file(own, one))).toBe(file(own, other))
      expect(textOf(file(one), file(other), file(one, own))).toBe(file(other, own))
      expect(textOf(file(one), file(), file(one, own))).toBe(file(own))
      expect(textOf(file(one), file(one, byPath('new.yaml')), file(own, one))).toBe(
        file(own, one, byPath('new.yaml')),
      )
    }
  })

  test('a file in the place of another one', () => {
    const ours = file(byPath('web.yaml'), env)
    expect(textOf(file(byPath('web.yaml')), file(byPath('api.yaml')), ours)).toBe(
      file(env, byPath('api.yaml')),
    )
  })

  test('two of its own for the target of the generated one', () => {
    const ours = file(env, arg('--mine'), arg('--log-level=info'))
    expect(textOf(file(arg('--log-level=info')), file(arg('--log-level=debug')), ours)).toBe(
      file(env, arg('--mine'), arg('--log-level=debug')),
    )
  })

  test('one with a target and one with the same path', () => {
    const twice = `path: web.yaml\n    target:\n      name: other\n`
    expect(textOf(file(), file(byPath('web.yaml')), file(twice))).toBe(file(twice, byPath('web.yaml')))
  })

  test('what both sides added is there once', () => {
    expect(textOf(file(), file(env), file(byPath('mine.yaml'), env))).toBe(file(byPath('mine.yaml'), env))
  })

  test('in lists of files and patches', () => {
    const list = (...entries: string[]) =>
      `patchesStrategicMerge:\n${entries.map((one) => `  - ${one}\n`).join('')}`
    const patch = '|-\n    kind: A\n    metadata:\n      name: a'
    expect(textOf(list('a.yaml'), list('a.yaml', 'b.yaml'), list(patch, 'a.yaml'))).toBe(
      list(patch, 'a.yaml', 'b.yaml'),
    )
  })
})

test('a generated patch that a person changed, and the generator too, is a conflict; neither answer loses the own one', () => {
  const [base, theirs] = [file(arg('--c=5')), file(arg('--c=20'))]
  const ours = file(env, arg('--c=9'), byPath('mine.yaml'))
  expect(merged(base, theirs, ours)).toHaveProperty('conflicts')
  expect(merged(base, theirs, ours, { prefer: 'theirs' })).toMatchObject({
    text: file(env, arg('--c=20'), byPath('mine.yaml')),
  })
  expect(merged(base, theirs, ours, { prefer: 'ours' })).toMatchObject({
    text: ours,
    leftOut: [{ reason: expect.stringContaining('changed here and by the generator') }],
  })
})

test('a list without names: neither answer loses an entry or drops one without a word', () => {
  const [base, theirs, ours] = ['[--a]', '[--a, --new]', '[--mine, --a]'].map((list) => `args: ${list}\n`)
  expect(merged(base!, theirs!, ours!)).toHaveProperty('conflicts')
  const taken = merged(base!, theirs!, ours!, { prefer: 'theirs' })
  expect('text' in taken && parse(taken.text).args).toEqual(['--mine', '--a', '--new'])
  expect(merged(base!, theirs!, ours!, { prefer: 'ours' })).toMatchObject({
    text: ours,
    leftOut: [{ path: 'args' }],
  })
})

describe('other lists of maps', () => {
  const rules = (...verbs: string[]) =>
    `rules:\n${verbs.map((verb) => `  - verbs: [${verb}]\n    resources: [pods]\n`).join('')}`
  test('without any names: own entries stay beside', () => {
    expect(textOf(rules('get'), rules('get', 'list'), rules('mine', 'get'))).toBe(
      rules('mine', 'get', 'list'),
    )
    expect(textOf(rules('get'), rules('list'), rules('get', 'mine'))).toBe(rules('mine', 'list'))
    expect(textOf(rules('get', 'x'), rules('get'), rules('get', 'x', 'mine'))).toBe(rules('get', 'mine'))
  })
  test('one that both sides changed is a conflict', () => {
    expect(textOf(rules('get'), rules('list'), rules('watch'))).toContain('no names')
  })
  test('where a person added one without the name of the others, or one twice', () => {
    const env = (...lines: string[]) => `env:\n${lines.map((line) => `  - ${line}\n`).join('')}`
    expect(
      textOf(
        env('{name: a, value: 1}'),
        env('{name: a, value: 2}'),
        env('{prefix: x}', '{name: a, value: 1}'),
      ),
    ).toBe(env('{prefix: x}', '{name: a, value: 2}'))
    expect(
      textOf(
        env('{name: a}'),
        env('{name: a}', '{name: b}'),
        env('{name: m, v: 1}', '{name: a}', '{name: m, v: 2}'),
      ),
    ).toBe(env('{name: m, v: 1}', '{name: a}', '{name: b}', '{name: m, v: 2}'))
  })
})

test('whatever both sides do to patches: own ones stay in order, unedited ones follow the generator', () => {
  const one = fc.constantFrom(
    env,
    arg('--a'),
    arg('--b'),
    byPath('a.yaml'),
    byPath('b.yaml'),
    inline('x', 1),
    targeted('y', 1),
  )
  const list = fc.uniqueArray(one, { maxLength: 5 })
  const own = fc.uniqueArray(
    fc.constantFrom(arg('--mine'), byPath('mine.yaml'), inline('mine', 1), targeted('mine', 2)),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(list, list, own, fc.nat(), (was, wanted, mine, at) => {
      fc.pre(wanted.filter((x) => was.includes(x)).join() === was.filter((x) => wanted.includes(x)).join())
      const ours = [...was]
      ours.splice(at % (ours.length + 1), 0, ...mine)
      const result = merged(file(...was), file(...wanted), file(...ours))
      if (!('text' in result)) throw new Error(JSON.stringify(result.conflicts))
      const found = (parse(result.text).patches ?? []) as unknown[]
      const data = (patches: string[]) => (parse(file(...patches)).patches ?? []) as unknown[]
      const isMine = (patch: unknown) =>
        data(mine).some((other) => JSON.stringify(other) === JSON.stringify(patch))
      expect(found.filter(isMine)).toEqual(data(mine))
      const rest = found.filter((patch) => !isMine(patch)).map((patch) => JSON.stringify(patch))
      expect(rest.toSorted()).toEqual(
        data(wanted)
          .map((patch) => JSON.stringify(patch))
          .toSorted(),
      )
    }),
    { endOnFailure: true },
  )
})

test('of a list of patches that was deleted whole, a new one comes in even where an old one changed', () => {
  const kustomization = (...patches: string[]) =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - a.yaml\n${patches.length === 0 ? '' : `patches:\n${patches.join('')}`}`
  const patch = (value: string, target: string) =>
    `  - patch: |\n      - op: add\n        path: /spec/args/-\n        value: ${value}\n    target:\n      kind: Deployment\n      name: ${target}\n`
  const result = mergeYaml({
    path: 'kustomization.yaml',
    base: kustomization(patch('--concurrent=10', 'one'), patch('--old', 'two')),
    theirs: kustomization(patch('--concurrent=5', 'one'), patch('--old', 'two'), patch('--fresh', 'three')),
    ours: kustomization(),
  })
  expect(result).toEqual({
    text: kustomization(patch('--fresh', 'three')),
    leftOut: [{ path: 'patches', reason: 'deleted here, and changed by the generator' }],
  })
})
