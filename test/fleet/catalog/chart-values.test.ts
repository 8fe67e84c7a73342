import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { documentedKeys, readChartValues, repeatedDefaults, valueProblems } from './chart-values.ts'

const folder = mkdtempSync(join(tmpdir(), 'charts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function chart(name: string, values: string, schema?: object) {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'values.yaml'), values)
  if (schema !== undefined) writeFileSync(join(folder, name, 'values.schema.json'), JSON.stringify(schema))
}

test('keys are documented at the place where they stand in a comment', () => {
  const text = [
    'controller:',
    '  replicas: 1',
    '  # extraArgs: []',
    '  # autoscaling:',
    '  #   enabled: false',
    '  metrics: {}',
    '    # port: 8080',
    '# -- What is logged.',
    '#logLevel: info',
    'service:',
    '  type: ClusterIP',
  ].join('\n')
  expect(documentedKeys(text)).toEqual([
    'controller.extraArgs',
    'controller.autoscaling',
    'controller.autoscaling.enabled',
    'controller.metrics.port',
    'logLevel',
  ])
})

describe('values against a chart', () => {
  chart('web', 'replicas: 1\nopen: {}\nunset:\nlist: []\nnested:\n  # more: 1\n  key: text\n')
  chart('app', 'web:\n  replicas: 2\n')
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ app: { dependencies: ['web'] } }))

  it('are known by its defaults and its comments, also those of sub-charts', () => {
    const values = { replicas: 2, open: { any: 1 }, unset: [1], list: [1], nested: { more: 3 } }
    expect(valueProblems(values, readChartValues(folder, 'web'))).toEqual([])
    expect(valueProblems({ web: values }, readChartValues(folder, 'app'))).toEqual([])
  })

  it('are no others, and of no other type', () => {
    const values = { replicas: '2', nested: { less: 1 }, more: 1, list: {} }
    expect(valueProblems(values, readChartValues(folder, 'web'))).toEqual([
      '.replicas is a string, the chart has a number',
      '.nested.less is unknown to the chart',
      '.more is unknown to the chart',
      '.list is a map, the chart has a list',
    ])
  })

  it.each([
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ])('fit its schema as Helm sees them, over the defaults: %s', ($schema) => {
    const name = `schema-${$schema.replace(/\W+/g, '-')}`
    chart(name, 'replicas: 1\nextra: {}\n', {
      $schema,
      $ref: '#/$defs/values',
      $defs: {
        values: {
          type: 'object',
          required: ['replicas'],
          additionalProperties: false,
          properties: {
            replicas: { type: 'integer', minimum: 1 },
            extra: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
      },
    })
    const known = readChartValues(folder, name)
    expect(valueProblems({ extra: { one: '1' } }, known)).toEqual([])
    expect(valueProblems({ replicas: 0, extra: { one: 1 } }, known)).toEqual([
      '.replicas must be >= 1',
      '.extra.one must be string',
    ])
    expect(valueProblems({ other: 1 }, known)).toContain(
      'the values must NOT have additional properties: other',
    )
  })
})

describe('values that a chart has anyway', () => {
  const defaults = { a: 1, list: [1, { b: 2 }], map: { one: '', two: null, three: {} }, sub: { on: true } }

  it.each([
    [{ a: 1 }, ['.a is 1 by default']],
    [{ list: [1, { b: 2 }] }, ['.list is [1,{"b":2}] by default']],
    [
      { map: { one: '', two: null, three: {} } },
      ['.map.one is "" by default', '.map.two is null by default', '.map.three is {} by default'],
    ],
    [{ sub: { on: true, more: 1 } }, ['.sub.on is true by default']],
  ])('are found, wherever they stand: %j', (values, found) => {
    expect(repeatedDefaults(values, { defaults })).toEqual(found)
  })

  it.each([
    { a: '1' },
    { list: [1] },
    { list: [{ b: 2 }, 1] },
    { map: { three: { x: 1 } } },
    { sub: { on: false } },
    { other: 1 },
  ])('are no others: %j', (values) => {
    expect(repeatedDefaults(values, { defaults })).toEqual([])
  })
})

test('a chart without values is named', () => {
  expect(() => readChartValues(folder, 'missing')).toThrow(/no default values of the chart missing/)
})
