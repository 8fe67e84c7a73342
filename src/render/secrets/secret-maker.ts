import { dirname } from 'node:path/posix'
import {
  assigned,
  comment,
  quoted,
  type Run,
  run,
  type Script,
  type SecretInput,
  type Word,
} from '../../text/commands/command.ts'
import type { NeededSecret } from './needed-secrets.ts'

/** Where the credentials in a Secret are for, and where a key pair for it is made. */
export interface Credentials {
  url: string
  keyFile: string
  /** The file of a private age key, where that is what the Secret holds. */
  ageKeyFile?: string
}

/** The commands that prepare a Secret, and the one that makes it. */
export interface SecretMaker {
  before: Script
  /** @param print whether it is printed instead of made on the cluster */
  make: (print: boolean) => Run
}

const PRINTED_BY_KUBECTL = ['--dry-run=client', '--output=yaml']

/** How a Secret is made, by the first of its keys. */
export function secretMaker(secret: NeededSecret, { url, keyFile, ageKeyFile }: Credentials): SecretMaker {
  const named = [secret.name, assigned('--namespace', secret.namespace)]
  const key = secret.keys[0] ?? 'value'
  const generic = (entry: Word) => (print: boolean) =>
    run('kubectl', 'create', 'secret', 'generic', ...named, entry, ...(print ? PRINTED_BY_KUBECTL : []))
  const flux =
    (type: string, ...flags: Word[]) =>
    (print: boolean) =>
      run('flux', 'create', 'secret', type, ...named, ...flags, ...(print ? ['--export'] : []))
  if (ageKeyFile !== undefined && key.endsWith('.agekey')) {
    return {
      before: [comment('The private key of the tenant; when it lies elsewhere, give that file.')],
      make: generic(assigned('--from-file', `${key}=${ageKeyFile}`)),
    }
  }
  switch (key) {
    case 'identity':
      return {
        before: [
          comment('A key pair of its own. The public half is a deploy key of the repository, read-only.'),
          run('mkdir', '-p', dirname(keyFile)),
          run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'flux', '-f', keyFile),
          run('cat', `${keyFile}.pub`),
        ],
        make: flux('git', assigned('--url', url), assigned('--private-key-file', keyFile)),
      }
    case 'username':
      return {
        before: [
          comment('A token that may read the repository, typed so that no history keeps it.'),
          secretInput('TOKEN'),
        ],
        make: flux(
          'git',
          assigned('--url', url),
          '--username=git',
          assigned('--password', quoted({ variable: 'TOKEN' })),
        ),
      }
    case '.dockerconfigjson':
      return {
        before: [
          comment('A token that may pull from the registry, typed so that no history keeps it.'),
          secretInput('TOKEN'),
        ],
        make: flux(
          'oci',
          assigned('--url', registryOf(url)),
          '--username=flux',
          assigned('--password', quoted({ variable: 'TOKEN' })),
        ),
      }
    default:
      return {
        before: [comment(`${secret.description}, typed so that no history keeps it.`), secretInput('VALUE')],
        make: generic(assigned(`--from-literal=${key}`, quoted({ variable: 'VALUE' }))),
      }
  }
}

function secretInput(variable: string): SecretInput {
  return { kind: 'secret-input', variable }
}

/** `oci://host/path` without its path. */
function registryOf(url: string): string {
  return url.replace(/^oci:\/\//, '').replace(/\/.*$/, '')
}
