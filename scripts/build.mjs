// Bundles the command line into dist/: templates precompiled, dependencies included.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import {
  elsewhere,
  embedHelp,
  embedTemplates,
  lighterDependencies,
  nameInFile,
  sideEffectFreeAge,
  TENANT_TEMPLATES,
} from './build-plugins.mjs'
import { writeLicenses } from './licenses.mjs'
import { refuseOldNode } from './old-node.mjs'
import { writeSbom } from './sbom.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The words that ask for help and version, of which the answers are ready. */
function helpWords(commands) {
  return [
    ...[[], ...commands.map(({ name }) => [name])].flatMap((words) => [
      [...words, '--help'],
      [...words, '-h'],
    ]),
    ['--version'],
    ['-V'],
  ]
}

/** Files of packages that only some runs need, and what our code imports of them. */
const ON_DEMAND = {
  age: { 'age-encryption': ['generateX25519Identity', 'identityToRecipient'] },
  diff: { diff: ['createTwoFilesPatch', 'FILE_HEADERS_ONLY'] },
  execa: { execa: ['execa'] },
  glob: { tinyglobby: ['globSync'] },
  handlebars: { handlebars: ['default'] },
  plop: { 'node-plop': ['default'] },
  prompts: {
    '@inquirer/checkbox': ['default', 'Separator'],
    '@inquirer/confirm': ['default'],
    '@inquirer/input': ['default'],
    '@inquirer/select': ['default'],
  },
}

const settings = {
  absWorkingDir: root,
  bundle: true,
  // Node links ES modules slowly, and reads every property of each of its own modules that they import.
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
  define: { 'import.meta.url': 'importMetaUrl' },
  inject: ['scripts/import-meta-url.mjs'],
  logOverride: { 'empty-import-meta': 'error' },
}

const scratch = mkdtempSync(join(tmpdir(), 'create-flux-fleet-build-'))
try {
  const reader = join(scratch, 'template-files.cjs')
  await build({ ...settings, entryPoints: ['src/render/templates/template-files.ts'], outfile: reader })
  const { COMPILE_OPTIONS, readTemplateFiles } = createRequire(import.meta.url)(reader)
  let forTenants = ''
  const templates = embedTemplates(
    readTemplateFiles(join(root, 'templates')),
    COMPILE_OPTIONS,
    (contents) => {
      forTenants = contents
    },
  )

  const asker = join(scratch, 'cli.cjs')
  const table = join(scratch, 'command-table.cjs')
  for (const [entry, outfile] of [
    ['src/cli.ts', asker],
    ['src/commands/command-table.ts', table],
  ])
    await build({ ...settings, entryPoints: [entry], outfile, plugins: [templates] })
  const environment = { ...process.env, COLUMNS: '110', NO_COLOR: '1', npm_command: '' }
  const help = helpWords(createRequire(import.meta.url)(table).COMMANDS).map((words) => [
    words.join(' '),
    execFileSync(process.execPath, [asker, ...words], { env: environment, encoding: 'utf8' }),
  ])

  rmSync(dist, { recursive: true, force: true })
  const inputs = new Set()
  const bundle = async (file, options) => {
    const outfile = join(dist, `${file}.js`)
    const shared = { ...settings, minify: true, metafile: true, legalComments: 'none' }
    const { metafile } = await build({ ...shared, ...options, outfile })
    for (const input of Object.keys(metafile.inputs)) inputs.add(input)
  }
  // Ours loads Node's own modules and the files beside it with require only, which is faster.
  const ours = { supported: { 'dynamic-import': false } }
  // All of our own code but the start is in one file, so that there is one of each of our classes.
  await bundle('cli', {
    ...ours,
    // Read by every Node that npm may start it with, to say which one is needed.
    target: 'node12',
    banner: { js: refuseOldNode(manifest.engines.node) },
    entryPoints: ['src/cli.ts'],
    plugins: [elsewhere({ main: { './commands/main.ts': ['main'] } }), embedHelp(help)],
  })
  await bundle('main', {
    ...ours,
    entryPoints: ['src/commands/main.ts'],
    plugins: [elsewhere(ON_DEMAND), templates, lighterDependencies],
  })
  await bundle(TENANT_TEMPLATES, { stdin: { contents: forTenants, resolveDir: root } })
  for (const [file, packages] of Object.entries(ON_DEMAND)) {
    const contents = Object.entries(packages).map(([name, exports], index) => {
      const renamed = exports.map((it) => `${it} as ${nameInFile(it, index)}`)
      return `export { ${renamed.join()} } from '${name}'`
    })
    const stdin = { contents: contents.join('\n'), resolveDir: root }
    await bundle(file, { stdin, plugins: [sideEffectFreeAge] })
  }
  const cli = join(dist, 'cli.js')
  writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, 'utf8')}`)
  chmodSync(cli, 0o755)
  writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n')
  writeLicenses(root, [...inputs], join(dist, 'LICENSES.txt'))
  writeSbom(root, [...inputs], join(dist, 'sbom.cdx.json'))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

const size = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0)
console.log(`dist: ${Math.round(size / 1024)} KiB`)
