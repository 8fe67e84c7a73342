// Installs the programs that the conformance tests run, into .tools/ (never committed), and writes
// .tools/crds.json, which tells `fleetcheck` where the schemas of Kubernetes, Flux and the catalog's
// components lie in Go's module cache. Does nothing when everything is there in the versions below.
//
//   node scripts/install-conformance-tools.mjs [--force]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Programs built from their Go modules: file name in .tools/bin → package and version. */
const programs = {
  kustomize: 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1',
  sops: 'github.com/getsops/sops/v3/cmd/sops@v3.13.3',
  age: 'filippo.io/age/cmd/age@v1.3.2',
  'age-keygen': 'filippo.io/age/cmd/age-keygen@v1.3.2',
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  yamlfmt: 'github.com/google/yamlfmt/cmd/yamlfmt@v0.21.0',
}

/**
 * The Node versions that the package works on besides the one that runs the tests, the oldest: file name in
 * .tools/bin → version of npm's package of it.
 */
const nodes = {
  // Too old, and has to be told so.
  'node-12': '12.22.12',
  'node-18': '18.20.8',
  'node-20.11': '20.11.1',
  'node-22': '22.23.3',
  'node-24': '24.21.0',
  'node-26': '26.10.0',
}

/** Programs that are packages of npm: folder in .tools → package and version. */
const packages = {
  // The newest npm of each line that people start us with.
  'npm-9': 'npm@9.9.4',
  'npm-10': 'npm@10.9.9',
  'npm-11': 'npm@11.21.2',
  'npm-12': 'npm@12.2.2',
  prettier: 'prettier@3.10.1',
  renovate: 'renovate@44.121.2',
}

/** Kubernetes' own OpenAPI, for the built-in kinds. */
const kubernetes = { module: 'k8s.io/kubernetes', version: 'v1.36.0', paths: ['api/openapi-spec/v3'] }

/** Modules that carry CustomResourceDefinitions, and where in them. The first to define a kind wins. */
const crdModules = [
  { module: 'github.com/fluxcd/source-controller', version: 'v1.9.4', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/kustomize-controller', version: 'v1.9.4', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/helm-controller', version: 'v1.6.3', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/notification-controller', version: 'v1.9.3', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/image-reflector-controller', version: 'v1.2.4', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/image-automation-controller', version: 'v1.2.4', paths: ['config/crd/bases'] },
  // v2.2.3 has no entry in Go's checksum database; the API is the same.
  { module: 'github.com/fluxcd/source-watcher/v2', version: 'v2.2.2', paths: ['config/crd/bases'] },
  {
    module: 'github.com/controlplaneio-fluxcd/flux-operator',
    version: 'v0.58.1',
    paths: ['config/crd/bases'],
  },
  { module: 'github.com/fluxcd/flagger', version: 'v1.44.0', paths: ['artifacts/flagger'] },
  { module: 'github.com/cert-manager/cert-manager', version: 'v1.21.1', paths: ['deploy/crds'] },
  { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', paths: ['config/crd/standard'] },
  {
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.9.1',
    paths: ['charts/gateway-helm/charts/crds/crds/generated'],
  },
  { module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', paths: ['config/crds/bases'] },
  {
    module: 'github.com/kyverno/kyverno',
    version: 'v1.19.1',
    paths: ['config/crds/policies.kyverno.io', 'config/crds/kyverno'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    paths: ['example/prometheus-operator-crd'],
  },
  { module: 'github.com/cloudnative-pg/cloudnative-pg', version: 'v1.28.0', paths: ['config/crd/bases'] },
  { module: 'go.universe.tf/metallb', version: 'v0.16.1', paths: ['config/crd/bases'] },
]

/** Programs of the operating system: name → package of Debian and Ubuntu. */
const systemPrograms = { shellcheck: 'shellcheck', yamllint: 'yamllint' }

const project = resolve(import.meta.dirname, '..')
const tools = join(project, '.tools')
const bin = join(tools, 'bin')
const source = join(project, 'test/conformance/fleetcheck')
const suffix = process.platform === 'win32' ? '.exe' : ''
const missing = []

main()

function main() {
  if (process.argv.includes('--force')) rmSync(tools, { recursive: true, force: true })
  mkdirSync(bin, { recursive: true })
  const stamps = readStamps()
  installSystemPrograms()
  if (!works('go', ['version'])) {
    fail(['Go 1.26 or newer is needed to build the conformance tools: https://go.dev/doc/install'])
  }
  for (const [name, module] of Object.entries(programs)) installProgram(name, module, stamps)
  for (const [name, version] of Object.entries(nodes)) installNode(name, version, stamps)
  for (const [name, wanted] of Object.entries(packages)) installPackage(name, wanted, stamps)
  buildFleetcheck(stamps)
  writeCatalog(stamps)
  writeFileSync(join(tools, 'stamps.json'), `${JSON.stringify(stamps, null, 2)}\n`)
  if (missing.length > 0) fail(missing)
  console.log(`conformance tools are ready in ${bin}`)
}

function installProgram(name, module, stamps) {
  if (stamps[name] === module && existsSync(join(bin, name + suffix))) return
  console.error(`installing ${module}`)
  delete stamps[name]
  if (go(['install', module], { GOBIN: bin })) stamps[name] = module
  else missing.push(`${name}: \`go install ${module}\` failed (see above)`)
}

/** Takes the program out of the package that npm has of each Node version for this platform. */
function installNode(name, version, stamps) {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const pkg = `node-${system}-${process.arch}`
  const wanted = `${pkg}@${version}`
  const target = join(bin, name + suffix)
  if (stamps[name] === wanted && existsSync(target)) return
  console.error(`installing ${wanted}`)
  delete stamps[name]
  const folder = join(tools, name)
  const words = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', wanted]
  const installed = spawnSync('npm', words, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  if (installed) {
    renameSync(join(folder, 'node_modules', pkg, 'bin', `node${suffix}`), target)
    stamps[name] = wanted
  } else missing.push(`${name}: \`npm ${words.join(' ')}\` failed (see above)`)
  rmSync(folder, { recursive: true, force: true })
}

/** Installs a package into a folder of its own; which Node it needs is not for the npm that runs to judge. */
function installPackage(name, wanted, stamps) {
  const folder = join(tools, name)
  if (stamps[name] === wanted && existsSync(join(folder, 'node_modules'))) return
  console.error(`installing ${wanted}`)
  delete stamps[name]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  const words = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--engine-strict=false',
    '--ignore-scripts',
    '--omit=optional',
    wanted,
  ]
  const installed = spawnSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  if (installed.status === 0) stamps[name] = wanted
  else missing.push(`${name}: \`npm ${words.join(' ')}\` failed (see above)`)
}

function buildFleetcheck(stamps) {
  const hash = createHash('sha256')
  for (const file of readdirSync(source).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(file) && !file.endsWith('_test.go')) {
      hash.update(file).update(readFileSync(join(source, file)))
    }
  }
  const stamp = hash.digest('hex')
  const target = join(bin, `fleetcheck${suffix}`)
  if (stamps.fleetcheck === stamp && existsSync(target)) return
  console.error('building fleetcheck')
  delete stamps.fleetcheck
  const built = go(['build', '-trimpath', '-mod=readonly', '-o', target, '.'], {}, source)
  if (built) stamps.fleetcheck = stamp
  else missing.push('fleetcheck: `go build` in test/conformance/fleetcheck failed (see above)')
}

function writeCatalog(stamps) {
  const file = join(tools, 'crds.json')
  const stamp = createHash('sha256')
    .update(JSON.stringify([kubernetes, crdModules]))
    .update(readFileSync(join(source, 'catalog.go')))
    .digest('hex')
  if (stamps.crds === stamp && existsSync(file) && catalogIsAlive(file)) return
  delete stamps.crds
  if (stamps.fleetcheck === undefined) return
  const located = [kubernetes, ...crdModules].map(locate)
  if (located.includes(undefined)) return
  const [base, ...modules] = located
  console.error('indexing custom resource definitions')
  const indexed = spawnSync(join(bin, `fleetcheck${suffix}`), ['index', '--out', file], {
    input: JSON.stringify({ kubernetes: base, modules }),
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  if (indexed.status === 0) stamps.crds = stamp
  else missing.push('crds.json: `fleetcheck index` failed (see above)')
}

/** Fetches a module into Go's cache and gives its entry with absolute paths. */
function locate(entry) {
  const wanted = `${entry.module}@${entry.version}`
  const run = spawnSync('go', ['mod', 'download', '-json', wanted], {
    cwd: source,
    env: goEnvironment({}),
    encoding: 'utf8',
  })
  const answer = run.stdout ? JSON.parse(run.stdout) : {}
  if (run.status === 0 && answer.Dir) {
    return { ...entry, paths: entry.paths.map((path) => join(answer.Dir, path)) }
  }
  missing.push(`${wanted}: ${answer.Error ?? run.stderr.trim()}`)
  return undefined
}

/** False when Go's module cache was emptied after the catalog was written. */
function catalogIsAlive(file) {
  try {
    const catalog = JSON.parse(readFileSync(file, 'utf8'))
    return [catalog.kubernetes, ...catalog.modules].every((entry) => entry.paths.every((p) => existsSync(p)))
  } catch {
    return false
  }
}

function installSystemPrograms() {
  const absent = Object.entries(systemPrograms).filter(([name]) => !works(name, ['--version']))
  if (absent.length === 0) return
  const packages = absent.map(([, name]) => name)
  const canInstall = process.getuid?.() === 0 && works('apt-get', ['--version'])
  if (canInstall) {
    console.error(`installing ${packages.join(', ')} with apt-get`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', ...packages],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    }
  }
  for (const [name, pkg] of absent) {
    if (works(name, ['--version'])) continue
    missing.push(`${name}: install the package "${pkg}" (apt-get install ${pkg}, brew install ${pkg})`)
  }
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(join(tools, 'stamps.json'), 'utf8'))
  } catch {
    return {}
  }
}

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** Our own flags only: what a developer set for other projects must not change these builds. */
function goEnvironment(extra) {
  return { ...process.env, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0', GOWORK: 'off', ...extra }
}

function go(args, extra, cwd = project) {
  return spawnSync('go', args, { cwd, stdio: 'inherit', env: goEnvironment(extra) }).status === 0
}

function fail(lines) {
  console.error(`conformance tools are missing:\n${lines.map((line) => `  - ${line}`).join('\n')}`)
  process.exit(1)
}
