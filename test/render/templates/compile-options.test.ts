import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Handlebars from 'handlebars'
import { expect, test } from 'vitest'
import { exampleTree } from '../../../scripts/example-tree.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { COMPILE_OPTIONS } from '../../../src/render/templates/compile-options.ts'
import { registerHelpers } from '../../../src/render/templates/handlebars.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { readTemplateFiles } from '../../../src/render/templates/template-files.ts'
import { desk, fixtures, run, spawn } from '../../commands/run.ts'
import { checkout, cli, filesBelow } from '../../program.ts'

test('the helpers that are registered are those that the compiler knows', () => {
  const names: string[] = []
  registerHelpers({ registerHelper: (name: string) => names.push(name) } as unknown as typeof Handlebars)
  expect(names.sort()).toEqual(Object.keys(COMPILE_OPTIONS.knownHelpers).sort())
})

test.each(
  readdirSync(fixtures('valid')),
)('templates that the build precompiled render the same bytes as those that are compiled on the way: %s', async (name) => {
  const text = readFileSync(join(fixtures('valid'), name), 'utf8')
  const trees = [await Library.create(await builtinFiles()), await Library.create(read())].map((library) =>
    [...exampleTree(text, library)].map(([path, { content }]) => [path, content]),
  )
  expect(trees[0]).toEqual(trees[1])
})

/** Our own templates as they lie on the disk. */
function read() {
  return readTemplateFiles(join(checkout, 'templates'))
}

test.each([
  'minimal.yaml',
  'multi-repo.yaml',
  'multi-tenant.yaml',
])('the built program and the source render the same bytes: %s', async (name) => {
  const here = desk()
  const from = ['--no-git-init', '--from', join(fixtures('valid'), name)]
  expect((await run(here, ['create', 'source', ...from])).code).toBe(0)
  expect((await spawn(here, process.execPath, [cli(), 'create', 'built', ...from])).code).toBe(0)
  const [source, built] = [join(here.cwd, 'source'), join(here.cwd, 'built')]
  expect(filesBelow(built)).toEqual(filesBelow(source))
  for (const path of filesBelow(source)) {
    expect(readFileSync(join(built, path), 'utf8'), path).toBe(readFileSync(join(source, path), 'utf8'))
  }
})
