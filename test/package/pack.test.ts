import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { checkout, filesBelow, workplace } from '../program.ts'
import { fence, npmEnvironment, packOnce, runToEnd } from './packed.ts'

const packed = packOnce()

async function install() {
  const { cwd, home } = workplace()
  fence(cwd)
  const environment = npmEnvironment(home)
  const words = ['install', '--offline', '--prefix', cwd, packed.tarball]
  const { code, stderr } = await runToEnd('npm', words, { cwd, environment })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return { cwd, environment, modules: join(cwd, 'node_modules') }
}

describe('the packed package', () => {
  it('is one package of at most 3 MB, with its licenses', () => {
    const paths = packed.report.files.map(({ path }) => path)
    expect(packed.report.unpackedSize).toBeLessThanOrEqual(3_000_000)
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'package.json',
        'dist/cli.js',
        'dist/LICENSES.txt',
        'dist/sbom.cdx.json',
      ]),
    )
    expect(
      paths.filter(
        (path) =>
          !/^(LICENSE|README\.md|package\.json|dist\/(LICENSES\.txt|sbom\.cdx\.json|package\.json|[\w-]+\.js))$/.test(
            path,
          ),
      ),
    ).toEqual([])
  })

  it('says what is bundled, package by package', () => {
    const sbom = JSON.parse(readFileSync(join(checkout, 'dist/sbom.cdx.json'), 'utf8'))
    const licenses = readFileSync(join(checkout, 'dist/LICENSES.txt'), 'utf8')
    const said = sbom.components.map(({ purl }: { purl: string }) => purl)
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
    expect(said).toEqual([...new Set(said)].sort())
    for (const { group, name, version } of sbom.components)
      expect(licenses).toContain(`\n${group === undefined ? '' : `${group}/`}${name} ${version} (`)
    expect(new Set(licenses.match(/^\S+ \d\S* \(.*\)$/gm)).size).toBe(said.length)
  })

  it('needs nothing to download and runs nothing when it is installed', () => {
    for (const key of [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'bundleDependencies',
      'bundledDependencies',
    ]) {
      expect(packed.manifest[key] ?? {}, key).toEqual({})
    }
    const scripts = Object.keys((packed.manifest.scripts ?? {}) as object)
    expect(scripts.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([])
    expect(scripts).toContain('prepack')
    expect(packed.manifest.license).toBe('Apache-2.0')
    expect(packed.manifest.bin).toEqual({ 'create-flux-fleet': 'dist/cli.js', 'flux-fleet': 'dist/cli.js' })
  })

  it('carries the license of every package that is bundled', async () => {
    const { metafile } = await build({
      absWorkingDir: checkout,
      entryPoints: ['src/cli.ts'],
      outdir: 'dist',
      bundle: true,
      splitting: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
    })
    const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    )
    const folders = new Set(
      inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []),
    )
    expect(folders.size).toBeGreaterThan(10)
    const text = readFileSync(join(checkout, 'dist', 'LICENSES.txt'), 'utf8')
    const sections = text.split(/^-{80}\n/m).slice(1)
    for (const folder of folders) {
      const { name, version } = JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8')) as {
        name: string
        version: string
      }
      const section = sections.find((candidate) => candidate.startsWith(`${name} ${version} (`))
      expect(section, `${name} ${version}`).toBeDefined()
      expect(section!.split('\n').slice(1).join('').length, `text for ${name}`).toBeGreaterThan(20)
    }
  })
})

describe('installed from the tarball, without a network', () => {
  it('is there alone, and both programs run', async () => {
    const { cwd, environment, modules } = await install()
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['create-flux-fleet'])
    const bin = (name: string) => join(modules, '.bin', name)
    for (const name of ['create-flux-fleet', 'flux-fleet']) {
      expect(await runToEnd(bin(name), ['--version'], { cwd, environment })).toEqual({
        code: 0,
        stdout: `${packed.manifest.version}\n`,
        stderr: '',
      })
    }
    const flux = await runToEnd(bin('flux-fleet'), ['create', 'one', '--yes', '--owner=acme'], {
      cwd,
      environment,
    })
    expect(flux.stderr).toBe('')
    expect(flux.code).toBe(0)
    expect(
      (
        await runToEnd(bin('create-flux-fleet'), ['two', '--yes', '--owner=acme', '--quiet'], {
          cwd,
          environment,
        })
      ).code,
    ).toBe(0)
    const files = (folder: string) =>
      filesBelow(join(cwd, folder)).filter((path) => !path.startsWith('.git/'))
    expect(files('two')).toEqual(files('one'))
    expect(files('one')).toEqual(
      expect.arrayContaining(['flux-fleet.yaml', 'clusters/production/apps.yaml', '.age/production.agekey']),
    )
  })
})
