import { lstatSync, readdirSync, readFileSync } from 'node:fs'
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
  let bytes = 0
  const read = (folder: string, prefix: string) => {
    for (const full of filesBelow(folder)) {
      const path = `${prefix}${full.slice(folder.length + 1).replaceAll('\\', '/')}`
      const text = readFileSync(full, 'utf8')
      bytes += text.length
      if (bytes > MOST_BYTES)
        throw new LibraryError(`${folder}: holds more than ${MOST_BYTES >> 20} MiB of templates`)
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

/** More than a company's own templates are, and little enough to read them at every start. */
const MOST_FILES = 5_000
const MOST_BYTES = 32 << 20
const LARGEST = 1 << 20

/**
 * The files below a folder, or none where it is not there. A fleet may have been cloned from anywhere: no link
 * is followed, and no pipe waited for.
 */
function filesBelow(folder: string): string[] {
  const found: string[] = []
  const look = (path: string): void => {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort()) look(join(path, name))
      return
    }
    if (stats.isSymbolicLink())
      throw new LibraryError(`${path}: is a symbolic link, which is not followed: put what it leads to there`)
    if (!stats.isFile()) throw new LibraryError(`${path}: is no regular file`)
    if (stats.size > LARGEST)
      throw new LibraryError(`${path}: is larger than ${LARGEST >> 20} MiB, which no template is`)
    found.push(path)
    if (found.length > MOST_FILES) throw new LibraryError(`${folder}: holds more than ${MOST_FILES} files`)
  }
  look(folder)
  return found
}

/** More problems than these nobody reads. */
const MOST_PROBLEMS = 100

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
  const { issues } = parsed.error
  const problems = issues
    .slice(0, MOST_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message.slice(0, 1000)}`)
  const rest = issues.length - problems.length
  throw new LibraryError(`${path}: ${problems.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`)
}
