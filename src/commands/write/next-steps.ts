import type { NextCommand, Place } from '../../features/command-contributor.ts'
import { installCommand } from '../../features/install-command.ts'
import { contributorsOf } from '../../features/resolve-fleet.ts'
import type { Addition } from '../../fleet/changes/add-required.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import { cloneUrl } from '../../fleet/resolve/repository-urls.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { PROVIDER_TITLES } from '../../render/clusters/bootstrap.ts'
import { firstPush } from '../../render/repository/first-push.ts'
import { neededSecrets, secretNames } from '../../render/secrets/needed-secrets.ts'
import { type Command, quoted, run, sequence } from '../../text/commands/command.ts'
import { workloadNotes } from './workload-notes.ts'

/** More tenants or keys than this are told in one line. */
const FEW = 3

/**
 * What a person should know about the new fleet, one sentence each.
 * @param keys files of the private keys that were made, in the repository of the fleet
 * @param placeOfKey where such a file is
 */
export function createNotes(
  resolved: ResolvedFleet,
  additions: readonly Addition[],
  keys: readonly string[],
  dryRun: boolean,
  place: Place,
  placeOfKey = place,
): string[] {
  const { written: fleet } = resolved
  const contributors = contributorsOf(fleet)
  const notes = additionNotes(additions)
  const docs = place('docs/fleet.md')
  if (keys.length > 0) notes.push(keysNote(keys, dryRun, placeOfKey))
  // One alone may be anything; of several one is meant to be, and it would quietly get what staging gets.
  if (
    fleet.environments.length > 1 &&
    !fleet.environments.some((one) => one.production !== undefined || isProduction(one))
  ) {
    notes.push(
      'No environment is called production or prod, so none gets replicas, disruption budgets, narrow versions and trusted certificates. For one that should, say production: true in flux-fleet.yaml, or --environment NAME,production=true.',
    )
  }
  for (const cluster of fleet.clusters) {
    if ((cluster.secretVariables ?? []).length > 0) {
      notes.push(
        `${cluster.name} needs the Secret flux-system/cluster-secret-vars with ${cluster.secretVariables?.join(', ')}: see ${docs}.`,
      )
    }
  }
  for (const entry of asWritten(resolved.components)) {
    const { component } = entry
    for (const secret of neededSecrets(entry)) {
      if (entry.placement.clusters.length === 0) continue
      notes.push(`${component.name} needs ${secretNames([secret])}: see ${docs}.`)
    }
    notes.push(...workloadNotes(resolved, entry))
    for (const from of component.valuesFrom ?? []) {
      if (from.targetPath !== undefined)
        notes.push(
          `${component.name}: ${from.kind} ${from.name} sets ${from.targetPath}, which wins over inline values.`,
        )
    }
    if (entry.chart?.source === 'path') {
      const { path } = entry.chart.chart
      const raise =
        resolved.chartArtifactOf(entry) === undefined
          ? `, and raise version in its Chart.yaml with each change: nothing else makes Flux upgrade it`
          : ''
      notes.push(`${component.name} takes its chart from ${path} of this repository: put it there${raise}.`)
    }
  }
  return [
    ...notes,
    ...contributors
      .flatMap((contributor) => contributor.secretsToMake?.(resolved) ?? [])
      .map((needing) => `${needing.for} needs ${secretNames(needing.secrets)}: see ${docs}.`),
    ...contributors.flatMap((contributor) => contributor.notes?.(resolved, place) ?? []),
  ]
}

/** Says which components were added because others need them. */
export function additionNotes(additions: readonly Addition[]): string[] {
  return additions.map(({ component, neededBy }) => `Added ${component}, which ${neededBy} needs.`)
}

/** Says where private keys are, and what to do about them. */
export function keysNote(keys: readonly string[], dryRun: boolean, place: Place): string {
  if (dryRun) {
    const things = [
      ...(keys.some((path) => !path.startsWith('.age/tenants/')) ? ['cluster'] : []),
      ...(keys.some((path) => path.startsWith('.age/tenants/')) ? ['tenant'] : []),
    ]
    return `An age key pair will be made for each ${things.join(' and ')}; a dry run makes none and shows a placeholder.`
  }
  const shown = keys.length > FEW ? ['.age/'] : keys
  const paths = shown.map(place).join(', ')
  return `Private age keys are in ${paths}, outside of Git. Keep copies in a safe place: without them no Secret can be read.`
}

/**
 * The next commands to type, three at most: push, give the first cluster its key, bootstrap it.
 * @param keys clusters that a key pair was made for
 * @param options.gitInit whether Git repositories were made, which have no remote yet
 * @param options.pointers files at the top of the repository, where the fleet is in a folder of another one
 */
export function nextCommands(
  resolved: ResolvedFleet,
  directory: string,
  keys: readonly string[],
  { gitInit, pointers }: { gitInit: boolean; pointers: readonly string[] },
): NextCommand[] {
  const { written: fleet } = resolved
  if (resolved.repositories.length > 1) return nextInRepositories(resolved, directory, keys, gitInit)
  const first = firstCluster(resolved)
  const push = [
    ...stage(fleet, pointers),
    // In double quotes, as the README has it.
    run('git', 'commit', '--message', quoted('Start the fleet')),
    ...(gitInit ? [run('git', 'remote', 'add', 'origin', cloneUrl(fleet))] : []),
    run('git', 'push', '--set-upstream', 'origin', fleet.git.branch),
  ]
  return [
    {
      command: sequence(...enter(directory), ...push),
      why:
        fleet.git.subfolder === undefined
          ? `after making the repository at ${PROVIDER_TITLES[fleet.git.provider]}`
          : 'the fleet and what points to it, and nothing else of the repository',
    },
    ...beforeInstall(resolved, first, keys),
    {
      command: installCommand(fleet, first.cluster),
      why: `with kubectl pointing at ${first.name}${othersNote(fleet, 'docs/fleet.md')}`,
    },
  ]
}

/** In a repository of something else only what is of the fleet goes into its commit. */
function stage({ git: { subfolder } }: Fleet, pointers: readonly string[]): Command[] {
  if (subfolder === undefined) return [run('git', 'add', '--all')]
  return [run('git', 'add', '.', ...pointers.map((path) => `:/${path}`))]
}

/**
 * What Flux is pointed at is pushed last. The teams' repositories may come later: nothing of the platform
 * waits for them.
 */
function nextInRepositories(
  resolved: ResolvedFleet,
  directory: string,
  keys: readonly string[],
  gitInit: boolean,
): NextCommand[] {
  const { written: fleet, repositories, fleetRepository: main, layersRepository: platform } = resolved
  const push = (repository: FleetRepository) => firstPush(repository, { hasRemote: !gitInit })
  const teams = repositories.filter(({ kind }) => kind === 'team').map(({ name }) => name)
  const others = teams.length > FEW ? 'those of the teams' : teams.join(', ')
  const first = firstCluster(resolved)
  const [key] = beforeInstall(resolved, first, keys)
  const docs = pathIn(resolved.fleetRepository, 'docs/fleet.md')
  const contributors = contributorsOf(fleet)
  const secrets = contributors.flatMap((one) => one.secretsBeforeInstall?.(resolved) ?? [])
  const made = secrets.length === 0 ? '' : `, after making ${secretNames(secrets)}: ${docs}`
  // Kept in Git they are pushed with the rest.
  const inGit = contributors.some(({ keepSecret }) => keepSecret !== undefined)
  return [
    {
      command: sequence(...enter(`${directory}/${platform.folder}`), ...push(platform)),
      why: `the platform repository, after making all of them at ${PROVIDER_TITLES[fleet.git.provider]}`,
    },
    {
      command: sequence(...enter(`../${main.folder}`), ...push(main)),
      why: `the repository of the fleet${teams.length === 0 ? '' : `, after ${others}, pushed alike: ${docs}`}${inGit ? made : ''}`,
    },
    {
      command: sequence(...(key === undefined ? [] : [key.command]), installCommand(fleet, first.cluster)),
      why: `with kubectl pointing at ${first.name}${key === undefined ? '' : `: ${key.why}`}${inGit ? '' : made}${othersNote(fleet, docs)}`,
    },
  ]
}

function othersNote({ clusters }: Fleet, docs: string): string {
  return clusters.length > 1 ? `; the other clusters: ${docs}` : ''
}

function enter(directory: string): Command[] {
  return directory === '.' ? [] : [run('cd', directory.replace(/^\.\/(?=.)/, ''))]
}

/**
 * Commands that are typed before Flux is installed on a cluster.
 * @param made clusters that a key pair was made for
 */
export function beforeInstall(
  resolved: ResolvedFleet,
  cluster: ResolvedCluster,
  made: readonly string[],
): NextCommand[] {
  return contributorsOf(resolved.written).flatMap(
    (contributor) => contributor.beforeInstall?.(cluster, made) ?? [],
  )
}

/** People begin with a cluster that is not production. */
function firstCluster({ environments, clusters }: ResolvedFleet): ResolvedCluster {
  const staging = environments.filter(({ production }) => !production).flatMap((one) => one.clusters)
  const [first] = staging.length > 0 ? [...staging].sort(byName) : clusters
  return first!
}

function byName(first: { name: string }, second: { name: string }): number {
  return first.name < second.name ? -1 : 1
}
