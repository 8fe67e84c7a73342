// Renders every example again from its flux-fleet.yaml. Read the diff: it is what users get.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'
import { exampleTree, findExamples } from './example-tree.ts'

const library = await Library.create(await builtinFiles())
for (const { name, root, file } of findExamples()) {
  const tree = exampleTree(readFileSync(file, 'utf8'), library)
  rmSync(root, { recursive: true })
  for (const [path, { content, executable }] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content, { mode: executable ? 0o755 : 0o644 })
  }
  console.log(`${name}: ${tree.size} files`)
}
