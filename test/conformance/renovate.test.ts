import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout, filesBelow } from '../program.ts'
import { WRITTEN_OTHERWISE } from '../render/components/written-otherwise.ts'
import { run, toolsFolder } from './tools.ts'

interface Asked {
  manager: 'regex' | 'flux'
  content: string
  path: string
  config: object
}

interface Dependency {
  depName?: string
  currentValue?: string
  datasource?: string
  registryUrls?: string[]
}

/** What Renovate's own code finds in files. */
function extract(asked: readonly Asked[]): (Dependency[] | null)[] {
  const { status, stdout } = run(
    'node-24',
    [join(import.meta.dirname, 'renovate-extract.mjs'), join(toolsFolder, 'renovate')],
    { input: JSON.stringify(asked) },
  )
  // It says on standard error that nobody set up its log.
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

interface CustomManager {
  managerFilePatterns: string[]
  matchStrings: string[]
  datasourceTemplate?: string
}

const EXAMPLES = [
  'monorepo',
  'own-components',
  'multi-tenant',
  'multi-repo/acme-platform',
  'component-by-component',
]

/** The files of an example that each of its own managers reads. */
function readByManagers(example: string, rewrite: (text: string) => string = (text) => text): Asked[] {
  const folder = join(checkout, 'examples', example)
  const { customManagers } = JSON.parse(readFileSync(join(folder, 'renovate.json'), 'utf8')) as {
    customManagers: CustomManager[]
  }
  const files = filesBelow(folder).filter((path) => /\.ya?ml$/.test(path))
  return customManagers.flatMap((config) =>
    files
      .filter((path) => new RegExp(config.managerFilePatterns[0]!.slice(1, -1)).test(path))
      .map((path) => ({
        manager: 'regex' as const,
        content: rewrite(readFileSync(join(folder, path), 'utf8')),
        path,
        config,
      })),
  )
}

/** By the algorithm that Renovate documents: each match of the pattern, with the groups that have a name. */
function documented({ content, config }: Asked): Dependency[] {
  const { matchStrings, datasourceTemplate } = config as CustomManager
  return [...content.matchAll(new RegExp(matchStrings[0]!, 'g'))].map(({ groups }) => ({
    depName: groups!.depName!,
    currentValue: groups!.currentValue!,
    datasource: datasourceTemplate ?? groups!.datasource!,
    ...(groups!.registryUrl === undefined ? {} : { registryUrls: [groups!.registryUrl] }),
  }))
}

function bare(found: Dependency[] | null): Dependency[] {
  return (found ?? []).map(({ depName, currentValue, datasource, registryUrls }) => ({
    depName,
    currentValue,
    datasource,
    // It writes each address in one way.
    ...(registryUrls === undefined
      ? {}
      : { registryUrls: registryUrls.map((url) => url.replace(/\/$/, '')) }),
  })) as Dependency[]
}

describe("Renovate's own regex manager", () => {
  test.each(EXAMPLES)('finds in %s what its documented algorithm finds', (example) => {
    const asked = readByManagers(example)
    const found = extract(asked).map(bare)
    expect(found).toEqual(asked.map((one) => bare(documented(one))))
    expect(found.flat().length).toBeGreaterThan(2)
  })

  test.each(Object.entries(WRITTEN_OTHERWISE))('finds the same with %s', (_, rewrite) => {
    const before = EXAMPLES.flatMap((example) => readByManagers(example))
    const after = EXAMPLES.flatMap((example) => readByManagers(example, rewrite))
    // Starting it takes longer than all that it reads.
    const found = extract([...before, ...after]).map(bare)
    expect(found.slice(before.length)).toEqual(found.slice(0, before.length))
    expect(found.flat().length).toBeGreaterThan(50)
  })
})

test("Renovate's own flux manager finds every version that is no range", () => {
  const folder = join(checkout, 'examples/artifacts')
  const asked = filesBelow(folder)
    .filter((path) => /^(infrastructure|apps)\/.+\.yaml$/.test(path))
    .map((path) => ({
      manager: 'flux' as const,
      content: readFileSync(join(folder, path), 'utf8'),
      path,
      config: {},
    }))
  const found = extract(asked)
    .flatMap((deps) => deps ?? [])
    .filter(({ currentValue }) => currentValue !== undefined)
    .map(({ depName }) => depName)
  expect(found).toEqual(
    expect.arrayContaining([expect.stringContaining('podinfo'), expect.stringContaining('cert-manager')]),
  )
})
