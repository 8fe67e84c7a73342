import Handlebars from 'handlebars'

// Kept equal to src/render/handlebars.ts by a test.
export const COMPILE_OPTIONS = {
  noEscape: true,
  strict: true,
  preventIndent: true,
  knownHelpers: {
    scalar: true,
    yaml: true,
    indent: true,
    eq: true,
    join: true,
    code: true,
    shell: true,
    table: true,
  },
}

/** Puts the templates, precompiled, in the place of the module that reads them from the disk. */
export function embedTemplates({ texts, catalog }) {
  const compiled = []
  const plain = []
  for (const [path, text] of [...texts].sort()) {
    if (path.endsWith('.hbs'))
      compiled.push(`[${JSON.stringify(path.slice(0, -4))}, ${Handlebars.precompile(text, COMPILE_OPTIONS)}]`)
    else plain.push([path, text])
  }
  const contents = `
const files = {
  compiled: new Map([${compiled.join(',\n')}]),
  texts: new Map(${JSON.stringify(plain)}),
  catalog: ${JSON.stringify(catalog)},
}
export async function builtinFiles() { return files }
`
  return replaceModule('embed-templates', /src[\\/]render[\\/]builtin\.ts$/, contents)
}

/** Puts the help that commander printed in the place of the empty one. */
export function embedHelp(texts) {
  return replaceModule(
    'embed-help',
    /src[\\/]commands[\\/]help-texts\.ts$/,
    `export const helpTexts = new Map(${JSON.stringify(texts)})`,
  )
}

function replaceModule(name, filter, contents) {
  return {
    name,
    setup(build) {
      build.onLoad({ filter }, () => ({ contents, loader: 'js' }))
    },
  }
}

/**
 * Leaves out what we never call: commander's start of other programs (loading node:child_process costs milliseconds), and the
 * parts of @scure/base that nothing imports, which do nothing when loaded but do not say so.
 */
export const lighterDependencies = {
  name: 'lighter-dependencies',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules[\\/]commander[\\/]/.test(importer)
        ? { path: 'no-child-process', namespace: 'empty' }
        : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {}', loader: 'js' }))
    build.onResolve({ filter: /^@scure\/base$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === 'resolved') return undefined
      const resolved = await build.resolve(path, { kind, resolveDir, pluginData: 'resolved' })
      return { ...resolved, sideEffects: false }
    })
  },
}

/** What an export of the n-th module in a file beside the bundle is called there: two may have exports of the same name. */
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
