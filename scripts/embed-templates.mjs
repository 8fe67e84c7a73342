import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { parse } from 'yaml'

// Kept equal to src/render/handlebars.ts by a test.
export const COMPILE_OPTIONS = {
  noEscape: true,
  strict: true,
  preventIndent: true,
  knownHelpers: { scalar: true, yaml: true, indent: true, eq: true, join: true, code: true, shell: true, table: true },
}

/** An esbuild plugin that puts the templates, precompiled, in the place of the module that reads them from the disk. */
export function embedTemplates(folder) {
  return {
    name: 'embed-templates',
    setup(build) {
      build.onLoad({ filter: /src[\\/]render[\\/]builtin\.ts$/ }, () => ({
        contents: moduleOf(folder),
        loader: 'js',
        resolveDir: join(folder, '..'),
      }))
    },
  }
}

function moduleOf(folder) {
  const compiled = []
  const texts = []
  const catalog = []
  for (const path of readdirSync(folder, { recursive: true }).map((name) => name.replaceAll('\\', '/')).sort()) {
    const full = join(folder, path)
    let text
    try {
      text = readFileSync(full, 'utf8')
    } catch (error) {
      if (error.code === 'EISDIR') continue
      throw error
    }
    if (/^catalog\/[^/]+\/component\.yaml$/.test(path)) catalog.push(parse(text))
    else if (path.endsWith('.hbs')) compiled.push(`[${JSON.stringify(path.slice(0, -4))}, ${Handlebars.precompile(text, COMPILE_OPTIONS)}]`)
    else texts.push([path, text])
  }
  return `
const files = {
  compiled: new Map([${compiled.join(',\n')}]),
  texts: new Map(${JSON.stringify(texts)}),
  catalog: ${JSON.stringify(catalog)},
}
export async function builtinFiles() { return files }
`
}
