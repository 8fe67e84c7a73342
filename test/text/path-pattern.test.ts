import { expect, test } from 'vitest'
import { pathPattern } from '../../src/text/path-pattern.ts'

test.each([
  ['docs', ['docs', 'docs/fleet.md', 'docs/a/b.md'], ['docs2/x', 'a/docs/fleet.md', 'doc']],
  ['./docs/', ['docs/fleet.md'], ['docs2/x']],
  ['*.md', ['README.md', '.md'], ['docs/fleet.md', 'README.mdx', 'README-md']],
  ['**/*.md', ['README.md', 'docs/fleet.md', 'a/b/c.md'], ['README.txt']],
  ['clusters/*/apps.yaml', ['clusters/a/apps.yaml'], ['clusters/apps.yaml', 'clusters/a/b/apps.yaml']],
  ['clusters/**', ['clusters/a', 'clusters/a/b.yaml'], ['cluster/a']],
  ['apps/**/podinfo-?.yaml', ['apps/podinfo-1.yaml', 'apps/a/b/podinfo-x.yaml'], ['apps/podinfo-12.yaml']],
  ['a+b(c)/[d]', ['a+b(c)/[d]'], ['aab(c)/[d]', 'a+b(c)/d']],
  ['apps\\base', ['apps/base/x.yaml'], ['appsbase']],
])('%s means paths and what is below them', (pattern, meant, others) => {
  const has = pathPattern(pattern)
  expect(meant.filter((path) => !has(path))).toEqual([])
  expect(others.filter(has)).toEqual([])
})
