import minVersion from 'semver/ranges/min-version.js'
import validRange from 'semver/ranges/valid.js'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { type Run, run } from '../../text/commands/command.ts'

/**
 * The commands that push a repository the first time: its branch, and every other branch or tag that Flux
 * follows of it, so that no environment waits for one that nobody made.
 * @param options.hasRemote whether Git knows already where to push it
 */
export function firstPush(repository: FleetRepository, { hasRemote }: { hasRemote: boolean }): Run[] {
  return [
    run('git', 'add', '--all'),
    run('git', 'commit', '--message', `Start ${repository.name}`),
    ...(hasRemote ? [] : [run('git', 'remote', 'add', 'origin', repository.url)]),
    run('git', 'push', '--set-upstream', 'origin', repository.branch),
    ...followedRefs(repository).flatMap(([kind, name]) =>
      kind === 'tag'
        ? [run('git', 'tag', name), run('git', 'push', 'origin', name)]
        : [run('git', 'push', 'origin', `HEAD:refs/heads/${name}`)],
    ),
  ]
}

/** The branches besides its own, and the tags, that the environments follow of a repository; each once. */
function followedRefs(repository: FleetRepository): ['branch' | 'tag', string][] {
  const found = repository.followed.flatMap((ref): ['branch' | 'tag', string][] => {
    if (ref.branch !== undefined) return ref.branch === repository.branch ? [] : [['branch', ref.branch]]
    const tag = ref.tag ?? firstTag(ref.semver)
    return tag === undefined ? [] : [['tag', tag]]
  })
  return [...new Map(found.map((ref) => [ref.join(' '), ref])).values()]
}

/** The lowest version that a range takes, as a tag. */
function firstTag(range: string | undefined): string | undefined {
  if (range === undefined || validRange(range) === null) return undefined
  return `v${minVersion(range)}`
}
