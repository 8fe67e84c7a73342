import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { referencePage, schemaText } from '../scripts/reference.ts'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('the JSON Schema is what the definitions say (npm run reference writes it again)', () => {
  expect(read('templates/repository/flux-fleet.schema.json')).toBe(schemaText())
})

test('the reference page is what the definitions say (npm run reference writes it again)', async () => {
  const { catalog } = await Library.create(await builtinFiles())
  expect(read('docs/reference.md')).toBe(referencePage(catalog))
})
