// Renders every example again from its flux-fleet.yaml. Read the diff: it is what users get.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtinFiles } from '../src/render/builtin.ts'
import { Library } from '../src/render/library.ts'
import { exampleTree } from './example-tree.ts'

const examples = fileURLToPath(new URL('../examples', import.meta.url))
const library = await Library.create(await builtinFiles())
for (const name of readdirSync(examples)) {
  const root = join(examples, name)
  const file = join(root, 'flux-fleet.yaml')
  if (!existsSync(file)) continue
  const text = readFileSync(file, 'utf8')
  const tree = exampleTree(text, library)
  rmSync(root, { recursive: true })
  for (const [path, { content, executable }] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content, { mode: executable ? 0o755 : 0o644 })
  }
  console.log(`${name}: ${tree.size} files`)
}
