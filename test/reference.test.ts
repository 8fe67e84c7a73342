import { join } from 'node:path'
import { test } from 'vitest'
import { referencePage, schemaText } from '../scripts/reference.ts'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'
import { expectFile } from './expected.ts'
import { checkout } from './program.ts'

test('the JSON Schema is what the definitions say (npm run reference writes it again)', () => {
  expectFile(join(checkout, 'templates/repository/flux-fleet.schema.json'), schemaText())
})

test('the reference page is what the definitions say (npm run reference writes it again)', async () => {
  const { catalog } = await Library.create(await builtinFiles())
  expectFile(join(checkout, 'docs/reference.md'), referencePage(catalog))
})
