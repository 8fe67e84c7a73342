// Has Renovate's own managers read files. Takes a folder with its package, and on standard input a list of
// `{ manager, content, path, config }`; prints what it finds in each, or null.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder] = process.argv.slice(2)
// Before Renovate is loaded, which changes how standard input is read.
const asked = JSON.parse(readFileSync(0, 'utf8'))
const managers = new Map()
for (const [name, file] of [
  ['regex', 'custom/regex/index.js'],
  ['flux', 'flux/extract.js'],
]) {
  const module = join(folder, 'node_modules/renovate/dist/modules/manager', file)
  managers.set(name, (await import(pathToFileURL(module).href)).extractPackageFile)
}
const found = []
for (const { manager, content, path, config } of asked)
  found.push((await managers.get(manager)(content, path, config))?.deps ?? null)
console.log(JSON.stringify(found))
