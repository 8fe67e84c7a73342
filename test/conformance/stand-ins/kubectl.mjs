// Stands in for `kubectl`: `kustomize`, and the commands that make a namespace and Secrets.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { printSecret, record, refuse } from './record.mjs'

const args = process.argv.slice(2)
record('kubectl', args)
const [command, ...rest] = args
if (command === 'kustomize') {
  const done = spawnSync(process.env.STAND_IN_KUSTOMIZE, ['build', ...rest], { stdio: 'inherit' })
  process.exit(done.status ?? 1)
}
if (command !== 'create') refuse(`unknown command "${command}" for "kubectl"`)
if (rest[0] === 'namespace') {
  if (rest.length !== 2 || rest[1] !== 'flux-system') refuse(`create ${rest.join(' ')}`)
} else {
  const [kind, type, name, namespace, ...words] = rest
  const [, space] = /^--namespace=([a-z0-9-]+)$/.exec(namespace ?? '') ?? []
  if (kind !== 'secret' || type !== 'generic' || !/^[a-z0-9.-]+$/.test(name ?? '') || space === undefined)
    refuse(`create ${rest.join(' ')}`)
  const printed = words.slice(-2).join(' ') === '--dry-run=client --output=yaml'
  const data = {}
  for (const entry of printed ? words.slice(0, -2) : words) {
    const [, how, key, value] =
      /^--from-(file|literal)=([-._a-zA-Z0-9]+)=(.+)$/s.exec(entry) ?? refuse(`${entry} is no entry`)
    if (name === 'sops-age') {
      // kustomize-controller reads only the entries that end in .agekey.
      if (how !== 'file' || !key.endsWith('.agekey')) refuse(`${entry} is no entry that Flux reads`)
      if (!statSync(value).isFile() || !readFileSync(value, 'utf8').includes('AGE-SECRET-KEY-'))
        refuse(`${value} is no private key`)
    }
    data[key] = how === 'file' ? readFileSync(value, 'utf8') : value
  }
  if (Object.keys(data).length === 0) refuse('the Secret would be empty')
  if (printed) printSecret(name, space, data)
}
