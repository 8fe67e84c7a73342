// Stands in for `flux-schema`: takes `validate --config <file> [files…]`, and stdin when no file is named. What it
// finds wrong is found by `fleetcheck schema`, with Kubernetes' own schemas: see fleetcheck/fluxcli.go.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { readStdin, record, refuse } from './record.mjs'

const args = process.argv.slice(2)
const [command, flag, config, ...files] = args
const stdin = files.length === 0 ? readStdin() : undefined
for (const file of files) if (file.startsWith('-') || !existsSync(file)) refuse(`${file}: no such file`)
record(
  'flux-schema',
  args,
  stdin,
  files.map((file) => readFileSync(file, 'utf8')),
)
if (command !== 'validate') refuse(`unknown command "${command}" for "flux-schema"`)
if (flag !== '--config') refuse(`unknown flag: ${flag}`)
const schemas = JSON.parse(process.env.STAND_IN_SCHEMAS)
const done = spawnSync(process.env.STAND_IN_FLEETCHECK, ['schema', ...schemas, flag, config, ...files], {
  input: stdin,
  stdio: ['pipe', 'inherit', 'inherit'],
})
process.exit(done.status ?? 1)
