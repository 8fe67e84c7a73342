import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { type Living, living } from './living.ts'

/** What formatters make of the files of a fleet: lined up tables, other quotes and indentation, lists on one line. */
function format(fleet: Living): void {
  for (const path of Object.keys(fleet.files())) {
    if (!/\.(md|json|ya?ml)$/.test(path)) continue
    const text = fleet.read(path)
    if (path.endsWith('.md')) fleet.write(path, linedUp(text))
    else if (/\.json$/.test(path)) fleet.write(path, `${JSON.stringify(JSON.parse(text), undefined, 4)}\n`)
    else if (/\.ya?ml$/.test(path) && !path.includes('sops') && path !== 'flux-fleet.lock')
      fleet.write(path, reformatted(text))
  }
}

function reformatted(text: string): string {
  const documents = parseAllDocuments(text)
  return documents
    .map((document) => document.toString({ indent: 4, indentSeq: false, lineWidth: 0, singleQuote: true }))
    .join('')
}

function linedUp(text: string): string {
  return text.replaceAll(/(?:^\|.*\|\n)+/gm, (table) => {
    const rows = table
      .trimEnd()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      )
    const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)))
    return rows
      .map((row) =>
        row.map((cell, column) =>
          /^-+$/.test(cell) ? '-'.repeat(widths[column]!) : cell.padEnd(widths[column]!),
        ),
      )
      .map((row) => `| ${row.join(' | ')} |\n`)
      .join('')
  })
}

test('after formatters every command works without a conflict, and tables stay lined up', async () => {
  const fleet = await living('--secrets=none')
  format(fleet)
  const formatted = fleet.read('docs/fleet.md')
  expect((await fleet.done('diff')).stdout).toContain('Every file is as it would be written now.')
  await fleet.done('add', 'component', 'kyverno')
  await fleet.done('add', 'cluster', 'west=staging')
  expect(fleet.read('docs/fleet.md')).toBe(linedUp(fleet.read('docs/fleet.md')))
  await fleet.done('rename', 'environment', 'staging', 'test')
  await fleet.done('rename', 'environment', 'test', 'staging')
  await fleet.done('remove', 'cluster', 'west')
  await fleet.done('remove', 'component', 'kyverno')
  expect(fleet.read('docs/fleet.md')).toBe(formatted)
  await fleet.done('remove', 'component', 'podinfo')
  expect((await fleet.done('diff')).stdout).toContain('Every file is as it would be written now.')
})

test('a comment in a file that was formatted is an edit', async () => {
  const fleet = await living('--secrets=none')
  format(fleet)
  const path = 'apps/base/podinfo/release.yaml'
  fleet.write(path, `${fleet.read(path)}# mine\n`)
  expect((await fleet.done('diff')).stdout).toContain(`${path} (changed)`)
  const { code, stderr } = await fleet.run('remove', 'component', 'podinfo')
  expect(code).toBe(3)
  expect(stderr).toContain('edited by hand')
})
