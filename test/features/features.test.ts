import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fleetGenerator } from '../../generators/fleet.ts'
import { FEATURES } from '../../src/features/index.ts'
import { checkout } from '../program.ts'

/** What says of a fleet whether it has a feature, and the files that may ask it besides the feature. */
const QUESTIONS: readonly { feature: string; pattern: RegExp; besides: readonly string[] }[] = [
  { feature: 'tenants', pattern: /\bisLockedDown\b/, besides: ['src/fleet/schema/layouts.ts'] },
  {
    feature: 'platform-repository',
    pattern: /\bhasPlatformRepository\b/,
    besides: ['src/fleet/schema/layouts.ts'],
  },
  { feature: 'artifacts', pattern: /(?<!from '\.\.?\/[^']*)\.artifacts\b/, besides: [] },
  { feature: 'sops', pattern: /secrets\??\.provider\b|\bprovider\b.* = .*secrets\b/, besides: [] },
]

/** A layout that is told apart by its name stands for the features that it brings. */
const BY_NAME = /layout\s*[!=]==?\s*['"]|['"](monorepo|multi-tenant|multi-repo)['"]\s*[!=]==/

/** The code of the product, by paths from the project's top. */
function sources(): { path: string; lines: string[] }[] {
  return ['src', 'generators'].flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => {
        const full = join(entry.parentPath, entry.name)
        return {
          path: relative(checkout, full).replaceAll('\\', '/'),
          lines: readFileSync(full, 'utf8').split('\n'),
        }
      }),
  )
}

/** Lines outside of features that ask whether a fleet has one. */
function askedOutside(files: readonly { path: string; lines: string[] }[]): string[] {
  return files
    .filter(({ path }) => !path.startsWith('src/features/'))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => {
        if (/^\s*(\*|\/\/|\/\*)/.test(line)) return []
        const asked = QUESTIONS.some(({ pattern, besides }) => pattern.test(line) && !besides.includes(path))
        return asked || BY_NAME.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []
      }),
    )
}

describe('whether a fleet has a feature', () => {
  it('is asked by the feature and by nobody else', () => {
    expect(askedOutside(sources())).toEqual([])
  })

  it('is asked for in the interview where the feature says so', () => {
    const asked = fleetGenerator.questions.map(({ field }) => field)
    for (const { after, questions } of FEATURES.flatMap((feature) => feature.questions ?? [])) {
      const fields = questions.map(({ field }) => field)
      expect(asked).toEqual(expect.arrayContaining([after, ...fields]))
      const first = asked.indexOf(fields[0]!)
      expect(asked.slice(first, first + fields.length)).toEqual(fields)
      expect(first).toBeGreaterThan(asked.indexOf(after))
    }
    expect(new Set(asked).size).toBe(asked.length)
  })

  it('is known of every feature', () => {
    expect(QUESTIONS.map(({ feature }) => feature).sort()).toEqual(FEATURES.map(({ name }) => name).sort())
  })

  it.each([
    'if (isLockedDown(fleet)) return',
    'const several = hasPlatformRepository(fleet)',
    "if (fleet.secrets.provider === 'sops') return",
    'const { provider } = fleet.secrets',
    'return fleet.artifacts ? one : other',
    "if (fleet.layout === 'multi-repo') return",
  ])('is found where it is asked: %s', (line) => {
    expect(askedOutside([{ path: 'src/render/render.ts', lines: [line] }])).toHaveLength(1)
  })
})

describe('a source', () => {
  it('has its name in one place', () => {
    const named = sources().flatMap(({ path, lines }) =>
      lines.some((line) => /['"]flux-system['"]/.test(line) && !/^\s*(\*|\/\/)/.test(line)) ? [path] : [],
    )
    expect(named.sort()).toEqual(['src/fleet/resolve/flux-system.ts', 'src/fleet/resolve/source-names.ts'])
  })
})
