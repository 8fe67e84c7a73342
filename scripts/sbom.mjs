import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundledPackages } from './licenses.mjs'

/**
 * Writes what is bundled as a bill of materials: CycloneDX 1.6, in JSON, the same bytes for the same packages.
 */
export function writeSbom(root, inputs, target) {
  const { name, version, license } = manifestIn(root)
  // A package may lie in several places, in one version.
  const byReference = new Map(
    bundledPackages(root, inputs)
      .map((folder) => componentOf(manifestIn(folder)))
      .map((component) => [component['bom-ref'], component]),
  )
  const components = [...byReference.values()].sort((first, second) =>
    first['bom-ref'] < second['bom-ref'] ? -1 : 1,
  )
  const own = { ...componentOf({ name, version, license }), type: 'application' }
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: own },
    components,
    dependencies: [{ ref: own['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  }
  writeFileSync(target, `${JSON.stringify(sbom, null, 2)}\n`)
}

function componentOf({ name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const [group, plain] = name.startsWith('@') ? name.split('/') : [undefined, name]
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name: plain,
    version,
    ...(license === undefined
      ? {}
      : { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] }),
    purl,
  }
}

function manifestIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
