import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { checkout, cleanEnvironment, cli } from '../program.ts'

/** What npm says about a tarball it made. */
export interface PackReport {
  name: string
  version: string
  filename: string
  unpackedSize: number
  files: { path: string; size: number; mode: number }[]
}

/** The packed package; there are values once the tests of the file begin. */
export interface Packed {
  tarball: string
  report: PackReport
  manifest: Record<string, unknown> & { name: string; version: string; bin: Record<string, string> }
}

/** Packs the built checkout once for the tests of a file. */
export function packOnce(): Packed {
  const packed = {} as Packed
  let folder: string
  beforeAll(() => {
    // The program has to be built: packing would build it anew, under the feet of other tests.
    cli()
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'flux-fleet-pack-')))
    const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: checkout,
      env: npmEnvironment(folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    packed.report = (JSON.parse(said) as PackReport[])[0]!
    packed.tarball = join(folder, packed.report.filename)
    packed.manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Packed['manifest']
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return packed
}

/** An environment for npm in which nothing of the machine's is set, and no registry answers. */
export function npmEnvironment(home: string, registry = 'http://127.0.0.1:9/'): Record<string, string> {
  return {
    ...cleanEnvironment(home),
    npm_config_cache: join(home, 'npm-cache'),
    npm_config_userconfig: join(home, 'npmrc'),
    npm_config_registry: registry,
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  }
}

/** Keeps npm from looking for a project above a folder. */
export function fence(cwd: string): void {
  writeFileSync(join(dirname(cwd), 'package.json'), '{}')
}

/** Runs a program to its end. */
export function runToEnd(
  file: string,
  words: readonly string[],
  { cwd, environment }: { cwd: string; environment: Record<string, string> },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const written = { stdout: '', stderr: '' }
    child.stdout.on('data', (data) => {
      written.stdout += String(data)
    })
    child.stderr.on('data', (data) => {
      written.stderr += String(data)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...written }))
  })
}
