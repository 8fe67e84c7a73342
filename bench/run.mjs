// Measures the built command line side by side with what it can be compared to, and prints ratios.
// Needs hyperfine. `npm run bench -- --readme` writes the table into README.md.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fleetText } from './fleets.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..')
const cli = join(root, 'dist', 'cli.js')
const work = mkdtempSync(join(tmpdir(), 'flux-fleet-bench-'))
// A start is compared without the disk, whose time for the same eighty files varies by tens of milliseconds.
const MEMORY = '/dev/shm'
const workInMemory = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'flux-fleet-bench-'))
const quiet = { ...process.env, XDG_STATE_HOME: join(work, 'state') }

/** Median seconds of each command, measured one after the other in one run of hyperfine. */
function measure(commands, { runs, prepare }) {
  const out = join(work, 'result.json')
  const args = ['--shell=none', '--style=none', `--warmup=1`, `--runs=${runs}`, `--export-json=${out}`]
  if (prepare !== undefined) args.push(`--prepare=${prepare}`)
  execFileSync('hyperfine', [...args, ...commands], { stdio: ['ignore', 'ignore', 'inherit'], env: quiet })
  return JSON.parse(readFileSync(out, 'utf8')).results.map((result) => result.median)
}

/** Clears a place without deleting anything: a disk that is still busy with that would be measured along. */
function moveAway(folder) {
  return `sh -c 'test ! -e ${folder} || mv ${folder} ${folder}-$(date +%s%N)'`
}

const rows = []
const ms = (seconds) => `${Math.round(seconds * 1000)} ms`

try {
  const tree = join(work, 'tree')
  execFileSync(process.execPath, [cli, 'create', tree, '--yes', '--owner=acme', '--quiet'], { env: quiet })
  rmSync(join(tree, '.git'), { recursive: true })
  const templates = join(work, 'templates')
  cpSync(tree, templates, { recursive: true })
  for (const entry of readdirSync(templates, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('{{', '\\{{'))
  }
  const target = join(workInMemory, 'target')
  process.env.BENCH_TARGET = quiet.BENCH_TARGET = target
  process.env.BENCH_TEMPLATES = quiet.BENCH_TEMPLATES = templates
  const clean = `rm -rf ${target}`
  const [bare, help, create, plop, raw] = measure(
    [
      'node -e 0',
      `node ${cli} --help`,
      `node ${cli} create ${target} --yes --owner=acme --quiet`,
      `node ${join(root, 'node_modules/plop/bin/plop.js')} --plopfile ${join(here, 'plopfile.mjs')} tree`,
      `node ${join(here, 'raw-write.mjs')} ${tree} ${target}`,
    ],
    { runs: 15, prepare: clean },
  )
  rows.push(
    ['`node -e 0`', ms(bare), ''],
    ['`--help`', ms(help), `${ms(help - bare)} over bare Node`],
    ['`create --yes`', ms(create), `${ms(create - bare)} over bare Node`],
    ['plop, the same tree', ms(plop), `${(plop / create).toFixed(1)} times create`],
    ['raw copy of the tree', ms(raw), `${(raw / create).toFixed(1)} times create`],
  )

  for (const { title, ...size } of [
    { title: '200 clusters, 4 environments, 40 components', environments: 4, clusters: 200, components: 40 },
    {
      title: '200 clusters, 200 environments, 40 components',
      environments: 200,
      clusters: 200,
      components: 40,
      overridden: 0,
    },
    {
      title: 'The same, with values of its own for each component in each environment',
      environments: 200,
      clusters: 200,
      components: 40,
    },
  ]) {
    const file = join(work, 'fleet.yaml')
    writeFileSync(file, fleetText(size))
    const made = join(work, 'made')
    rmSync(made, { recursive: true, force: true })
    const memory = join(work, 'memory')
    execFileSync(
      process.execPath,
      ['--require', join(here, 'report-memory.cjs'), cli, 'create', made, '--from', file, '--quiet'],
      {
        env: { ...quiet, BENCH_MEMORY: memory },
      },
    )
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length
    const megabytes = Math.round(Number(readFileSync(memory, 'utf8').trim().split('\n').at(-1)) / 1024)
    const [inMemory, onDisk] = [target, join(work, 'target')].map((folder) =>
      measure(
        [
          `node ${cli} create ${folder} --from ${file} --quiet`,
          `node ${join(here, 'raw-write.mjs')} ${made} ${folder}`,
        ],
        { runs: 5, prepare: moveAway(folder) },
      ),
    )
    const times = ([whole, written]) => `${(whole / written).toFixed(1)} times the raw write (${ms(written)})`
    rows.push([
      `${title}: ${files} files`,
      ms(inMemory[0]),
      `${times(inMemory)}; on the disk ${times(onDisk)}; ${megabytes} MB`,
    ])
  }

  let before
  for (const components of [250, 500, 1000]) {
    const file = join(work, 'fleet.yaml')
    writeFileSync(file, fleetText({ environments: 2, clusters: 2, components, overridden: 0 }))
    const made = join(workInMemory, 'made')
    rmSync(made, { recursive: true, force: true })
    execFileSync(process.execPath, [cli, 'create', made, '--from', file, '--quiet'], { env: quiet })
    const [added] = measure([`node ${cli} add component traefik --yes --quiet --cwd ${target}`], {
      runs: 5,
      prepare: `sh -c 'rm -rf ${target} && cp -r ${made} ${target}'`,
    })
    rows.push([
      `\`add component\` to ${components}`,
      ms(added),
      before === undefined ? '' : `${(added / before).toFixed(1)} times that of half as many`,
    ])
    before = added
  }
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(workInMemory, { recursive: true, force: true })
}

const table = [
  '| What | Median | Compared |',
  '| --- | --- | --- |',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n')
console.log(table)
if (process.argv.includes('--readme')) {
  const readme = join(root, 'README.md')
  const text = readFileSync(readme, 'utf8')
  writeFileSync(
    readme,
    text.replace(/<!-- bench -->[\s\S]*<!-- \/bench -->/, `<!-- bench -->\n${table}\n<!-- /bench -->`),
  )
}
