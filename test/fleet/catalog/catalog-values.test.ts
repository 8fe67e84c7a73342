import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import semver from 'semver'
import { describe, expect, it, test } from 'vitest'
import { parse, parseAllDocuments, parseDocument } from 'yaml'
import { type CatalogComponent, LAYERS } from '../../../src/fleet/catalog/catalog.ts'
import { catalogComponentSchema } from '../../../src/fleet/catalog/catalog-schema.ts'
import { COMPILE_OPTIONS } from '../../../src/render/templates/compile-options.ts'
import { registerHelpers } from '../../../src/render/templates/handlebars.ts'

type Values = Record<string, unknown>
interface Entry {
  facts: CatalogComponent
  folder: string
  /** File name → text. */
  values: Map<string, string>
  /** Path below configs/ → text. */
  configs: Map<string, string>
}

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const CATALOG = join(ROOT, 'templates/catalog')
const GROUPS = [
  'crds',
  'gateways',
  'certificates',
  'dns',
  'secrets',
  'monitoring',
  'policy',
  'databases',
  'demo',
]
const VARIABLES = ['quote', 'CLUSTER_NAME', 'CLUSTER_REGION', 'CLUSTER_DOMAIN', 'ENVIRONMENT']
const MONITORS = 'values.with-prometheus-operator-crds.yaml'

const catalog = new Map(
  readdirSync(CATALOG)
    .sort()
    .map((name) => [name, load(name)]),
)
const entries = [...catalog.values()]
const charts = entries.filter(({ facts }) => facts.chart !== undefined)

describe('catalog facts', () => {
  it.each(entries)('$facts.name follows the format', ({ facts, folder }) => {
    expect(facts.name).toBe(folder)
    expect(GROUPS).toContain(facts.group)
    expect(facts.description).toMatch(/^[A-Z][^\n]*[^.\n]$/)
    expect([facts.chart, facts.manifests].filter(Boolean)).toHaveLength(1)
    if (facts.chart !== undefined) {
      expect([facts.chart.oci, facts.chart.https].filter(Boolean)).toHaveLength(1)
      expect(facts.chart.name !== undefined).toBe(facts.chart.https !== undefined)
    }
    expect(semver.valid(facts.chart?.version ?? facts.manifests?.version)).not.toBeNull()
    expect(facts.namespace === 'default').toBe(false)
  })

  it.each(entries)('$facts.name names only components that exist, and waits for none of a later layer', ({
    facts,
  }) => {
    const rank = (component: CatalogComponent) => LAYERS.indexOf(component.layer)
    for (const name of [...facts.requires, ...facts.after, ...facts.conflicts, ...facts.skipCrdsWith]) {
      expect([...catalog.keys()]).toContain(name)
      expect(name).not.toBe(facts.name)
    }
    for (const name of [...facts.requires, ...facts.after]) {
      expect(rank(catalog.get(name)!.facts)).toBeLessThanOrEqual(rank(facts))
    }
  })

  it.each(entries)('$facts.name has options that can be asked', ({ facts }) => {
    for (const option of facts.options) {
      expect(option.format === 'enum').toBe(option.choices !== undefined)
      if (option.default !== undefined && option.choices !== undefined)
        expect(option.choices).toContain(option.default)
    }
  })
})

test('the fixture of the whole catalog holds all of it', () => {
  const fixture = parse(readFileSync(join(ROOT, 'test/fixtures/valid/whole-catalog.yaml'), 'utf8'))
  expect((fixture as { components: { name: string }[] }).components.map(({ name }) => name).sort()).toEqual([
    ...catalog.keys(),
  ])
})

describe('catalog values', () => {
  it.each(charts)('$facts.name has values files with known names', ({ facts, values }) => {
    const names = new Set(['values.yaml', 'values.production.yaml'])
    for (const name of catalog.keys()) names.add(`values.with-${name}.yaml`)
    for (const option of facts.options) {
      for (const choice of option.choices ?? []) names.add(`values.${option.name}-${choice}.yaml`)
    }
    expect([...values.keys()].filter((name) => !names.has(name))).toEqual([])
    expect(values.has('values.yaml')).toBe(true)
    expect(values.has(`values.with-${facts.name}.yaml`)).toBe(false)
  })

  it.each(charts)('$facts.name has plain YAML with our variables alone', ({ values, configs }) => {
    for (const [name, text] of values) {
      expect(parseDocument(text).errors, name).toEqual([])
      expect(text, name).not.toContain('{{')
      expect(isMap(parse(text)), name).toBe(true)
    }
    for (const [name, text] of [...values, ...configs]) expect(unknownVariables(text), name).toEqual([])
  })

  it.each(charts)('$facts.name keeps what is only a variable a string', ({ values, configs }) => {
    for (const [name, text] of [...values, ...configs]) {
      expect(text.match(/(?:: |- )["']?\$\{(?!quote\})[A-Z_]+\}["']?$/gm) ?? [], name).toEqual([])
    }
  })

  it.each(charts)('$facts.name turns monitors on only where their CRDs are', ({ values }) => {
    for (const [name, text] of values) {
      const monitors = paths(parse(text)).filter(
        ([path, value]) => /\.(service|pod)monitor(Enabled|\.enabled)?$/i.test(path) && value === true,
      )
      if (name === MONITORS) expect(monitors.length, name).toBeGreaterThan(0)
      else expect(monitors, name).toEqual([])
    }
  })

  it.each(charts)('$facts.name puts no secret into Git', ({ values }) => {
    for (const [name, text] of values) {
      const secrets = paths(parse(text)).filter(
        ([path, value]) => /(password|token|secretKey)$/i.test(path) && value !== '',
      )
      expect(secrets, name).toEqual([])
    }
  })

  it.each(
    charts.filter(({ facts }) => facts.layer !== 'crds'),
  )('$facts.name limits its memory and has more than one replica or says why', (entry) => {
    expect(
      paths(parse(entry.values.get('values.yaml')!)).some(([path]) =>
        path.endsWith('.resources.limits.memory'),
      ),
    ).toBe(true)
    const production = entry.values.get('values.production.yaml')!
    const replicas = paths(parse(production)).filter(
      ([path, value]) => /\.replica(s|Count)$/.test(path) && Number(value) > 1,
    )
    expect(replicas.length > 0 || /One replica on purpose/.test(production)).toBe(true)
  })
})

describe('catalog configs', () => {
  const instance = Handlebars.create()
  registerHelpers(instance)

  for (const entry of entries.filter(({ configs }) => configs.size > 0)) {
    it.each(
      situations(entry),
    )(`${entry.facts.name} renders objects that its production patches find: $label`, ({ has, options }) => {
      const render = (text: string) =>
        instance.compile(text, COMPILE_OPTIONS)({ has, options, name: entry.facts.name })
      const base = new Set<string>()
      const patched: string[] = []
      for (const [path, text] of entry.configs) {
        const rendered = render(text)
        expect(rendered, path).not.toMatch(/\{\{|[ \t]$/m)
        for (const object of objects(rendered, path)) {
          if (path.startsWith('production/')) patched.push(object)
          else {
            expect(base, `${path} makes ${object} twice`).not.toContain(object)
            base.add(object)
          }
        }
      }
      expect(patched.filter((object) => !base.has(object))).toEqual([])
    })
  }

  it('has an ACME issuer exactly where something can answer its challenges', () => {
    const text = catalog.get('cert-manager')!.configs.get('letsencrypt.yaml.hbs')!
    const solvers = (...present: string[]) => {
      const has = Object.fromEntries([...catalog.keys()].map((name) => [name, present.includes(name)]))
      const rendered = instance.compile(text, COMPILE_OPTIONS)({ has, options: { email: 'ops@example.org' } })
      return parse(rendered)?.spec.acme.solvers.map(
        (solver: { http01: Values }) => Object.keys(solver.http01)[0],
      )
    }
    expect(solvers()).toBeUndefined()
    expect(solvers('traefik')).toEqual(['ingress'])
    expect(solvers('envoy-gateway', 'traefik')).toEqual(['gatewayHTTPRoute'])
  })
})

const data = chartData()
describe.skipIf(data === undefined)('catalog values against the charts', () => {
  it.each(charts)('$facts.name sets values that its chart has', ({ facts, values }) => {
    const defaults = chartDefaults(facts.chart!.name ?? facts.chart!.oci!.split('/').at(-1)!)
    for (const [name, text] of values) expect(mismatches(parse(text), defaults, ''), name).toEqual([])
  })
})

function load(folder: string): Entry {
  const at = join(CATALOG, folder)
  const facts = catalogComponentSchema().parse(parse(readFileSync(join(at, 'component.yaml'), 'utf8')))
  const files = readdirSync(at, { recursive: true, encoding: 'utf8' }).sort()
  const texts = (pattern: RegExp, prefix: string) =>
    new Map(
      files
        .filter((file) => pattern.test(file))
        .map((file) => [file.slice(prefix.length), readFileSync(join(at, file), 'utf8')]),
    )
  return {
    facts,
    folder,
    values: texts(/^values\..*yaml$|^values\.yaml$/, ''),
    configs: texts(/^configs\/.*\.hbs$/, 'configs/'),
  }
}

/** The combinations of neighbors and options that a component's configs can meet: none, each alone, all. */
function situations({ facts, configs }: Entry) {
  const text = [...configs.values()].join('\n')
  const asked = [
    ...new Set([...text.matchAll(/has\.(?:\[([^\]]+)\]|([a-z]+))/g)].map((match) => match[1] ?? match[2]!)),
  ]
  expect(asked.filter((name) => !catalog.has(name))).toEqual([])
  const sets = [[], ...asked.map((name) => [name]), asked]
  return sets.flatMap((present) =>
    [undefined, 'ops@example.org'].map((value) => ({
      label: `${present.join(', ') || 'alone'}${value === undefined ? '' : ', with options'}`,
      has: Object.fromEntries([...catalog.keys()].map((name) => [name, present.includes(name)])),
      options: Object.fromEntries(facts.options.map((option) => [option.name, value])),
    })),
  )
}

/** The objects of a rendered config, each as one line that identifies it. */
function objects(text: string, path: string): string[] {
  if (text.trim() === '') return []
  expect(text, path).toMatch(/^---\n/)
  return parseAllDocuments(text).map((document) => {
    expect(document.errors, path).toEqual([])
    const { apiVersion, kind, metadata } = document.toJS()
    expect(
      [apiVersion, kind, metadata?.name].every((part) => typeof part === 'string' && part !== ''),
      path,
    ).toBe(true)
    return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ')
  })
}

/** The `${…}` that Flux would not find a value for: neither ours nor escaped as `$${…}`. */
function unknownVariables(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{([^}]*)\}/g)]
    .map((match) => match[1]!)
    .filter((name) => !VARIABLES.includes(name))
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every leaf with its path, as in `.webhook.replicaCount`. */
function paths(value: unknown, at = ''): [string, unknown][] {
  if (!isMap(value)) return [[at, value]]
  return Object.entries(value).flatMap(([key, below]) => paths(below, `${at}.${key}`))
}

/** Where charts' default values lie: `CHART_DATA`, else a folder data/charts in a neighbor of the project. */
function chartData(): string | undefined {
  if (process.env.CHART_DATA !== undefined) return process.env.CHART_DATA
  const neighbors = readdirSync(dirname(ROOT), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(dirname(ROOT), entry.name, 'data/charts'))
  return neighbors.find((folder) => existsSync(join(folder, 'index.json')))
}

/** A chart's default values with those of its sub-charts below their names, as far as the data has them. */
function chartDefaults(chart: string): Values {
  const defaults = readDefaults(chart)
  if (defaults === undefined) throw new Error(`there are no default values of the chart ${chart} in ${data}`)
  const file = join(data!, 'index.json')
  const index = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  for (const dependency of (index[chart]?.dependencies ?? []) as string[]) {
    const below = readDefaults(dependency)
    if (below !== undefined) defaults[dependency] = merge(below, defaults[dependency] ?? {})
  }
  return defaults
}

function readDefaults(chart: string): Values | undefined {
  const file = join(data!, chart, 'values.yaml')
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : undefined
}

function merge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over
  return {
    ...base,
    ...Object.fromEntries(
      Object.entries(over).map(([key, value]) => [key, key in base ? merge(base[key], value) : value]),
    ),
  }
}

/** The values that the defaults don't know or have with another type; empty maps and null are open below. */
function mismatches(value: unknown, defaults: unknown, at: string): string[] {
  if (defaults === null) return []
  if (kindOf(value) !== kindOf(defaults))
    return [`${at} is a ${kindOf(value)}, the chart has a ${kindOf(defaults)}`]
  if (!isMap(value) || !isMap(defaults) || Object.keys(defaults).length === 0) return []
  return Object.entries(value).flatMap(([key, below]) => {
    if (key in defaults) return mismatches(below, defaults[key], `${at}.${key}`)
    // A Kubernetes object that the chart passes on: its default shows some of its fields only.
    if (at.endsWith('.resources') && (key === 'limits' || key === 'requests')) return []
    return [`${at}.${key} is unknown to the chart`]
  })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : typeof value
}
