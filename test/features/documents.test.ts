import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { FEATURES } from '../../src/features/index.ts'
import { contributorsOf, resolveFleet } from '../../src/features/resolve-fleet.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { type Composition, compose } from '../../src/render/documents/composition.ts'
import type { DocumentParts } from '../../src/render/documents/document-parts.ts'
import { FLEET_DOCUMENTS } from '../../src/render/documents/fleet-documents.ts'
import { render } from '../../src/render/render.ts'
import { Library, type LibraryFiles } from '../../src/render/templates/library.ts'
import { readPlace } from '../../src/render/templates/places.ts'
import { readTemplateFiles } from '../../src/render/templates/template-files.ts'
import { checkout } from '../program.ts'

/** More conditions than this and nobody sees any more what a template can come out as. */
const MOST_CONDITIONS = 10

/** Templates that only one feature renders, though they lie where their files land. */
const OF_FEATURES =
  /^(features|tenant|policies|team)\/|^cluster\/(artifacts\.yaml|platform\.yaml|secrets\/)|^repository\/\.sops\.yaml/

/** Facts of features that templates could once ask for, whatever the feature. */
const SWITCHES = ['sops', 'lockedDown', 'artifacts', 'platform', 'tenants', 'tenancy']

let files: LibraryFiles
/** What every contributor says, in every kind of fleet that there is. */
const said: DocumentParts[] = []
/** What the documents of each of these fleets consist of. */
const compositions: Composition[] = []
/** Features that one of these fleets has. */
const on = new Set<string>()
/** Keys that contributors have their templates told. */
const keys = new Set(SWITCHES)

beforeAll(async () => {
  files = readTemplateFiles(join(checkout, 'templates'))
  const library = await Library.create(files)
  for (const layout of LAYOUTS)
    for (const provider of ['sops', 'none'])
      for (const artifacts of [true, false]) {
        const fleet = fleetOf(layout, provider, artifacts && layout !== 'multi-repo')
        for (const feature of FEATURES) if (feature.isOn(fleet)) on.add(feature.name)
        const parts: DocumentParts[] = []
        const contributors = contributorsOf(fleet).map((one) => ({
          ...one,
          documents(rendering: Parameters<NonNullable<typeof one.documents>>[0]) {
            const found = one.documents?.(rendering) ?? { templates: '' }
            parts.push(found)
            for (const cluster of rendering.resolved.clusters)
              for (const key of Object.keys(one.clusterView?.(cluster, rendering) ?? {})) keys.add(key)
            return found
          },
        }))
        render(resolveFleet(fleet, library.catalog), library, contributors, false)
        said.push(...parts)
        compositions.push(compose(FLEET_DOCUMENTS, parts))
      }
  for (const { context = {} } of said) for (const key of Object.keys(context)) keys.add(key)
})

function fleetOf(layout: string, provider: string, artifacts: boolean) {
  const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'
  const loaded = loadFleet(
    [
      'version: 1',
      'name: shop',
      `layout: ${layout}`,
      `artifacts: ${artifacts}`,
      'git: { owner: acme }',
      `secrets: { provider: ${provider}${provider === 'sops' ? `, recipients: [${recipient}]` : ''} }`,
      ...(layout === 'multi-repo' ? ['platform: { secret: platform-auth }'] : []),
      'environments: [{ name: production }]',
      'clusters: [{ name: one, environment: production }]',
    ].join('\n'),
  )
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  return loaded.fleet
}

function templates(): [path: string, text: string][] {
  return [...files.texts].filter(([path]) => path.endsWith('.hbs'))
}

function conditions(text: string): number {
  return [...text.matchAll(/\{\{~?(#(if|unless)\b|else if\b)/g)].length
}

/** The words that a template asks its context for; names of partials and text in quotes are none. */
function asked(text: string): string[] {
  return [...text.matchAll(/\{\{([^}]+)\}\}/g)].flatMap(([, inside]) =>
    /^[#/]?>|^\/\w+\//.test(inside!) ? [] : inside!.replace(/"[^"]*"/g, '').split(/[^\w]+/),
  )
}

test('every place is filled by somebody, and what fills one has a place', () => {
  const places = files.places!.map(readPlace)
  const fillings = new Set(
    said.flatMap(({ fills = [], phrases = {} }) => [...fills, ...Object.keys(phrases)]),
  )
  const forFilling = places.filter(({ kind }) => kind !== 'steps').map(({ name }) => name)
  expect([...fillings].sort()).toEqual([...new Set(forFilling)].sort())
  expect(new Set(forFilling).size, 'one name, one kind').toBe(forFilling.length)
})

test('every list of steps is in a template, and what sections and steps are added to is there', () => {
  const lists = new Set(compositions.flatMap(({ pieces }) => [...pieces.keys()]))
  const inTemplates = files.places!.map(readPlace).filter(({ kind }) => kind === 'steps')
  expect([...lists].filter((name) => name.includes('/')).sort()).toEqual(
    inTemplates.map(({ name }) => name).sort(),
  )
  for (const { sections = [], steps = [] } of said)
    for (const { in: list } of [...sections, ...steps]) expect(lists).toContain(list)
})

test('every template of a document is used, and every one that is used is there', () => {
  const pieces = compositions.flatMap(({ pieces, fillings }) => [
    ...[...pieces.values()].flat(),
    ...[...fillings.values()].flat().filter((filling) => typeof filling !== 'string'),
  ])
  const used = new Set(pieces.map(({ template }) => `${template}.hbs`))
  const there = templates().filter(([path]) => /(^|\/)documents\//.test(path))
  expect([...used].sort()).toEqual(there.map(([path]) => path).sort())
})

test('lines, blocks and lists of steps stand on a line of their own, phrases inside of one', () => {
  for (const [path, text] of templates())
    for (const line of text.split('\n'))
      for (const [tag, kind] of line.matchAll(/\{\{#?> *(lines|block|phrase|steps)\/[\w/-]+ *\}\}/g))
        expect(line.trim() === tag, `${path}: ${line}`).toBe(kind !== 'phrase')
})

test('no template of a document holds many conditions', () => {
  const many = templates()
    .filter(([path]) => path.endsWith('.md.hbs'))
    .map(([path, text]) => ({ path, conditions: conditions(text) }))
    .filter((template) => template.conditions > MOST_CONDITIONS)
  expect(many).toEqual([])
  expect(conditions('{{#if a}}{{else if b}}{{#unless c}}{{/unless}}{{/if}}')).toBe(3)
})

test('no template outside of a feature asks for what only a feature knows', () => {
  expect([...keys]).toEqual(expect.arrayContaining(['giveKey', 'platform', 'tenants', 'bootstrap']))
  const wrong = templates()
    .filter(([path]) => !OF_FEATURES.test(path) && !path.startsWith('catalog/'))
    .flatMap(([path, text]) =>
      asked(text)
        .filter((word) => keys.has(word))
        .map((word) => `${path}: ${word}`),
    )
  expect(wrong).toEqual([])
  expect(asked('{{#if sops}}{{code ../platform.name}}{{> lines/tenants/x}}{{/if}}')).toEqual(
    expect.arrayContaining(['sops', 'platform']),
  )
})

test('a fleet may replace a whole document by one template of its own', async () => {
  const fleet = fleetOf('monorepo', 'sops', false)
  const resolved = resolveFleet(fleet, (await Library.create(files)).catalog)
  for (const { path, wholeTemplate } of FLEET_DOCUMENTS) {
    const own = {
      compiled: new Map(),
      texts: new Map([[`${wholeTemplate}.hbs`, '# {{name}} of ours, with{{> phrase/readme/tools}}\n']]),
      catalog: [],
    }
    const [repository] = render(resolved, await Library.create(files, own), contributorsOf(fleet), false)
    expect(repository!.tree.get(path)?.content).toContain('# shop of ours, with, [SOPS]')
  }
})

test('the texts of features lie in folders of their names', () => {
  const root = join(import.meta.dirname, '../../src')
  for (const folder of new Set(said.map(({ templates }) => templates).filter((path) => path !== '')))
    expect(existsSync(join(root, folder.replace(/\/documents$/, ''))), folder).toBe(true)
})

test('every feature is on in one of the fleets that are looked at', () => {
  expect(FEATURES.filter(({ name }) => !on.has(name)).map(({ name }) => name)).toEqual([])
})
