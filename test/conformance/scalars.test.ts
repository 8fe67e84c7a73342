import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { isPlainString } from '../../src/yaml/outline/canonical.ts'
import { readAsYaml11 } from '../../src/yaml/readings.ts'
import { scalar } from '../../src/yaml/scalar.ts'
import { toYaml } from '../../src/yaml/write.ts'
import { text } from '../properties/arbitraries.ts'
import { NUMBERLIKE, SCALARS, writtenMap, writtenScalar } from './scalars.ts'
import { run } from './tools.ts'

const READERS = ['sigs.k8s.io/yaml', 'go-yaml 2', 'go-yaml 3'] as const
/** The reader of Helm, kubectl and the API server. */
const [HELM] = READERS

/** What a reader makes of a text: a scalar with its type, as in `int 256`, or a list or map of them. */
type Reading = { value?: Value; error?: string }
type Value = string | Value[] | { [key: string]: Value }

/** What the readers that Flux is built with make of texts. */
function readAll(texts: readonly string[]): Record<(typeof READERS)[number], Reading>[] {
  const { status, stdout, stderr } = run('fleetcheck', ['read'], { input: JSON.stringify(texts) })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** A value whose keys are text: that is all that they can be in JSON, whatever they are written as. */
function withTextKeys(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) return value.map((inner) => withTextKeys(inner)!)
  if (typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/^(int|bool) /, 'string '),
      withTextKeys(inner)!,
    ]),
  )
}

function at(value: Value | undefined, ...path: (string | number)[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (inner, part) =>
      typeof inner !== 'object'
        ? undefined
        : Array.isArray(inner)
          ? inner[part as number]
          : inner[`string ${part}`],
    value,
  )
}

/** A fleet whose components have a map of values, as a person wrote it, at each place that takes one. */
function fleetOf(lines: string, variables = ''): string {
  const indented = (width: number) => lines.replaceAll(/^(?=.)/gm, ' '.repeat(width))
  return `version: 1
name: shop
git: { owner: acme }
environments: [{ name: staging }, { name: production, production: true }]
clusters:
  - name: one
    environment: staging
    domain: one.example.com
    variables: {${variables}}
  - { name: two, environment: production, domain: two.example.com }
components:
  - name: own
    chart: { oci: oci://registry.example.com/charts/own, version: 1.x }
    values:
      inner:
${indented(8)}
    valuesFrom:
      - kind: ConfigMap
        name: more
        values:
          inner:
${indented(12)}
    overrides:
      - environment: production
        values:
          inner:
${indented(12)}
  - name: podinfo
    values:
      replicaCount: 3
      ui:
${indented(8)}
    overrides:
      - environment: production
        values:
          httpRoute:
${indented(12)}
  - name: web
    manifests:
      image: ghcr.io/acme/web:1.2.3
      env: {${variables}}
`
}

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/** The rendered files of a fleet's text, or undefined where it is refused: then with a place for each reason. */
function rendered(source: string): Map<string, string> | undefined {
  const loaded = loadFleet(source)
  if ('fleet' in loaded)
    return new Map([...renderFleet(loaded.fleet, library)].map(([path, { content }]) => [path, content]))
  for (const issue of loaded.issues)
    expect(issue, source).toMatchObject({ place: { line: expect.any(Number) } })
  return undefined
}

/** Where the values of a fleet end up: file, and the path to them; those in a ConfigMap are text. */
const PLACES = [
  {
    file: 'apps/base/own/release.yaml',
    path: ['spec', 'values', 'inner'],
    from: ['components', 0, 'values', 'inner'],
  },
  {
    file: 'apps/production/own-values.yaml',
    path: ['spec', 'values', 'inner'],
    from: ['components', 0, 'overrides', 0, 'values', 'inner'],
  },
  {
    file: 'apps/base/own/values-more.yaml',
    data: 'values.yaml',
    path: ['inner'],
    from: ['components', 0, 'valuesFrom', 0, 'values', 'inner'],
  },
] as const

/** Compares what each reader makes of what a person wrote with what it makes of the files. */
function expectSameReadings(sources: readonly string[]): number {
  const fleets = sources.map((source) => ({ source, files: rendered(source) }))
  const accepted = fleets.filter(({ files }) => files !== undefined)
  const texts = accepted.flatMap(({ source, files }) => [
    source,
    ...PLACES.map((place) => {
      const content = files!.get(place.file)!
      return 'data' in place ? parse(content).data[place.data] : content
    }),
  ])
  const readings = texts.length === 0 ? [] : readAll(texts)
  for (const [index, { source }] of accepted.entries()) {
    const [typed, ...made] = readings.slice(index * (PLACES.length + 1), (index + 1) * (PLACES.length + 1))
    for (const reader of READERS) {
      const { value, error } = typed![reader]
      expect(error, source).toBeUndefined()
      for (const [number, { file, path, from }] of PLACES.entries()) {
        const [wanted, is] = [
          at(withTextKeys(value), ...from),
          at(withTextKeys(made[number]![reader].value), ...path),
        ]
        expect({ reader, file, is }, source).toEqual({ reader, file, is: wanted })
        expect(wanted).toBeDefined()
      }
    }
  }
  return accepted.length
}

describe('values mean to each reader what they meant where a person wrote them', () => {
  test.each(SCALARS)('%s', (written) => {
    const lines = `key: ${written}\nlist: [ ${written}, { a: ${written} } ]\n`
    expect(expectSameReadings([fleetOf(lines)])).toBe(1)
  })

  test('any scalars, in maps and lists of all styles, or they are refused', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.array(writtenMap, { minLength: 1, maxLength: 25 }), (maps) => {
        accepted += expectSameReadings(maps.map((map) => fleetOf(map)))
      }),
      { numRuns: 20 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})

describe('text that the fleet itself understands', () => {
  test('is what Helm would read, or is refused', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.array(writtenScalar, { minLength: 1, maxLength: 25 }), (scalars) => {
        const fleets = scalars
          .map((written) => ({ written, files: rendered(fleetOf('a: 1', ` KEY: ${written}, `)) }))
          .filter(({ files }) => files !== undefined)
        const readings = readAll(
          fleets.flatMap(({ written, files }) => [
            `KEY: ${written}\n`,
            files!.get('clusters/one/cluster-vars.yaml')!,
            files!.get('apps/base/web/deployment.yaml')!,
          ]),
        )
        for (const [index, { written }] of fleets.entries()) {
          const [typed, variables, deployment] = readings
            .slice(index * 3, index * 3 + 3)
            .map((all) => all[HELM])
          const wanted = at(typed!.value, 'KEY')
          const container = at(deployment!.value, 'spec', 'template', 'spec', 'containers', 0)
          expect({
            written,
            variable: at(variables!.value, 'data', 'KEY'),
            environment: at(container, 'env', 0, 'value'),
          }).toEqual({ written, variable: wanted, environment: wanted })
          expect(wanted).toMatch(/^string /)
        }
        accepted += fleets.length
      }),
      { numRuns: 15 },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})

describe('what we know of the readers', () => {
  /** The readings of unquoted scalars, each alone in a text. */
  function valuesOf(
    scalars: readonly string[],
  ): { helm: Value | undefined; others: (Value | undefined)[] }[] {
    return readAll(scalars.map((written) => `[ ${written} ]\n`)).map((all) => ({
      helm: at(all[HELM].value, 0),
      others: READERS.slice(1).map((reader) => at(all[reader].value, 0)),
    }))
  }

  test('is what they do', () => {
    fc.assert(
      fc.property(fc.array(NUMBERLIKE, { minLength: 1, maxLength: 60 }), (scalars) => {
        const readings = valuesOf(scalars)
        for (const [index, written] of scalars.entries()) {
          const { helm, others } = readings[index]!
          // JSON has no such numbers; that a fleet holds one is refused.
          if (/^[-+]?\.(inf|nan)$/i.test(written)) continue
          const reading = readAsYaml11(written)
          // Zero is zero.
          const read = typeof reading === 'number' ? reading + 0 : reading
          const [, type, value] = /^(\w+)(?: (.*))?$/s.exec(helm as string)!
          const is = type === 'number' ? Number(value) + 0 : type === 'bool' ? value === 'true' : value
          expect({ written, is: type === 'null' ? null : is }).toEqual({ written, is: read })
          if (isPlainString(written))
            expect([helm, ...others]).toEqual([helm, helm, helm].map(() => `string ${written}`))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('keeps every string that we write a string', () => {
    const strings = fc.oneof(text, NUMBERLIKE, fc.constantFrom(...SCALARS))
    fc.assert(
      fc.property(fc.array(strings, { minLength: 1, maxLength: 60 }), (values) => {
        const texts = values.flatMap((value) => [
          `a: ${scalar(value)}\n`,
          toYaml({ a: value }),
          toYaml([{ b: [value] }]),
          toYaml({ [value]: 1 }),
        ])
        for (const reader of READERS) {
          const readings = readAll(texts).map((all) => all[reader].value)
          for (const [index, value] of values.entries()) {
            const is = readings.slice(index * 4, index * 4 + 4)
            const string = `string ${value}`
            expect({ reader, is }).toEqual({
              reader,
              is: [
                { 'string a': string },
                { 'string a': string },
                [{ 'string b': [string] }],
                { [string]: expect.stringMatching(/^(int|number) 1$/) },
              ],
            })
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
