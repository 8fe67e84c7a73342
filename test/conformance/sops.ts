import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { type RunResult, run } from './tools.ts'

// Keys of the person who runs the tests would decrypt too; an empty value is not the same to sops as none.
for (const name of Object.keys(process.env)) if (name.startsWith('SOPS_')) delete process.env[name]

/** A private age key on disk and its public recipient. */
export interface AgeKey {
  recipient: string
  file: string
}

/** Where Secrets of one kind lie, and whose keys read them. */
export interface SecretPlace {
  /** A file from the root of the repository. */
  path: string
  readers: readonly AgeKey[]
}

/** A Secret whose one value is to be hidden. */
export const SECRET = `---
apiVersion: v1
kind: Secret
metadata:
  name: cluster-secret-vars
  namespace: flux-system
stringData:
  API_TOKEN: correct-horse-battery-staple
`

/** Makes a key with age's own program. */
export function makeAgeKey(folder: string, name: string): AgeKey {
  const file = join(folder, `${name}.agekey`)
  mkdirSync(folder, { recursive: true })
  const made = run('age-keygen', ['-o', file])
  if (made.status !== 0) throw new Error(made.stderr)
  return { recipient: recipientOf(file), file }
}

/** The public recipient of a key file, by age's own program. */
export function recipientOf(file: string): string {
  const read = run('age-keygen', ['-y', file])
  if (read.status !== 0) throw new Error(read.stderr)
  return read.stdout.trim()
}

/**
 * Runs sops in a repository with one private key or none, and with nothing of the person who runs the
 * tests.
 */
export function sops(root: string, args: readonly string[], key?: AgeKey): RunResult {
  return run('sops', args, {
    cwd: root,
    env: {
      HOME: root,
      XDG_CONFIG_HOME: root,
      SOPS_AGE_KEY_FILE: key?.file ?? join(root, 'no-such-key'),
    },
  })
}

/** Writes a Secret to a path of the repository and encrypts it there. */
export function encryptAt(root: string, path: string, secret = SECRET): RunResult {
  mkdirSync(join(root, dirname(path)), { recursive: true })
  writeFileSync(join(root, path), secret)
  return sops(root, ['encrypt', '--in-place', path])
}

/** The rules of a repository's `.sops.yaml`. */
export function rulesOf(root: string): { path_regex: string; encrypted_regex: string; age: string }[] {
  return (parse(readFileSync(join(root, '.sops.yaml'), 'utf8')) as { creation_rules: [] }).creation_rules
}

/**
 * Puts a Secret to each place in turn, and says what is wrong with how sops encrypts it there: it has no
 * rule, shows its value or hides its name, a reader cannot decrypt it, or somebody else can. Also names
 * rules that no place uses, and places for which there should be no rule and is one. Leaves nothing
 * behind.
 */
export function sopsProblems(
  root: string,
  places: readonly SecretPlace[],
  keys: readonly AgeKey[],
  elsewhere: readonly string[],
): string[] {
  const problems: string[] = []
  for (const { path_regex } of rulesOf(root)) {
    if (!places.some(({ path }) => new RegExp(path_regex).test(path)))
      problems.push(`the rule ${path_regex} matches nothing`)
  }
  for (const { path, readers } of places) {
    const done = encryptAt(root, path)
    const text = readFileSync(join(root, path), 'utf8')
    if (done.status !== 0) problems.push(`${path}: sops does not encrypt it: ${firstLine(done.stderr)}`)
    else problems.push(...problemsOf(text, path), ...readerProblems(root, path, readers, keys))
    rmSync(join(root, path))
  }
  for (const path of elsewhere) {
    if (encryptAt(root, path).status === 0) problems.push(`${path}: there is a rule for it`)
    rmSync(join(root, path))
  }
  return problems
}

/** Adds a resource to a `kustomization.yaml`, as a person does. Throws when there is no list of resources. */
export function listIn(file: string, resource: string): void {
  const text = readFileSync(file, 'utf8')
  const listed = /^resources: \[\]$/m.test(text)
    ? text.replace('resources: []', `resources:\n  - ${resource}`)
    : text.replace(/^resources:\n/m, `resources:\n  - ${resource}\n`)
  if (listed === text) throw new Error(`${file} has no resources`)
  writeFileSync(file, listed)
}

function problemsOf(text: string, path: string): string[] {
  const object = parse(text) as {
    metadata?: { name?: unknown }
    stringData?: { API_TOKEN?: string }
    sops?: object
  }
  return [
    ...(object.metadata?.name === 'cluster-secret-vars' ? [] : [`${path}: its name cannot be read`]),
    ...(object.sops === undefined ? [`${path}: it has no metadata of sops`] : []),
    ...(object.stringData?.API_TOKEN?.startsWith('ENC[AES256_GCM,') && !text.includes('battery')
      ? []
      : [`${path}: its value is open`]),
  ]
}

function readerProblems(
  root: string,
  path: string,
  readers: readonly AgeKey[],
  keys: readonly AgeKey[],
): string[] {
  return keys.flatMap((key) => {
    const { status, stdout } = sops(root, ['decrypt', path], key)
    const opened = status === 0 && stdout.includes('correct-horse-battery-staple')
    const expected = readers.some((reader) => reader.recipient === key.recipient)
    if (opened === expected) return []
    return [
      `${path}: the key ${key.file.split('/').at(-1)} ${opened ? 'decrypts it and should not' : 'does not decrypt it'}`,
    ]
  })
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
