// Bundles the command line into dist/: templates precompiled, dependencies included, one chunk for what each command needs.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { embedHelp, embedTemplates, lighterDependencies } from './build-plugins.mjs'
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
  const result = await build({
    ...settings,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: dist,
    splitting: true,
    minify: true,
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    legalComments: 'none',
    plugins: [templates, embedHelp(help), lighterDependencies],
  })
  const cli = join(dist, 'cli.js')
  writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, 'utf8').replace(settings.banner.js, '')}`)
  chmodSync(cli, 0o755)
  writeLicenses(root, Object.keys(result.metafile.inputs), join(dist, 'LICENSES.txt'))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

const size = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0)
console.log(`dist: ${Math.round(size / 1024)} KiB`)
