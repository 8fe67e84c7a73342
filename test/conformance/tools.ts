import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '../..')
const installCommand = 'node scripts/install-conformance-tools.mjs'

/** The folder that `scripts/install-conformance-tools.mjs` installs into. */
export const toolsFolder = join(project, '.tools')

/** Programs that the conformance tests may run. The last two come from the operating system. */
export type ToolName =
  | 'kustomize'
  | 'sops'
  | 'age'
  | 'age-keygen'
  | 'actionlint'
  | 'yamlfmt'
  | 'prettier'
  | 'fleetcheck'
  | 'node-12'
  | 'node-18'
  | 'node-20.11'
  | 'node-22'
  | 'node-24'
  | 'node-26'
  | 'shellcheck'
  | 'yamllint'

/**
 * Takes the name of a program and gives its absolute path: our own build, or for the system's programs PATH.
 * Throws when it is not installed, with the command that installs it.
 */
export function tool(name: ToolName): string {
  const suffixes = process.platform === 'win32' ? ['.exe', ''] : ['']
  const folders = [join(toolsFolder, 'bin'), join(toolsFolder, name, 'node_modules/.bin')]
  if (name === 'shellcheck' || name === 'yamllint') folders.push(...(process.env.PATH ?? '').split(delimiter))
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix)
      if (existsSync(path)) return path
    }
  }
  throw new Error(`${name} is not installed; run \`${installCommand}\``)
}

/**
 * The program of an npm of a line, for Node to run: `npm-9` is the newest npm 9 that the project knows.
 * @throws Error when it is not installed, with the command that installs it
 */
export function npmCli(name: `npm-${number}`): string {
  const path = join(toolsFolder, name, 'node_modules/npm/bin/npm-cli.js')
  if (!existsSync(path)) throw new Error(`${name} is not installed; run \`${installCommand}\``)
  return path
}

/** How a program is run: where, with what on stdin, and with which variables beside the present ones. */
export interface RunOptions {
  cwd?: string
  input?: string
  env?: Record<string, string>
}

/** What a program answered. */
export interface RunResult {
  status: number
  stdout: string
  stderr: string
}

/**
 * Runs a tool without a shell and gives its exit code and output, whatever the code is.
 * Throws when the tool is not installed, cannot be started or is killed.
 */
export function run(name: ToolName, args: readonly string[], options: RunOptions = {}): RunResult {
  const done = spawnSync(tool(name), args, {
    cwd: options.cwd ?? project,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(options.input === undefined ? {} : { input: options.input }),
  })
  if (done.error) throw done.error
  if (done.status === null) throw new Error(`${name} was killed by ${done.signal}`)
  return { status: done.status, stdout: done.stdout, stderr: done.stderr }
}

/** What is wrong in one YAML document, or in one built object (file `build:<cluster>:<Kustomization>`). */
export interface Finding {
  file: string
  document?: number
  kind?: string
  name?: string
  errors: string[]
}

/** What is wrong with a cluster as a whole. `rule` is an id (`FF101`) or a word (`build`, `source`, …). */
export interface Problem {
  rule: string
  where: string
  message: string
}

/** An object that a build made; `object` is there when `objects` was asked for. */
export interface BuiltObject {
  apiVersion: string
  kind: string
  namespace?: string
  name: string
  object?: Record<string, unknown>
}

/** What one Flux Kustomization applies. */
export interface Build {
  kustomization: string
  source: string
  path: string
  objects: BuiltObject[]
}

/** One cluster as Flux would walk it. `external` lists what is not built, its source being elsewhere. */
export interface ClusterReport {
  cluster: string
  builds: Build[]
  external: string[]
  problems: Problem[]
}

/** One repository: its clusters, and every file or built object that is no valid Kubernetes object. */
export interface FleetReport {
  root: string
  clusters: ClusterReport[]
  invalid: Finding[]
  files: number
  ok: boolean
}

/** One repository to check. */
export interface FleetInput {
  root: string
  /** Folders of clusters from the root; all of `clusters/` when left out, none when empty. */
  clusters?: string[]
  /** `Kind/namespace/name` of a source → folder with what it delivers, absolute or from the root. */
  sources?: Record<string, string>
  /** Whether controllers refuse references across namespaces and act as a powerless account by default. */
  lockdown?: boolean
  /** Objects (`Kind/namespace/name`) that are on the cluster without being in Git. */
  provided?: string[]
  /** Files, as globs from the root, that are not validated by themselves. */
  ignore?: string[]
}

/** How fleets are checked. */
export interface CheckOptions {
  /** Validate every built object and every file (default: true). */
  validate?: boolean
  /** Give whole objects, not only their identities. */
  objects?: boolean
  /** Folders with more JSON Schemas: `<group>/<kind>_<version>.json`. */
  schemaLocations?: string[]
  /** Kinds, as `group/Kind`, that may lack a schema. */
  skipKinds?: string[]
}

/**
 * Walks every cluster of every repository as Flux would, in one run of `fleetcheck`, and gives one report
 * for each, in the same order. Findings are in the reports, nothing is thrown for them.
 * Throws when the tools are not installed or a repository cannot be read.
 */
export function checkFleets(
  fleets: readonly (string | FleetInput)[],
  options: CheckOptions = {},
): FleetReport[] {
  const request = {
    fleets: fleets.map((fleet) => (typeof fleet === 'string' ? { root: fleet } : fleet)),
    validate: options.validate ?? true,
    objects: options.objects ?? false,
    crds: join(toolsFolder, 'crds.json'),
    schemaLocations: options.schemaLocations ?? [],
    skipKinds: options.skipKinds ?? [],
  }
  const done = run('fleetcheck', ['cluster', '--input', '-'], { input: JSON.stringify(request) })
  if (done.status > 1) throw new Error(`fleetcheck failed: ${done.stderr.trim()}`)
  return (JSON.parse(done.stdout) as { fleets: FleetReport[] }).fleets
}

/** Gives every finding and problem of the reports as one line each, for a readable failure of a test. */
export function complaints(reports: readonly FleetReport[]): string[] {
  return reports.flatMap((report) => [
    ...report.clusters.flatMap((cluster) =>
      cluster.problems.map((p) => `${report.root} ${cluster.cluster}: ${p.rule} ${p.where}: ${p.message}`),
    ),
    ...report.invalid.map((f) =>
      [`${report.root} ${f.file}`, f.kind, f.name, f.errors.join('; ')].filter(Boolean).join(' '),
    ),
  ])
}
