import gt from 'semver/functions/gt.js'
import { LAYERS } from '../../fleet/catalog/catalog.ts'
import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { ChangelogEntry } from '../../render/changelog.ts'
import { pathPattern } from '../../text/path-pattern.ts'
import type { Maker } from '../../tree/locked-file.ts'
import type { CatalogVersion } from './catalog-versions.ts'
import { componentOf } from './component-files.ts'
import type { OutdatedFile } from './outdated-files.ts'
import { saysTheSame } from './same-data.ts'

/** Why a file is made otherwise, and what that alters on clusters, if anything; a sentence each. */
export interface Reason {
  why: string
  alters?: string
}

/** What the reasons of files follow from. */
export interface ReasonFacts {
  fleet: Fleet
  /** Those of the fleet, with their folders below the root. */
  repositories: readonly FleetRepository[]
  changelog: readonly ChangelogEntry[]
  versions: readonly CatalogVersion[]
  /** What renders files today. */
  by: Maker
  /** The text that a file was made as; undefined where nobody knows it. */
  madeAs(file: OutdatedFile): string | undefined
}

/** Gives the reasons of each file; every file has one. */
export function reasonsOf(facts: ReasonFacts): (file: OutdatedFile) => Reason[] {
  const nameOf = componentOf(facts.fleet, facts.repositories)
  const entries = facts.changelog.map((entry) => ({ entry, has: filesOf(entry, nameOf) }))
  return (file) => {
    const since = file.locked === undefined || file.locked.by === 'adopted' ? undefined : file.locked.by
    const told = entries
      .filter(({ entry, has }) => (since === undefined || gt(entry.version, since.generator)) && has(file))
      .map(({ entry: { why, alters } }) => ({ why, ...(alters === undefined ? {} : { alters }) }))
    const raised = facts.versions.filter(({ path }) => path === file.full).map(raisedVersion)
    const moved = file.moved && [{ why: `It moves here from ${file.moved.from}: ${file.moved.name}.` }]
    const own = since !== undefined && since.templates !== facts.by.templates
    const reasons = [
      ...(moved ?? []),
      ...raised,
      ...told,
      ...(own ? [altering(file, 'The templates or the catalog of the fleet itself were changed.')] : []),
    ]
    if (reasons.length > 0) return isSame(file, facts) ? reasons.map(({ why }) => ({ why })) : reasons
    return isSame(file, facts)
      ? [{ why: 'Comments or the form were changed.' }]
      : [
          altering(
            file,
            `${facts.by.generator} makes it otherwise${since === undefined ? '' : ` than ${since.generator}`}.`,
          ),
        ]
  }
}

/** Whether clusters take a file for what it was, and nothing but comments and form differ. */
function isSame(file: OutdatedFile, { madeAs }: ReasonFacts): boolean {
  const [before, after] = [madeAs(file), file.rendered?.content]
  return before !== undefined && after !== undefined && saysTheSame(file.path, before, after)
}

function raisedVersion({ component, environment, from, to }: CatalogVersion): Reason {
  const where = environment === undefined ? '' : ` in ${environment}`
  return {
    why: 'The catalog has a newer version.',
    alters: `${component}${where} goes from ${from} to ${to}.`,
  }
}

/** What nothing more is known of may alter anything where it is applied. */
function altering({ path }: OutdatedFile, why: string): Reason {
  return isApplied(path) ? { why, alters: 'Flux applies what differs in it.' } : { why }
}

const APPLIED = ['clusters', ...LAYERS.map((layer) => LAYER_FOLDERS[layer]), 'policies', 'secrets', 'tenants']

/** Whether a file of a repository is applied to clusters. */
export function isApplied(path: string): boolean {
  return APPLIED.some((folder) => path.startsWith(`${folder}/`))
}

function filesOf(
  { files = [], component }: ChangelogEntry,
  nameOf: (full: string) => string | undefined,
): (file: Pick<OutdatedFile, 'path' | 'full'>) => boolean {
  if (component !== undefined) return ({ full }) => nameOf(full) === component
  const patterns = files.map(pathPattern)
  return ({ path }) => patterns.some((has) => has(path))
}
