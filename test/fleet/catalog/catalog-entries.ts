import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { CatalogComponent } from '../../../src/fleet/catalog/catalog.ts'
import { catalogComponentSchema } from '../../../src/fleet/catalog/catalog-schema.ts'

/** A component of the catalog as its files are. */
export interface Entry {
  facts: CatalogComponent
  folder: string
  /** File name → text. */
  values: Map<string, string>
  /** Path below configs/ → text. */
  configs: Map<string, string>
}

/** Folder of the project. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const CATALOG = join(ROOT, 'templates/catalog')

/** The components of the catalog by their folders. */
export const catalog = new Map(
  readdirSync(CATALOG)
    .sort()
    .map((name) => [name, load(name)]),
)

/** The components of the catalog. */
export const entries = [...catalog.values()]

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

/** The objects of a rendered config, each as one line that identifies it. */
export function objects(text: string, path: string): string[] {
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
