import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { COMPILE_OPTIONS, readTemplateFiles } from '../src/render/templates/template-files.ts'

/**
 * Our own templates as the build has them, precompiled, so that tests don't compile them again at every run of
 * the command line.
 */
export function precompiledTemplates() {
  return {
    name: 'precompiled-templates',
    enforce: 'pre' as const,
    load(id: string): string | undefined {
      if (!/\/src\/render\/templates\/builtin\.ts$/.test(id.replaceAll('\\', '/'))) return undefined
      const { texts, catalog, places } = readTemplateFiles(
        fileURLToPath(new URL('../templates', import.meta.url)),
      )
      const templates = [...texts].filter(([path]) => path.endsWith('.hbs'))
      const compiled = templates.map(
        ([path, text]) =>
          `[${JSON.stringify(path.slice(0, -4))}, ${Handlebars.precompile(text, COMPILE_OPTIONS)}]`,
      )
      const plain = [...texts].filter(([path]) => !path.endsWith('.hbs'))
      return `const files = {
  compiled: new Map([${compiled.join(',\n')}]),
  texts: new Map(${JSON.stringify(plain)}),
  catalog: ${JSON.stringify(catalog)},
  places: ${JSON.stringify(places)},
}
export async function builtinFiles() { return files }`
    },
  }
}
