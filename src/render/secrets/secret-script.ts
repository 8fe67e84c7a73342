import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import {
  type Command,
  comment,
  inFolder,
  quoted,
  type Run,
  run,
  type Script,
  sequence,
  type Variable,
  type Word,
} from '../../text/commands/command.ts'
import type { NeededSecret } from './needed-secrets.ts'
import { type Credentials, secretMaker } from './secret-maker.ts'

/** A Secret that a person has to make, with the commands that make it and put it where Flux finds it. */
export interface SecretSteps extends NeededSecret {
  /** Run at the top of the fleet's repository. */
  script: Script
}

/** A place that a Secret is encrypted for: an overlay of a tenant, or the folder of a cluster. */
export interface Places {
  /** Name of the shell's loop variable, when there are several. */
  variable: string
  names: string[]
  /** The parts of the folder's path. */
  folder: (name: string | Variable) => (string | Variable)[]
}

/**
 * The commands that make a Secret: with SOPS encrypted into each of the places, and listed there; without, on
 * each cluster.
 * @param clusters names of those that need it
 */
export function secretScript(
  fleet: Fleet,
  secret: NeededSecret,
  credentials: Credentials,
  places: Places,
  clusters: readonly string[],
): Script {
  const { before, make } = secretMaker(secret, credentials)
  if (fleet.secrets.provider !== 'sops') {
    const where = clusters.length === 0 ? 'a cluster' : clusters.join(', ')
    return [...before, comment(`With kubectl pointing at each of: ${where}.`), make(false)]
  }
  const [only, ...more] = places.names
  if (only === undefined) return before
  const { variable, names, folder } = places
  const file = `${secret.name}.sops.yaml`
  if (more.length === 0) return [...before, encrypted(make(true), folder(only), file)]
  const command = encrypted(make(true), folder({ variable }), file)
  return [...before, { kind: 'loop', variable, values: names, command }]
}

/** Encrypts what a command prints into a file of a folder, and lists it there. */
function encrypted(make: Run, folder: readonly (string | Variable)[], file: string): Command {
  const path = word([...folder, `/${file}`])
  const types = ['--input-type', 'yaml', '--output-type', 'yaml']
  const encrypt = run('sops', 'encrypt', ...types, '--filename-override', path, '/dev/stdin')
  return sequence(
    { kind: 'pipe', commands: [make, { ...encrypt, output: path }] },
    inFolder(word(folder), run('kustomize', 'edit', 'add', 'resource', file)),
  )
}

function word(parts: readonly (string | Variable)[]): Word {
  const texts = parts.filter((part) => typeof part === 'string')
  return texts.length === parts.length ? texts.join('') : quoted(...parts)
}
