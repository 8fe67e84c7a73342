import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import semver from 'semver'
import { describe, expect, it, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import {
  askedIn,
  CAPABILITY_NAMES,
  CAPABILITY_SETS,
  type Capability,
  valuesWith,
} from '../../../src/fleet/catalog/capabilities.ts'
import { type CatalogComponent, LAYERS } from '../../../src/fleet/catalog/catalog.ts'
import { GROUPS } from '../../../src/fleet/catalog/groups.ts'
import { clusterVariables } from '../../../src/fleet/resolve/variables.ts'
import type { Cluster } from '../../../src/fleet/schema/fleet-schema.ts'
import { COMPILE_OPTIONS } from '../../../src/render/templates/compile-options.ts'
import { registerHelpers } from '../../../src/render/templates/handlebars.ts'
import { catalog, type Entry, entries, objects, ROOT } from './catalog-entries.ts'
import {
  chartFolder,
  isMap,
  readChartValues,
  repeatedDefaults,
  type Values,
  valueProblems,
} from './chart-values.ts'

/** What a cluster that has everything sets. */
const VARIABLES = [
  'quote',
  ...clusterVariables({
    name: 'one',
    environment: 'production',
    region: 'eu-west-1',
    domain: 'example.org',
  } as Cluster).map(({ name }) => name),
]
const MONITORS = valuesWith('service-monitors')

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
    const names = [...facts.requires, ...facts.after, ...facts.conflicts]
    expect(names.filter((name) => !catalog.has(name) || name === facts.name)).toEqual([])
    const before = [...facts.requires, ...facts.after]
    expect(before.filter((name) => rank(catalog.get(name)!.facts) > rank(facts))).toEqual([])
  })

  it.each(entries)('$facts.name has options that can be asked', ({ facts }) => {
    const wrong = facts.options.filter(
      ({ format, choices, default: value }) =>
        (format === 'enum') !== (choices !== undefined) ||
        (value !== undefined && choices?.includes(value) === false),
    )
    const limits = facts.options.flatMap(({ choices, onlyWhere }) =>
      onlyWhere.map(({ choice, option, is }) => ({
        isChoice: choices?.includes(choice),
        others: is.filter((other) => !optionOf(facts, option)?.choices?.includes(other)),
      })),
    )
    expect(limits.filter(({ isChoice, others }) => isChoice !== true || others.length > 0)).toEqual([])
    const where = facts.secrets.flatMap((secret) => Object.entries(secret.where ?? {}))
    expect(where.filter(([name, value]) => !optionOf(facts, name)?.choices?.includes(value))).toEqual([])
    expect(wrong).toEqual([])
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
    for (const capabilities of CAPABILITY_SETS) {
      if (!capabilities.some((one) => facts.provides.includes(one))) names.add(valuesWith(...capabilities))
    }
    const chosen = facts.options.map(({ name, choices = [] }) =>
      choices.map((choice) => `.${name}-${choice}`),
    )
    for (const [index, choices] of chosen.entries()) {
      for (const choice of choices) names.add(`values${choice}.yaml`)
      const others = chosen.slice(index + 1).flat()
      for (const choice of choices) for (const other of others) names.add(`values${choice}${other}.yaml`)
    }
    expect([...values.keys()].filter((name) => !names.has(name))).toEqual([])
    expect(values.has('values.yaml')).toBe(true)
  })

  it.each(charts)('$facts.name has plain YAML with our variables and those it names', ({
    facts,
    values,
    configs,
  }) => {
    const named = [...(facts.notes ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)
    for (const [name, text] of values) {
      expect(parseDocument(text).errors, name).toEqual([])
      expect(text, name).not.toContain('{{')
      expect(isMap(parse(text)), name).toBe(true)
    }
    for (const [name, text] of [...values, ...configs])
      expect(
        unknownVariables(text).filter((variable) => !named.includes(variable)),
        name,
      ).toEqual([])
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
    const production = entry.values.get('values.production.yaml') ?? ''
    const replicas = paths(parse(production)).filter(
      ([path, value]) => /\.replica(s|Count)$/.test(path) && Number(value) > 1,
    )
    expect(replicas.length > 0).toBe(entry.facts.singleReplica === undefined)
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
    const solvers = (...present: Capability[]) => {
      const rendered = instance.compile(
        text,
        COMPILE_OPTIONS,
      )({ has: having(present), options: { email: 'ops@example.org' } })
      return parse(rendered)?.spec.acme.solvers.map(
        (solver: { http01: Values }) => Object.keys(solver.http01)[0],
      )
    }
    expect(solvers()).toBeUndefined()
    expect(solvers('ingress')).toEqual(['ingress'])
    expect(solvers('gateway', 'ingress')).toEqual(['gatewayHTTPRoute'])
  })
})

const data = chartFolder(ROOT)
describe.skipIf(data === undefined)('catalog values against the charts', () => {
  it.each(charts)('$facts.name sets values that its chart has', ({ facts, values }) => {
    const chart = readChartValues(data!, facts.chart!.name ?? facts.chart!.oci!.split('/').at(-1)!)
    for (const [name, text] of values) expect(valueProblems(parse(text), chart), name).toEqual([])
  })

  it.each(charts)("$facts.name sets no value that is its chart's default anyway", ({ facts, values }) => {
    const chart = readChartValues(data!, facts.chart!.name ?? facts.chart!.oci!.split('/').at(-1)!)
    for (const [name, text] of values) expect(repeatedDefaults(parse(text), chart), name).toEqual([])
  })
})

/** The combinations of capabilities and options that a component's configs can meet: none, each alone, all. */
function situations({ facts, configs }: Entry) {
  const asked = askedIn([...configs.values()].join('\n')) as Capability[]
  expect(CAPABILITY_NAMES).toEqual(expect.arrayContaining(asked))
  const sets = [[], ...asked.map((name) => [name]), asked]
  return sets.flatMap((present) =>
    [undefined, 'ops@example.org'].map((value) => ({
      label: `${present.join(', ') || 'alone'}${value === undefined ? '' : ', with options'}`,
      has: having(present),
      options: Object.fromEntries(facts.options.map((option) => [option.name, value])),
    })),
  )
}

/** `has` of a template where certain capabilities are. */
function having(present: readonly Capability[]): Record<string, boolean> {
  return Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, present.includes(name)]))
}

function optionOf({ options }: CatalogComponent, name: string) {
  return options.find((option) => option.name === name)
}

/** The `${…}` that Flux would not find a value for: neither ours nor escaped as `$${…}`. */
function unknownVariables(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{([^}]*)\}/g)]
    .map((match) => match[1]!)
    .filter((name) => !VARIABLES.includes(name))
}

/** Every leaf with its path, as in `.webhook.replicaCount`. */
function paths(value: unknown, at = ''): [string, unknown][] {
  if (!isMap(value)) return [[at, value]]
  return Object.entries(value).flatMap(([key, below]) => paths(below, `${at}.${key}`))
}
