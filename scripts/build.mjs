// Bundles the command line into dist/: templates precompiled, dependencies included.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { elsewhere, embedHelp, embedTemplates, lighterDependencies } from './build-plugins.mjs'
import { writeLicenses } from './licenses.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const HELP_WORDS = [
  ['--help'],
  ['-h'],
  ['create', '--help'],
  ['create', '-h'],
  ['generate', '--help'],
  ['generate', '-h'],
  ['--version'],
  ['-V'],
]

/** Modules that are imported when they are needed, as they are written in src, and the file each becomes. */
const LOADED_ON_DEMAND = {
  execa: 'execa',
  handlebars: 'handlebars',
  'node-plop': 'node-plop',
  tinyglobby: 'tinyglobby',
  '../tools/age.ts': 'age',
  '../tree/diff.ts': 'diff',
  './asker-prompts.ts': 'prompts',
}
const WITH_DEFAULT = ['handlebars', 'node-plop']

const settings = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Some of the dependencies are CommonJS and expect require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
}

const scratch = mkdtempSync(join(tmpdir(), 'create-flux-fleet-build-'))
try {
  const reader = join(scratch, 'template-files.mjs')
  await build({ ...settings, entryPoints: ['src/render/template-files.ts'], outfile: reader })
  const { readTemplateFiles } = await import(pathToFileURL(reader))
  const templates = embedTemplates(readTemplateFiles(join(root, 'templates')))

  const asker = join(scratch, 'cli.mjs')
  await build({ ...settings, entryPoints: ['src/cli.ts'], outfile: asker, plugins: [templates] })
  const environment = { ...process.env, COLUMNS: '110', NO_COLOR: '1', npm_command: '' }
  const help = HELP_WORDS.map((words) => [
    words.join(' '),
    execFileSync(process.execPath, [asker, ...words], { env: environment, encoding: 'utf8' }),
  ])

  rmSync(dist, { recursive: true, force: true })
  // Our own code is one file: each further one costs a look-up. What only some runs need are files of their own.
  const bundle = (entry, name, plugins) =>
    build({
      ...settings,
      ...entry,
      outfile: join(dist, `${name}.js`),
      minify: true,
      metafile: true,
      legalComments: 'none',
      plugins,
    })
  const results = [
    await bundle({ entryPoints: ['src/cli.ts'] }, 'cli', [
      elsewhere({ './commands/main.ts': 'main' }),
      embedHelp(help),
    ]),
    await bundle({ entryPoints: ['src/commands/main.ts'] }, 'main', [
      templates,
      elsewhere(LOADED_ON_DEMAND),
      lighterDependencies,
    ]),
  ]
  for (const [module, name] of Object.entries(LOADED_ON_DEMAND)) {
    const contents = `export * from '${module}'\n${WITH_DEFAULT.includes(module) ? `export { default } from '${module}'` : ''}`
    results.push(
      await bundle({ stdin: { contents, resolveDir: join(root, 'src', 'commands'), loader: 'ts' } }, name, [
        lighterDependencies,
      ]),
    )
  }
  const cli = join(dist, 'cli.js')
  writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, 'utf8').replace(settings.banner.js, '')}`)
  chmodSync(cli, 0o755)
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs))
  writeLicenses(root, inputs, join(dist, 'LICENSES.txt'))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

const size = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0)
console.log(`dist: ${Math.round(size / 1024)} KiB`)
