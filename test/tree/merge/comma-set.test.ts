import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { SOPS_RULES } from '../../../src/commands/change/sops-rules.ts'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'

/** A file of SOPS with one rule. */
const rule = (recipients: string, key = 'age') =>
  `creation_rules:\n  - path_regex: ^apps/\n    ${key}: ${recipients}\n    encrypted_regex: ^data$\n`
const folded = (...values: string[]) => `>-\n      ${values.join(',\n      ')}`

function merged(base: string, theirs: string, ours: string): string {
  const result = mergeYaml({ path: '.sops.yaml', base, theirs, ours }, SOPS_RULES)
  return 'text' in result ? result.text : `conflict: ${result.conflicts[0]!.reason}`
}

describe('recipients of a rule, with commas between them', () => {
  const [base, theirs] = [folded('age1one'), folded('age1one', 'age1two')]

  test.each([
    ['a line for each', folded('age1one', 'age1mine'), folded('age1one', 'age1two', 'age1mine')],
    ['the person comes first', folded('age1mine', 'age1one'), folded('age1mine', 'age1one', 'age1two')],
    ['on one line', 'age1one,age1mine', 'age1one,age1two,age1mine'],
    ['on one line, with spaces', 'age1one, age1mine', 'age1one, age1two, age1mine'],
    ['in double quotes', '"age1one, age1mine" # us', '"age1one, age1two, age1mine" # us'],
    ['in single quotes', "'age1mine,age1one'", "'age1mine,age1one,age1two'"],
    ['on lines without an indicator', 'age1one,\n      age1mine', 'age1one,\n      age1two,\n      age1mine'],
    ['with a comma at the end', folded('age1one', 'age1mine,'), folded('age1one', 'age1two', 'age1mine,')],
    ['literal', '|\n      age1one,\n      age1mine', '|\n      age1one,\n      age1two,\n      age1mine'],
    [
      'as a list',
      '\n      - age1one\n      # us\n      - age1mine',
      '\n      - age1one\n      - age1two\n      # us\n      - age1mine',
    ],
    ['as a list in brackets', '[age1one, age1mine]', '[age1one, age1two, age1mine]'],
    ['without what was generated', 'age1mine', 'age1mine,age1two'],
  ])('%s: the new one is added, the person stays, all else is as it was', (_, ours, wanted) => {
    expect(merged(rule(base), rule(theirs), rule(ours))).toBe(rule(wanted))
    const crlf = rule(ours).replaceAll('\n', '\r\n')
    expect(merged(rule(base), rule(theirs), crlf)).toBe(rule(wanted).replaceAll('\n', '\r\n'))
  })

  test('removed ones go, and only those', () => {
    for (const [ours, wanted] of [
      [folded('age1one', 'age1two', 'age1mine'), folded('age1one', 'age1mine')],
      [folded('age1mine', 'age1two'), folded('age1mine')],
      ['age1two, age1mine', 'age1mine'],
      ['[age1mine, age1two]', '[age1mine]'],
    ] as const)
      expect(merged(rule(theirs), rule(base), rule(ours))).toBe(rule(wanted))
  })

  test.each([
    'pgp',
    'kms',
    'gcp_kms',
    'azure_keyvault',
    'hc_vault_transit_uri',
  ])('%s is such a set', (key) => {
    const [was, wanted, is, both] = ['a/1', 'a/1,b/2', 'a/1,mine', 'a/1,b/2,mine'].map((to) => rule(to, key))
    expect(merged(was!, wanted!, is!)).toBe(both)
  })

  test('other scalars with commas are one value', () => {
    const text = (value: string) => rule('x').replace('^data$', value)
    expect(merged(text('a'), text('a,b'), text('a,c'))).toContain('conflict')
    const elsewhere = (value: string) => `env:\n  - name: age\n    age: ${value}\n`
    expect(merged(elsewhere('a'), elsewhere('a,b'), elsewhere('a,c'))).toContain('conflict')
  })

  test('what is no text, or has a space inside and no comma, is no set', () => {
    for (const is of ['true', '17', 'mine 1', '"a b,c"', '>-\n      one\n      two'])
      expect(merged(rule('age1one'), rule('age1one,age1two'), rule(is))).toContain('conflict')
  })

  test('an alias, and what aliases stand for, is a conflict', () => {
    const shared = `shared: &us age1one,age1mine\n${rule('*us')}`
    expect(merged(rule(base), rule(theirs), shared)).toContain('conflict')
  })

  test('whatever both sides do, what stays is what nobody took away', () => {
    const set = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 })
    const form = fc.constantFrom(
      (values: string[]) => folded(...values),
      (values: string[]) => values.join(','),
      (values: string[]) => `"${values.join(', ')}"`,
      (values: string[]) => `[${values.join(', ')}]`,
    )
    fc.assert(
      fc.property(set, set, set, form, (was, wanted, is, form) => {
        const result = merged(rule(folded(...was)), rule(folded(...wanted)), rule(form(is)))
        const stays = is.filter((value) => !was.includes(value) || wanted.includes(value))
        const expected = new Set([...stays, ...wanted.filter((value) => !was.includes(value))])
        if (expected.size === 0) return
        const { age } = parse(result).creation_rules[0]
        const found = Array.isArray(age) ? age : age.split(/,\s*/)
        expect(new Set(found)).toEqual(expected)
        expect(found).toHaveLength(expected.size)
        expect(found.filter((value: string) => (is as string[]).includes(value))).toEqual(stays)
      }),
    )
  })
})
