import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Living, living } from '../commands/living.ts'

const RECIPIENT = 'age1up46c2kpn0w3dzg290vjl9695tf5e4zwtwl4l3kd9p0jtcsese7quzgy7a'
/** Components that need no other one and no option. */
const COMPONENTS = [
  'kyverno',
  'cloudnative-pg',
  'metrics-server',
  'podinfo',
  'external-secrets',
  'cert-manager',
]

/** A fleet to begin with, and additions to it that have nothing to do with each other. */
interface Case {
  flags: string[]
  additions: { thing: string; name: string; more: string }[]
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    tenants: fc.boolean(),
    sops: fc.boolean(),
    artifacts: fc.boolean(),
    components: fc.shuffledSubarray(COMPONENTS, { minLength: 2 }),
    there: fc.nat(3),
    place: fc.constantFrom('', ',environments=staging', ',environments=production', ',clusters=production'),
    additions: fc.shuffledSubarray(['environment', 'cluster', 'component', 'component', 'tenant'], {
      minLength: 1,
    }),
    environment: fc.constantFrom('staging', 'production'),
  })
  .map(({ tenants, sops, artifacts, components, there, place, additions, environment }) => {
    const start = components.slice(0, Math.min(there, components.length - 2))
    const rest = components.slice(start.length)
    return {
      flags: [
        tenants ? '--layout=multi-tenant' : '--layout=monorepo',
        ...(sops ? ['--secrets=sops', `--recipient=${RECIPIENT}`] : ['--secrets=none']),
        ...(artifacts ? ['--artifacts'] : []),
        ...(tenants ? ['--tenant=team-a,decryption=false'] : []),
        ...(start.length === 0 ? ['--component=traefik'] : start.map((name) => `--component=${name}`)),
      ],
      additions: additions
        .filter((thing) => thing !== 'tenant' || tenants)
        .map((thing) => {
          if (thing === 'component') return { thing, name: rest.pop()!, more: place }
          if (thing === 'tenant') return { thing, name: 'payments', more: ',decryption=false' }
          if (thing === 'cluster') return { thing, name: 'west', more: `=${environment}` }
          return { thing, name: 'qa', more: '' }
        }),
    }
  })

/** Everything but the order of entries: `flux-fleet.yaml`, and its copy and hash in the lock. */
function withoutOrder(files: Record<string, string>): Record<string, string> {
  const { 'flux-fleet.yaml': _file, 'flux-fleet.lock': lock, ...rest } = files
  return { ...rest, lock: lock!.slice(lock!.indexOf('\nfiles:')).replace(/\n {2}flux-fleet\.yaml: .*/, '') }
}

const RUNS = { numRuns: 3 }

test('a change is done once, conflicts with nothing, and taking all back leaves every byte as it was', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ flags, additions }) => {
      const fleet = await living(...flags)
      const states: Record<string, string>[] = []
      for (const { thing, name, more } of additions) {
        states.push(fleet.files())
        await fleet.done('add', thing, name + more)
        const once = fleet.files()
        expect((await fleet.done('add', thing, name + more)).stdout).toContain('nothing to do')
        expect((await fleet.done('apply')).stdout).toContain('nothing to do')
        expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
        expect(fleet.files()).toEqual(once)
      }
      for (const { thing, name } of additions.toReversed()) {
        await fleet.done('remove', thing, name)
        expect(fleet.files()).toEqual(states.pop())
      }
    }),
    RUNS,
  )
}, 300_000)

test('additions that have nothing to do with each other give the same files in any order', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ flags, additions }) => {
      const [one, other] = [await living(...flags), await living(...flags)]
      for (const { thing, name, more } of additions) await one.done('add', thing, name + more)
      for (const { thing, name, more } of additions.toReversed()) await other.done('add', thing, name + more)
      expect(withoutOrder(other.files())).toEqual(withoutOrder(one.files()))
    }),
    RUNS,
  )
}, 300_000)

/** Files without text blocks, in which a line that begins with "#" is a comment wherever it stands. */
const COMMENTABLE =
  /^(flux-fleet\.yaml|\.sops\.yaml|clusters\/[^/]+\/cluster-vars\.yaml|.*\/(staging|production)\/kustomization\.yaml)$/

/** Writes comments of a person's own between the lines of many files. */
function comment(fleet: Living, places: readonly number[]): string[] {
  const paths = Object.keys(fleet.files()).filter((path) => COMMENTABLE.test(path))
  const written: string[] = []
  for (const [index, place] of places.entries()) {
    const path = paths[place % paths.length]!
    const lines = fleet.read(path).split('\n')
    const folded = lines.findIndex((line) => line.endsWith('>-'))
    const at = (place >> 4) % (folded < 0 ? lines.length : folded)
    const indent = /^ */.exec(lines[at]!)![0]
    lines.splice(at, 0, `${indent}# mine ${index}`)
    fleet.write(path, lines.join('\n'))
    written.push(path)
  }
  return written
}

test('comments of a person survive, byte for byte', async () => {
  let checked = 0
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.array(fc.nat(100_000), { minLength: 5, maxLength: 25 }),
      async (made, places) => {
        const fleet = await living(...made.flags)
        const paths = comment(fleet, places)
        const before = fleet.files()
        for (const { thing, name, more } of made.additions) await fleet.done('add', thing, name + more)
        const texts = paths.map((path) => fleet.read(path))
        for (const [index, text] of texts.entries())
          expect(text).toMatch(new RegExp(`^ *# mine ${index}$`, 'm'))
        for (const { thing, name } of made.additions.toReversed()) await fleet.done('remove', thing, name)
        const after = fleet.files()
        expect(withoutOrder(after)).toEqual(withoutOrder(before))
        expect(after['flux-fleet.yaml']).toBe(before['flux-fleet.yaml'])
        checked += paths.length
      },
    ),
    { numRuns: 7 },
  )
  expect(checked).toBeGreaterThan(60)
}, 300_000)
