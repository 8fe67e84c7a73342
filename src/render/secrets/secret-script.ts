import {
  type Command,
  comment,
  inFolder,
  quoted,
  run,
  type Script,
  sequence,
  type Variable,
  type Word,
} from '../../text/commands/command.ts'
import type { RenderContributor } from '../contributor.ts'
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
  /** The clusters that need it. */
  clusters: readonly { name: string }[]
}

/**
 * The commands that make a Secret: where one of the contributors keeps Secrets in Git, encrypted into each of
 * the places and listed there; else on each cluster.
 */
export function secretScript(
  secret: NeededSecret,
  credentials: Credentials,
  { variable, names, folder, clusters }: Places,
  contributors: readonly RenderContributor[],
): Script {
  const { before, make } = secretMaker(secret, credentials)
  const keeper = contributors.find(({ keepSecret }) => keepSecret !== undefined)
  if (keeper === undefined) {
    const where = clusters.length === 0 ? 'a cluster' : clusters.map(({ name }) => name).join(', ')
    return [...before, comment(`With kubectl pointing at each of: ${where}.`), make(false)]
  }
  const [only, ...more] = names
  if (only === undefined) return before
  const kept = (parts: readonly (string | Variable)[]): Command => {
    const file = `${secret.name}${keeper.keepSecret!.suffix}`
    return sequence(
      keeper.keepSecret!.write(make(true), word([...parts, `/${file}`])),
      inFolder(word(parts), run('kustomize', 'edit', 'add', 'resource', file)),
    )
  }
  if (more.length === 0) return [...before, kept(folder(only))]
  return [...before, { kind: 'loop', variable, values: names, command: kept(folder({ variable })) }]
}

function word(parts: readonly (string | Variable)[]): Word {
  const texts = parts.filter((part) => typeof part === 'string')
  return texts.length === parts.length ? texts.join('') : quoted(...parts)
}
