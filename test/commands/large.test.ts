import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { livingFrom } from './living.ts'

// A file of more than twenty thousand characters is merged without the entries that a change is not about.
const MANY = 260

const text = [
  'version: 1',
  'name: many',
  'git: { owner: acme, init: false }',
  'secrets: { provider: none }',
  'environments: [{ name: staging }, { name: production, production: true }]',
  'clusters:',
  '  - { name: staging, environment: staging } # the small one',
  '  - { name: production, environment: production }',
  'components:',
  '  # ours',
  ...Array.from({ length: MANY }, (_, index) => [
    ...(index % 50 === 0 ? ['', `  # from ${index} on`] : []),
    `  - name: app-${index} # the one with number ${index}`,
    `    chart: { oci: "oci://registry.example.com/app-${index}", version: 1.x }`,
    ...['    values: { text: "one', '      # two" }'].filter(() => index % 3 === 0),
    ...['    values:', '      text: |+', '        kept', ''].filter(() => index % 3 === 1),
  ]).flat(),
  '# the end',
  '',
].join('\n')

test('a large flux-fleet.yaml gets and loses one entry, and nothing else', async () => {
  const fleet = await livingFrom(text)
  const before = fleet.read('flux-fleet.yaml')
  expect(before.length).toBeGreaterThan(20_000)
  const files = fleet.files()

  await fleet.done('add', 'component', 'kyverno', '--yes')
  const added = fleet.read('flux-fleet.yaml')
  expect(added).toBe(before.replace('# the end\n', '  - name: kyverno\n# the end\n'))
  await fleet.done('remove', 'component', 'kyverno', '--yes')
  expect(fleet.files()).toEqual(files)

  await fleet.done('add', 'cluster', 'west=production', '--yes')
  expect(fleet.read('flux-fleet.yaml')).toBe(
    before.replace(
      /(.*environment: production .*\n)/,
      '$1  - name: west\n    environment: production\n    domain: west.example.com\n',
    ),
  )
  await fleet.done('undo', '--yes')
  expect(fleet.files()).toEqual(files)

  await fleet.done('remove', 'component', 'app-130', '--yes')
  // What a person wrote stays.
  const removed = before.replace(
    / {2}- name: app-130 (.*\n)*?(?= {2}- name: app-131)/,
    '  # the one with number 130\n',
  )
  expect(fleet.read('flux-fleet.yaml')).toBe(removed)
  expect(parse(removed).components).toHaveLength(MANY - 1)
})

test.each([
  [
    'in another order',
    (all: string) =>
      all.replace(/( {2}- name: app-20 .*?)( {2}- name: app-21 .*?)(?= {2}- name: app-22 )/s, '$2$1'),
  ],
  ['in other words', (all: string) => all.replaceAll('chart: { oci: "oci:', "chart: {   'oci': \"oci:")],
  [
    'with an anchor',
    (all: string) =>
      all.replace('version: 1.x }', 'version: &any 1.x }').replace(/version: 1.x \}/, 'version: *any }'),
  ],
  ['with CRLF', (all: string) => all.replaceAll('\n', '\r\n')],
])('a large flux-fleet.yaml %s gets one entry too', async (_, edited) => {
  const fleet = await livingFrom(text)
  const ours = edited(text)
  expect(ours).not.toBe(text)
  fleet.write('flux-fleet.yaml', ours)
  await fleet.done('add', 'component', 'kyverno', '--yes')
  const end = ours.includes('\r') ? '\r\n' : '\n'
  expect(fleet.read('flux-fleet.yaml')).toBe(ours.replace('# the end', `  - name: kyverno${end}# the end`))
})
