import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { indent } from '../../src/text/lines.ts'
import { toYaml } from '../../src/yaml/write.ts'

test.each([
  '\u00a0',
  '\u3000',
  'a\u2003',
  ' ',
  'a\n\n',
  '\u0085',
])('values that end with %j keep it when they are indented', (text) => {
  expect(parse(`values:\n${indent(toYaml({ key: text }), 2)}\n`)).toEqual({ values: { key: text } })
})
