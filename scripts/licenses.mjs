import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/** The folders of every package whose code is in the bundle. */
export function bundledPackages(root, inputs) {
  const packages = new Map()
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)
    if (match !== null) packages.set(match[1], join(root, match[1]))
  }
  return [...packages.values()].sort()
}

/** Writes the licenses of every package whose code is in the bundle. */
export function writeLicenses(root, inputs, target) {
  const sections = bundledPackages(root, inputs).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const texts = readdirSync(folder)
      .filter((file) => LICENSE_FILE.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    if (texts.length === 0 && license === undefined)
      throw new Error(`${name} is bundled but states no license`)
    return `${name} ${version} (${license ?? 'see below'})\n\n${texts.join('\n\n') || `License: ${license}. The package carries no license text.`}`
  })
  const line = '-'.repeat(80)
  writeFileSync(
    target,
    `The programs below are part of this package.\n\n${line}\n${sections.join(`\n\n${line}\n`)}\n`,
  )
}
