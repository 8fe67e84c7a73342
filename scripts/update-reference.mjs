// Writes docs/reference.md and the JSON Schema of flux-fleet.yaml from the definitions. Run it with tsx.
import { writeFileSync } from 'node:fs'
import { builtinFiles } from '../src/render/templates/builtin.ts'
import { Library } from '../src/render/templates/library.ts'
import { referencePage, schemaText } from './reference.ts'

const at = (path) => new URL(`../${path}`, import.meta.url)
writeFileSync(at('templates/repository/flux-fleet.schema.json'), schemaText())
const { catalog } = await Library.create(await builtinFiles())
writeFileSync(at('docs/reference.md'), referencePage(catalog))
