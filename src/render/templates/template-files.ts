import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { en } from 'zod/locales'
import { capabilityProblems } from '../../fleet/catalog/capabilities.ts'
import type { CatalogComponent } from '../../fleet/catalog/catalog.ts'
import { catalogComponentSchema } from '../../fleet/catalog/catalog-schema.ts'
import { LibraryError, type LibraryFiles } from './library.ts'
import { placesIn } from './places.ts'

// The build precompiles what this file reads.
export { COMPILE_OPTIONS } from './compile-options.ts'

const FACTS = /^catalog\/[^/]+\/component\.yaml$/

/**
 * Reads templates and catalog from folders.
 * @param templates folder laid out like `templates/`
 * @param catalog folder laid out like `templates/catalog/`, when it is elsewhere
 * @throws LibraryError for a catalog entry that is no YAML or breaks the schema, and for a file that depends
 * on a capability that there is not
 */
export function readTemplateFiles(templates: string, catalog?: string): LibraryFiles {
  const texts = new Map<string, string>()
  const entries: CatalogComponent[] = []
  const schema = catalogComponentSchema()
  const read = (folder: string, prefix: string) => {
    if (!existsSync(folder)) return
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      const full = join(entry.parentPath, entry.name)
      const path = `${prefix}${full.slice(folder.length + 1).replaceAll('\\', '/')}`
      const text = readFileSync(full, 'utf8')
      if (FACTS.test(path)) entries.push(parseFacts(path, text, schema))
      else texts.set(path, text)
      const problems = capabilityProblems(path, text)
      if (problems.length > 0) throw new LibraryError(`${path}: ${problems.join('; ')}`)
    }
  }
  read(templates, '')
  if (catalog !== undefined) read(catalog, 'catalog/')
  const places = [...texts].flatMap(([path, text]) => (path.endsWith('.hbs') ? placesIn(text) : []))
  return { compiled: new Map(), texts, catalog: entries, places: [...new Set(places)].sort() }
}

function parseFacts(
  path: string,
  text: string,
  schema: ReturnType<typeof catalogComponentSchema>,
): CatalogComponent {
  let entry: unknown
  try {
    entry = parse(text)
  } catch (error) {
    throw new LibraryError(`${path}: ${(error as Error).message}`, { cause: error })
  }
  const parsed = schema.safeParse(entry, { error: en().localeError })
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
  throw new LibraryError(`${path}: ${issues.join('; ')}`)
}
