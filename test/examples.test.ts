import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleTree, findExamples } from '../scripts/example-tree.ts'
import { loadFleet } from '../src/fleet/file/load-fleet.ts'
import { LAYOUTS } from '../src/fleet/schema/layouts.ts'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'
import { expectFile, isUpdating } from './expected.ts'

const examples = findExamples()

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

test('there is an example of every layout', () => {
  const layouts = examples.map(({ file }) => {
    const loaded = loadFleet(readFileSync(file, 'utf8'))
    return 'fleet' in loaded ? loaded.fleet.layout : loaded.issues
  })
  expect(layouts).toEqual(expect.arrayContaining(LAYOUTS))
})

describe.each(examples)('example $name', ({ root, file }) => {
  const tree = () => exampleTree(readFileSync(file, 'utf8'), library)

  test('has exactly the files that its flux-fleet.yaml renders to', () => {
    const found = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    const wanted = new Map(tree())
    const surplus = found.filter((path) => !wanted.has(path))
    if (isUpdating()) for (const path of surplus) expectFile(join(root, path), undefined)
    else expect(found.sort()).toEqual([...wanted.keys()].sort())
  })

  test('has their content, byte by byte (npm run examples renders them again)', () => {
    for (const [path, { content, executable = false }] of tree())
      expectFile(join(root, path), content, executable)
  })
})
