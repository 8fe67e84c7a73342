import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Handlebars from 'handlebars'

const yaml = dirname(createRequire(import.meta.url).resolve('yaml/package.json'))

/** Name of the file, without `.js`, with the templates that only layouts with tenants need. */
export const TENANT_TEMPLATES = 'tenant-templates'

/** Files of the layouts with tenants, their features' own, and what others say in documents that only they have. */
function isForTenants(path) {
  return [
    /^(policies|team|tenant)\//,
    /^features\/(tenants|platform-repository)\//,
    /^features\/.*\/documents\/(tenancy|platform-[a-z]+|team-[a-z]+|operations\/add-a-tenant)\//,
  ].some((pattern) => pattern.test(path))
}

/**
 * Puts the templates, precompiled, in the place of the module that reads them from the disk.
 * @param options how templates are compiled
 */
export function embedTemplates({ texts, catalog, places }, options, writeForTenants) {
  const compiled = []
  const forTenants = []
  const plain = []
  for (const [path, text] of [...texts].sort()) {
    if (path.endsWith('.hbs'))
      (isForTenants(path) ? forTenants : compiled).push(
        `[${JSON.stringify(path.slice(0, -4))}, ${Handlebars.precompile(text, options)}]`,
      )
    else plain.push([path, text])
  }
  writeForTenants(`exports.templates = new Map([${forTenants.join(',\n')}])`)
  const later = [...texts.keys()].filter((path) => path.endsWith('.hbs') && isForTenants(path)).sort()
  const contents = `
const later = ${JSON.stringify(later.map((path) => path.slice(0, -4)))}
const files = {
  compiled: new Map([
    ${compiled.join(',\n')},
    ...later.map((path) => [path, () => require('./${TENANT_TEMPLATES}.js').templates.get(path)]),
  ]),
  texts: new Map(${JSON.stringify(plain)}),
  catalog: ${JSON.stringify(catalog)},
  places: ${JSON.stringify(places)},
}
export async function builtinFiles() { return files }
`
  return replaceModule('embed-templates', /src[\\/]render[\\/]templates[\\/]builtin\.ts$/, contents)
}

/** Puts the help that commander printed in the place of the empty one. */
export function embedHelp(texts) {
  return replaceModule(
    'embed-help',
    /src[\\/]commands[\\/]command-line[\\/]help-texts\.ts$/,
    `export const helpTexts = new Map(${JSON.stringify(texts)})`,
  )
}

function replaceModule(name, filter, contents) {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^\\./${TENANT_TEMPLATES}\\.js$`) }, ({ path }) => ({
        path,
        external: true,
      }))
      build.onLoad({ filter }, () => ({ contents, loader: 'js' }))
    },
  }
}

/**
 * Makes packages lighter to load. Fails where a package no longer has what is replaced.
 *
 * - commander: without the start of other programs, which we never call and which loads node:child_process
 * - yaml: its ES modules, of which the unused is left out and the rest needs no functions around each file;
 * they are meant for
 *   browsers, so warnings are still written by the module that is meant for Node
 * - @scure/base: nothing of it does anything when loaded, but it does not say so
 */
export const lighterDependencies = {
  name: 'lighter-dependencies',
  setup(build) {
    const left = new Set()
    const replace = (filter, importedBy, replacement) => {
      left.add(filter)
      build.onResolve({ filter }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === 'resolved' || !importedBy.test(importer.replaceAll('\\', '/'))) return undefined
        left.delete(filter)
        return replacement((to = path) => build.resolve(to, { kind, resolveDir, pluginData: 'resolved' }))
      })
    }
    const empty = () => ({ path: 'empty', namespace: 'empty' })
    replace(/^node:child_process$/, /\/node_modules\/commander\//, empty)
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {}', loader: 'js' }))
    replace(/^yaml$/, /\/src\//, (resolve) => resolve(join(yaml, 'browser/dist/index.js')))
    replace(/\/log\.js$/, /\/node_modules\/yaml\/browser\//, (resolve) => resolve(join(yaml, 'dist/log.js')))
    replace(/^@scure\/base$/, /\/src\//, async (resolve) => ({ ...(await resolve()), sideEffects: false }))
    build.onEnd(() => ({ errors: [...left].map((filter) => ({ text: `nothing to replace is ${filter}` })) }))
  },
}

/**
 * Leaves out what nobody imports of the age packages: their modules do nothing when loaded, but they don't
 * say so.
 */
export const sideEffectFreeAge = {
  name: 'side-effect-free-age',
  setup(build) {
    build.onResolve(
      { filter: /^(age-encryption|@noble\/|@scure\/)/ },
      async ({ path, kind, resolveDir, pluginData }) =>
        pluginData === 'resolved'
          ? undefined
          : {
              ...(await build.resolve(path, { kind, resolveDir, pluginData: 'resolved' })),
              sideEffects: false,
            },
    )
  },
}

/**
 * What an export of the n-th module in a file beside the bundle is called there: two may have exports of the
 * same name.
 */
export function nameInFile(name, index) {
  return index === 0 ? name : `${name}${index}`
}

/**
 * Takes modules from files beside the bundle. Such a file is loaded when the module that imports from it is.
 * @param files by name of the file without `.js`: the modules in it, and what is imported of each
 */
export function elsewhere(files) {
  const modules = new Map()
  for (const [file, contained] of Object.entries(files)) {
    for (const [index, [module, names]] of Object.entries(contained).entries()) {
      const lines = names.map((name) => {
        const target = name === 'default' ? 'default' : `const ${name} =`
        return `export ${target} file.${nameInFile(name, index)}`
      })
      modules.set(module, [`const file = require('./${file}.js')`, ...lines].join('\n'))
    }
  }
  return {
    name: 'elsewhere',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind, namespace }) => {
        if (namespace === 'elsewhere') return { path, external: true }
        if (/[\\/]node_modules[\\/]/.test(importer)) return undefined
        const isOnDemand = kind === 'dynamic-import' && !path.startsWith('node:')
        if (isOnDemand !== modules.has(path))
          return {
            errors: [{ text: `${path} is to be imported ${isOnDemand ? 'statically' : 'on demand'}` }],
          }
        return isOnDemand ? { path, namespace: 'elsewhere' } : undefined
      })
      build.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({ contents: modules.get(path) }))
    },
  }
}
