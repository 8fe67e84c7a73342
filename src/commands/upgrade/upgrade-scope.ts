import type { FluxVersion } from '../../fleet/resolve/flux-version.ts'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { Word } from '../../text/commands/command.ts'
import { pathPattern } from '../../text/path-pattern.ts'
import { suggestionOrAll } from '../../text/suggestion.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { placedRepositories } from '../repositories/repository-places.ts'
import { componentOf } from './component-files.ts'
import type { Upgrade, UpgradeScope } from './find-upgrade.ts'
import type { OutdatedFile } from './outdated-files.ts'

/** What `upgrade` understands besides what all commands do. */
export interface UpgradeFlags extends CommonFlags {
  component?: string[]
  files?: string[]
  fluxVersion?: FluxVersion
  behavior?: 'take' | 'leave'
  madeBy?: string
  check?: boolean
}

/**
 * What the flags ask for.
 * @throws Failure for a component that the fleet has not, and for flags that exclude each other
 */
export function upgradeScope(flags: UpgradeFlags, { applied, library, places }: OpenFleet): UpgradeScope {
  const { component: components = [], files = [] } = flags
  const narrowed = components.length + files.length > 0
  const other = [
    ['--component', components.length > 0],
    ['--files', files.length > 0],
    ['--made-by', flags.madeBy !== undefined],
    ['--behavior leave', flags.behavior === 'leave'],
    ['--check', flags.check === true],
  ].find(([, isGiven]) => isGiven === true)
  if (flags.fluxVersion !== undefined && other !== undefined)
    throw new Failure(
      EXIT.usage,
      `--flux-version: changes what depends on the version of Flux, and that alone. Leave out ${other[0]}, or run upgrade for each.`,
    )
  const names = applied.components.map(({ name }) => name)
  const wrong = components.filter((name) => !names.includes(name))
  if (wrong.length > 0)
    throw new Failure(
      EXIT.usage,
      wrong
        .map(
          (name) =>
            `--component ${name}: the fleet has no component "${name}"${suggestionOrAll(name, names)}`,
        )
        .join('\n'),
    )
  if (!narrowed) return { has: () => true, components: undefined }
  const repositories = placedRepositories({ library, places }, applied)
  const nameOf = componentOf(applied, repositories)
  const patterns = files.map(pathPattern)
  return {
    has: ({ path, full }: OutdatedFile) =>
      components.includes(nameOf(full) ?? '') || patterns.some((has) => has(path) || has(full)),
    // Of files that are named, versions of components come along.
    components: files.length > 0 ? undefined : components,
  }
}

/** The flags that ask for the same again. */
export function scopeFlags(flags: UpgradeFlags): Word[] {
  return [
    ...(flags.component ?? []).flatMap((name) => ['--component', name]),
    ...(flags.files ?? []).flatMap((pattern) => ['--files', pattern]),
    ...(flags.fluxVersion === undefined ? [] : ['--flux-version', flags.fluxVersion]),
    ...(flags.behavior === undefined ? [] : ['--behavior', flags.behavior]),
    ...(flags.madeBy === undefined ? [] : ['--made-by', flags.madeBy]),
  ]
}

/**
 * A pattern means files of the fleet.
 * @throws Failure for one that means none
 */
export function refuseUnknownFiles({ files = [] }: UpgradeFlags, { wanted, locks }: Upgrade): void {
  const paths = wanted.flatMap(({ repository, tree }) => {
    const known = locks.get(repository.folder)?.files.keys() ?? []
    return [...tree.paths(), ...known].flatMap((path) => [path, pathIn(repository, path)])
  })
  const wrong = files.filter((pattern) => !paths.some(pathPattern(pattern)))
  if (wrong.length === 0) return
  throw new Failure(
    EXIT.usage,
    wrong.map((pattern) => `--files ${pattern}: no file that the fleet was made of lies there.`).join('\n'),
  )
}
