// Stands in for `kubectl`: `kustomize`, and the two commands that prepare a cluster for bootstrap.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { record, refuse } from './record.mjs'

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
  const [kind, type, name, namespace, ...entries] = rest
  if (
    kind !== 'secret' ||
    type !== 'generic' ||
    name !== 'sops-age' ||
    namespace !== '--namespace=flux-system'
  )
    refuse(`create ${rest.join(' ')}`)
  if (entries.length === 0) refuse('the Secret would be empty')
  for (const entry of entries) {
    // kustomize-controller reads only the entries that end in .agekey.
    const [, file] =
      /^--from-file=[a-z0-9.-]+\.agekey=(.+)$/.exec(entry) ?? refuse(`${entry} is no entry that Flux reads`)
    if (!statSync(file).isFile() || !readFileSync(file, 'utf8').includes('AGE-SECRET-KEY-'))
      refuse(`${file} is no private key`)
  }
}
