import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { ROOT } from './catalog-entries.ts'

/** A use of a variable that a rename changes. */
const USE = /(?<!\$)\$\{(CLUSTER_NAME|ENVIRONMENT)\b/

/**
 * The templates that use what a rename changes, and why nothing is lost by that. What other systems keep, sign,
 * mark or look things up by is made of `${CLUSTER_IDENTITY}`, or of no variable.
 */
const HARMLESS: Record<string, string> = {
  'catalog/podinfo/values.yaml': 'a greeting for people',
  'catalog/kube-prometheus-stack/values.yaml':
    'a label of alerts and of what is sent elsewhere, by which people know the cluster; what is stored has none',
  'cluster/cluster-vars.yaml.hbs': 'a comment that says how to write a variable',
  'documents/agents/where-things-go.md.hbs': 'says how to write a variable',
  'features/platform-repository/documents/platform-agents/where-things-go.md.hbs':
    'says how to write a variable',
}

function usesIn(files: ReadonlyMap<string, string>): string[] {
  return [...files].filter(([, text]) => USE.test(text)).map(([path]) => path)
}

test('templates use what a rename changes only where that is no harm', () => {
  const folder = join(ROOT, 'templates')
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const files = new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
  expect(usesIn(files).sort()).toEqual(Object.keys(HARMLESS).sort())
})

describe('a new use is found', () => {
  it.each([
    'organizations:\n  - ${quote}${CLUSTER_NAME}${quote}\n',
    'bucket: backups-${CLUSTER_NAME}\n',
    'prefix: ${ENVIRONMENT:=staging}/wal\n',
  ])('%j', (text) => {
    expect(usesIn(new Map([['catalog/x/values.yaml', text]]))).toEqual(['catalog/x/values.yaml'])
  })

  it.each([
    'name: ${CLUSTER_IDENTITY}\n',
    'text: $${CLUSTER_NAME}\n',
    'x: ${CLUSTER_NAMESPACE}\n',
  ])('and nothing else: %j', (text) => {
    expect(usesIn(new Map([['catalog/x/values.yaml', text]]))).toEqual([])
  })
})
