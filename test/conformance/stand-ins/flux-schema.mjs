// Stands in for `flux-schema`: takes `validate --config <file> [files…]`, and stdin when no file is named.
// STAND_IN_INVALID: a regular expression; files whose name, or text on stdin that matches it, are invalid.
import { existsSync, readFileSync } from 'node:fs'
import { readStdin, record, refuse } from './record.mjs'

const args = process.argv.slice(2)
const [command, flag, config, ...files] = args
const stdin = files.length === 0 ? readStdin() : undefined
record('flux-schema', args, stdin)
if (command !== 'validate') refuse(`unknown command "${command}" for "flux-schema"`)
if (flag !== '--config') refuse(`unknown flag: ${flag}`)
if (!existsSync(config)) refuse(`${config}: no such file`)
if (!readFileSync(config, 'utf8').includes('apiVersion: schema.plugin.fluxcd.io/v1beta1'))
  refuse(`${config} is no configuration`)
for (const file of files) if (file.startsWith('-') || !existsSync(file)) refuse(`${file}: no such file`)
if (stdin !== undefined && stdin.trim() === '') refuse('nothing to validate on stdin')

const invalid = process.env.STAND_IN_INVALID
const found =
  invalid === undefined
    ? []
    : [...files, ...(stdin === undefined ? [] : [stdin])].filter((text) => new RegExp(invalid).test(text))
for (const text of found) console.log(`✗ ${text.split('\n')[0]}: invalid`)
process.exit(found.length === 0 ? 0 : 1)
