import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Surroundings } from '../../fleet/questions/question.ts'
import { remoteAnswers } from '../../fleet/questions/remote-answers.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { gitSchema } from '../../fleet/schema/git-schema.ts'
import { type GitRemote, readRemote } from '../../tools/git-remote.ts'
import type { GivenAnswers } from '../answers/given-answers.ts'

/** The remote of the repository that a fleet is made in, and what it answers. */
export interface FoundRemote {
  remote: GitRemote
  answers: NonNullable<Surroundings['remote']>
}

/**
 * Looks for a remote of the repository that a fleet is made in.
 * @param top of the repository, if it is there
 */
export async function findRemote(top: string): Promise<FoundRemote | undefined> {
  if (!existsSync(join(top, '.git'))) return undefined
  const remote = await readRemote(top)
  const answers = remote && remoteAnswers(remote.url)
  if (remote === undefined || answers === undefined) return undefined
  // Nobody typed it: what is no branch of a fleet is no reason to refuse one.
  const isBranch = gitSchema.safeParse({ branch: remote.branch }).success
  return { remote, answers: { ...answers, branch: isBranch ? remote.branch : undefined } }
}

/** Says which answers nobody gave because the remote did, if any. */
export function remoteNotes(found: FoundRemote | undefined, fleet: Fleet, given: GivenAnswers): string[] {
  if (found === undefined) return []
  const keys = (['provider', 'owner', 'repository', 'hostname', 'url', 'branch'] as const).filter(
    (key) =>
      found.answers[key] !== undefined &&
      found.answers[key] === fleet.git[key] &&
      given.flagFor(['git', key]) === undefined,
  )
  if (keys.length === 0) return []
  const words = keys.map((key) => WORDS[key])
  const named = words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  const { name, url } = found.remote
  // What stands before "@" over HTTPS may be a token, and behind ":" anywhere is a password.
  const shown = url.replace(/^(https?:\/\/)[^/@]*@|^([a-z]+:\/\/[^/@:]*):[^/@]*(?=@)/i, '$1$2')
  return [`${named[0]!.toUpperCase()}${named.slice(1)}: taken from the remote ${name} (${shown}).`]
}

const WORDS = {
  provider: 'provider',
  owner: 'owner',
  repository: 'repository',
  hostname: 'host',
  url: 'URL',
  branch: 'branch',
} as const
