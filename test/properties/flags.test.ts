import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { clusterGenerator, fleetGenerator, tenantGenerator } from '../../generators/index.ts'
import { parseEntry, splitList } from '../../src/commands/answers/entries.ts'
import { equivalentFlags } from '../../src/commands/answers/equivalent.ts'
import { GivenAnswers, takeDefaults, takeFlags } from '../../src/commands/answers/given-answers.ts'
import { questionFlags } from '../../src/commands/command-line/options.ts'
import { checkFleet } from '../../src/features/check-fleet.ts'
import { addRequired } from '../../src/fleet/changes/add-required.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import { plainFleet } from '../../src/fleet/file/save-fleet.ts'
import type { Surroundings } from '../../src/fleet/questions/question.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { isLockedDown, LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { shellWord } from '../../src/text/shell.ts'
import { fleet, label, text } from './arbitraries.ts'

let surroundings: Surroundings
beforeAll(async () => {
  surroundings = { catalog: (await Library.create(await builtinFiles())).catalog, folder: 'somewhere' }
})

/** The fleet that `create --yes` makes of flags. */
function fleetOf(flags: readonly string[]): Fleet {
  const command = new Command().exitOverride()
  for (const flag of questionFlags(fleetGenerator)) command.addOption(flag)
  command.parse(flags, { from: 'user' })
  const given = new GivenAnswers({ version: 1 })
  takeFlags(given, command.opts(), surroundings)
  takeDefaults(given, surroundings)
  const parsed = parseFleet(given.answers)
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return addRequired(parsed.fleet, surroundings.catalog).fleet
}

test('the flags of a fleet make the same fleet, or there are none', () => {
  const carried: Record<string, number> = {}
  const free = fleet.filter((model) => checkFleet(model, surroundings.catalog).length === 0)
  fc.assert(
    fc.property(free, (model) => {
      const flags = equivalentFlags(model, surroundings)
      if (flags === undefined) return
      const kind = model.tenants.length > 0 ? `${model.layout} with tenants` : model.layout
      carried[kind] = (carried[kind] ?? 0) + 1
      // As they are written: an empty map of variables says nothing.
      expect(plainFleet(fleetOf(flags))).toEqual(plainFleet(model))
    }),
    { numRuns: 2000 },
  )
  for (const layout of LAYOUTS) {
    const kind = isLockedDown({ layout }) ? `${layout} with tenants` : layout
    expect({ kind, often: carried[kind]! > 5 }).toEqual({ kind, often: true })
  }
})

test('an entry with any variable that a flag can carry is read back', () => {
  const word = text.filter((value) => value === value.trim() && !/\\(,|$)/.test(value))
  fc.assert(
    fc.property(label, label, fc.array(word, { maxLength: 4 }), (name, environment, list) => {
      const fields = list.map((value, index) => `variables.V${index}=${value.replaceAll(',', '\\,')}`)
      const entry = parseEntry(clusterGenerator, 'cluster', [`${name}=${environment}`, ...fields].join(','))
      const variables = Object.fromEntries(list.map((value, index) => [`V${index}`, value]))
      expect(entry).toEqual({ name, environment, ...(list.length === 0 ? {} : { variables }) })
    }),
    { numRuns: 300 },
  )
})

test('a tenant with any channel that a flag can carry is read back', () => {
  const word = text.filter((value) => value === value.trim() && !/\\(,|$)/.test(value))
  fc.assert(
    fc.property(label, fc.array(label, { maxLength: 3 }), word, (name, namespaces, channel) => {
      const fields = [
        ...namespaces.map((namespace) => `namespaces=${namespace}`),
        `notifications.channel=${channel.replaceAll(',', '\\,')}`,
      ]
      expect(parseEntry(tenantGenerator, 'tenant', [name, ...fields].join(','))).toEqual({
        name,
        notifications: { channel },
        ...(namespaces.length === 0 ? {} : { namespaces }),
      })
    }),
    { numRuns: 300 },
  )
})

test('a list is split at commas that nothing stands before', () => {
  expect(splitList('a, b ,,c\\,d,')).toEqual(['a', 'b', 'c,d'])
  expect(splitList('')).toEqual([])
})

test('a shell reads every word back', () => {
  const list = fc.sample(
    text.filter((value) => !value.includes('\u0000')),
    { numRuns: 400, seed: 7 },
  )
  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${list.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  })
  expect(output.split('\u0000').slice(0, -1)).toEqual(list)
})
