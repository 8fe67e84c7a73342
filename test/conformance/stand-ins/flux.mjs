// Stands in for `flux`: knows the commands that a generated repository uses, and refuses all others.
// STAND_IN_FLUX_VERSION: what `--version` says. STAND_IN_MIGRATE: what `migrate` prints.
// STAND_IN_MIGRATE_STATUS: how it ends.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { printSecret, record, refuse } from './record.mjs'

const TEXT = 'text'
const SWITCH = 'switch'
const DURATION = 'duration'

/** Flags of every `flux bootstrap`, as Flux 2.9 has them. */
const COMMON = {
  version: TEXT,
  components: TEXT,
  'components-extra': TEXT,
  registry: TEXT,
  'registry-creds': TEXT,
  'image-pull-secret': TEXT,
  branch: TEXT,
  'recurse-submodules': SWITCH,
  'sparse-checkout': TEXT,
  'watch-all-namespaces': SWITCH,
  'network-policy': SWITCH,
  'token-auth': SWITCH,
  'log-level': TEXT,
  'cluster-domain': TEXT,
  'toleration-keys': TEXT,
  'secret-name': TEXT,
  'ssh-key-algorithm': TEXT,
  'ssh-rsa-bits': TEXT,
  'ssh-hostkey-algos': TEXT,
  'ssh-ecdsa-curve': TEXT,
  'ssh-hostname': TEXT,
  'ca-file': TEXT,
  'private-key-file': TEXT,
  'author-name': TEXT,
  'author-email': TEXT,
  'gpg-key-ring': TEXT,
  'gpg-passphrase': TEXT,
  'gpg-key-id': TEXT,
  'ssh-signing-key-file': TEXT,
  'ssh-signing-password': TEXT,
  'ssh-signing-reuse-private-key': SWITCH,
  'commit-message-appendix': TEXT,
  force: SWITCH,
  path: TEXT,
  interval: DURATION,
}

const HOSTED = {
  owner: TEXT,
  repository: TEXT,
  personal: SWITCH,
  private: SWITCH,
  hostname: TEXT,
  'read-write-key': SWITCH,
  reconcile: SWITCH,
}

/** Flags of each provider beside the common ones. */
const PROVIDERS = {
  github: { ...HOSTED, team: TEXT },
  gitlab: { ...HOSTED, team: TEXT, visibility: TEXT, 'deploy-token-auth': SWITCH },
  gitea: { ...HOSTED, team: TEXT },
  'bitbucket-server': { ...HOSTED, group: TEXT, username: TEXT },
  git: {
    url: TEXT,
    username: TEXT,
    password: TEXT,
    silent: SWITCH,
    'allow-insecure-http': SWITCH,
    'with-bearer-token': SWITCH,
  },
}

const EXTRA_CONTROLLERS = ['image-reflector-controller', 'image-automation-controller', 'source-watcher']

const args = process.argv.slice(2)
record('flux', args)
const [command, ...rest] = args
if (command === '--version') console.log(`flux version ${process.env.STAND_IN_FLUX_VERSION ?? '2.9.5'}`)
else if (command === 'migrate') migrate(rest)
else if (command === 'schema') schema(rest)
else if (command === 'bootstrap') bootstrap(rest)
else if (command === 'create') createSecret(rest)
else refuse(`unknown command "${command}" for "flux"`)

function migrate(words) {
  const [first, folder, second, version, mode, ...more] = words
  if (first !== '-f' || folder !== '.' || second !== '--version' || more.length > 0)
    refuse(`migrate: ${words.join(' ')}`)
  if (!/^2\.\d+$/.test(version ?? '')) refuse(`migrate: "${version}" is no minor version`)
  if (mode !== '--dry-run' && mode !== '--yes') refuse('migrate: it would ask')
  console.log(process.env.STAND_IN_MIGRATE ?? '✔ no custom resources found that require migration')
  process.exit(Number(process.env.STAND_IN_MIGRATE_STATUS ?? 0))
}

/** The plugin under its other name. */
function schema(words) {
  if (process.env.STAND_IN_PLUGIN === undefined) refuse('unknown command "schema" for "flux"')
  if (words.join(' ') === '--help') return
  const done = spawnSync(process.execPath, [join(import.meta.dirname, 'flux-schema.mjs'), ...words], {
    stdio: 'inherit',
  })
  process.exit(done.status ?? 1)
}

function bootstrap([provider, ...words]) {
  const own = PROVIDERS[provider]
  if (own === undefined) refuse(`unknown command "${provider}" for "flux bootstrap"`)
  const given = parse({ ...COMMON, ...own }, words)
  const needed = provider === 'git' ? ['url', 'path', 'branch'] : ['owner', 'repository', 'path', 'branch']
  // Bitbucket Server has no default; Gitea's is github.com, which is never right.
  if (provider === 'bitbucket-server' || provider === 'gitea') needed.push('hostname')
  // The name of the token's owner; what a user owns, the user's token is for.
  if (provider === 'bitbucket-server' && given.personal !== 'true') needed.push('username')
  for (const name of needed) if (!given[name]) refuse(`--${name} is missing`)
  if (/^\/|(^|\/)\.\.(\/|$)/.test(given.path)) refuse(`--path ${given.path} leaves the repository`)
  for (const name of given['components-extra']?.split(',') ?? []) {
    if (!EXTRA_CONTROLLERS.includes(name)) refuse(`component ${name} is not available`)
  }
  if (given.version !== undefined && !/^v\d+\.\d+\.\d+$/.test(given.version))
    refuse(`--version ${given.version} is no release`)
  if (provider === 'git') {
    const { protocol } = new URL(given.url)
    if (protocol !== 'ssh:' && protocol !== 'https:') refuse(`scheme ${protocol} is not supported`)
    // Without it the cluster would be told to use SSH at the same address.
    if (protocol === 'https:' && given['token-auth'] !== 'true') refuse('an https:// URL needs --token-auth')
  }
  // Flux scans the host's keys at port 22 otherwise, where Bitbucket Server has no SSH.
  if (provider === 'bitbucket-server' && !/:\d+$/.test(given['ssh-hostname'] ?? ''))
    refuse('--ssh-hostname has no port')
  if (given.hostname !== undefined && !/^[a-z0-9.-]+$/.test(given.hostname))
    refuse(`--hostname ${given.hostname} is no host`)
}

/** `flux create secret git` and `oci`, with the flags that Flux 2.9 needs for the URL. */
function createSecret([what, kind, name, ...words]) {
  if (what !== 'secret' || (kind !== 'git' && kind !== 'oci')) refuse(`create ${what} ${kind}`)
  if (!/^[a-z0-9.-]+$/.test(name ?? '')) refuse('name is required')
  const credentials = { namespace: TEXT, url: TEXT, username: TEXT, password: TEXT, export: SWITCH }
  const given = parse(kind === 'git' ? { ...credentials, 'private-key-file': TEXT } : credentials, words)
  const need = (...flags) => {
    for (const flag of flags) if (given[flag] === undefined) refuse(`--${flag} is required`)
  }
  need('namespace', 'url')
  const data = {}
  if (kind === 'oci') {
    need('username', 'password')
    // The address of a registry, which is no URL.
    if (given.url.includes('://')) refuse(`could not parse reference: ${given.url}`)
    const auth = Buffer.from(`${given.username}:${given.password}`).toString('base64')
    const { username, password } = given
    data['.dockerconfigjson'] = JSON.stringify({ auths: { [given.url]: { username, password, auth } } })
  } else if (new URL(given.url).protocol === 'ssh:') {
    need('private-key-file')
    data.identity = readFileSync(given['private-key-file'], 'utf8')
    if (!data.identity.includes('PRIVATE KEY')) refuse(`${given['private-key-file']} is no private key`)
    data['identity.pub'] = readFileSync(`${given['private-key-file']}.pub`, 'utf8')
    data.known_hosts = `${new URL(given.url).host} ssh-ed25519 AAAA\n`
  } else {
    need('username', 'password')
    data.username = given.username
    data.password = given.password
  }
  if (given.export === 'true') printSecret(name, given.namespace, data)
}

/** Reads `--name=value`, `--name value` and switches as Go's flags do. */
function parse(flags, words) {
  const given = {}
  for (let index = 0; index < words.length; index += 1) {
    const found = /^--([a-z-]+)(?:=(.*))?$/s.exec(words[index])
    if (found === null) refuse(`unexpected argument "${words[index]}"`)
    const [, name, value] = found
    const kind = flags[name]
    if (kind === undefined) refuse(`unknown flag: --${name}`)
    if (name in given) refuse(`--${name} is given twice`)
    if (kind === SWITCH) {
      if (value !== undefined && value !== 'true' && value !== 'false')
        refuse(`--${name}=${value} is neither true nor false`)
      given[name] = value ?? 'true'
      continue
    }
    given[name] = value ?? words[++index]
    if (given[name] === undefined || given[name] === '') refuse(`--${name} has no value`)
    if (kind === DURATION && !/^([0-9]+(ms|s|m|h))+$/.test(given[name]))
      refuse(`--${name}=${given[name]} is no duration`)
  }
  return given
}
