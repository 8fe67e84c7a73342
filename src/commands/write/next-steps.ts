import type { Addition } from '../../fleet/resolve/dependencies.ts'
import { clustersOf } from '../../fleet/resolve/placement.ts'
import { inFleet } from '../../fleet/resolve/repositories.ts'
import { cloneUrl } from '../../fleet/resolve/repository-urls.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Cluster, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
import {
  ageKeyPath,
  bootstrapCommand,
  PROVIDER_TITLES,
  secretCommand,
} from '../../render/clusters/bootstrap.ts'
import { repositoryViews } from '../../render/repository/repositories-view.ts'
import { type NeededSecret, neededSecrets } from '../../render/secrets/needed-secrets.ts'
import { platformSecretSteps } from '../../render/secrets/secret-commands.ts'
import type { Library } from '../../render/templates/library.ts'
import { tenantSecrets } from '../../render/tenants/tenant-secrets.ts'
import { shellWord } from '../../text/shell.ts'
import { workloadNotes } from './workload-notes.ts'

/** More tenants or keys than this are told in one line. */
const FEW = 3

/** Where a path of the fleet's own repository lies, below where the fleet is made. */
type Place = (path: string) => string

/**
 * What a person should know about the new fleet, one sentence each.
 * @param keys files of the private keys that were made, in the repository of the fleet
 * @param place by default as it is made first
 */
export function createNotes(
  fleet: Fleet,
  library: Library,
  additions: readonly Addition[],
  keys: readonly string[],
  dryRun: boolean,
  place: Place = (path) => inFleet(fleet, path),
): string[] {
  const notes = additionNotes(additions)
  const docs = place('docs/fleet.md')
  if (keys.length > 0) notes.push(keysNote(keys, dryRun, place))
  if (fleet.git.owner === 'example')
    notes.push('The owner "example" is a placeholder: set git.owner in flux-fleet.yaml, or give --owner.')
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
  for (const component of fleet.components) {
    for (const secret of neededSecrets(fleet, component, library)) {
      if (clustersOf(fleet, component).length === 0) continue
      notes.push(`${component.name} needs ${secretNames([secret])}: see ${docs}.`)
    }
    notes.push(...workloadNotes(fleet, component, library))
    for (const from of component.valuesFrom ?? []) {
      if (from.targetPath !== undefined)
        notes.push(
          `${component.name}: ${from.kind} ${from.name} sets ${from.targetPath}, which wins over inline values.`,
        )
    }
    if (component.chart?.path !== undefined && component.chart.git === undefined) {
      notes.push(
        `${component.name} takes its chart from ${component.chart.path} of this repository: put it there.`,
      )
    }
  }
  return [...notes, ...tenancyNotes(fleet, docs, place)]
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

function tenancyNotes(fleet: Fleet, docs: string, place: Place): string[] {
  if (!isLockedDown(fleet)) return []
  const platform = platformSecretSteps(fleet)
  const notes =
    platform === undefined ? [] : [`The platform repository needs ${secretNames([platform])}: see ${docs}.`]
  if (fleet.tenants.length === 0)
    notes.push(`There are no tenants yet: list them in ${place('flux-fleet.yaml')}.`)
  const waiting = fleet.tenants
    .map((tenant) => ({ name: tenant.name, secrets: tenantSecrets(fleet, tenant) }))
    .filter(({ secrets }) => secrets.length > 0)
  const page = place('docs/tenancy.md')
  if (waiting.length > FEW) {
    const count = waiting.flatMap(({ secrets }) => secrets).length
    return [...notes, `${waiting.length} tenants need ${count} Secrets: see ${page}.`]
  }
  return [
    ...notes,
    ...waiting.map(({ name, secrets }) => `${name} needs ${secretNames(secrets)}: see ${page}.`),
  ]
}

function secretNames(secrets: readonly NeededSecret[]): string {
  const names = secrets.map(({ namespace, name }) => `${namespace}/${name}`)
  return `the ${names.length === 1 ? 'Secret' : 'Secrets'} ${names.join(', ')}`
}

/** A command to type, and what it is for. */
export interface NextCommand {
  text: string
  why: string
}

/**
 * The next commands to type, three at most: push, give the first cluster its key, bootstrap it.
 * @param keys clusters that a key pair was made for
 * @param gitInit whether Git repositories were made, which have no remote yet
 */
export function nextCommands(
  fleet: Fleet,
  directory: string,
  keys: readonly string[],
  gitInit: boolean,
): NextCommand[] {
  if (hasPlatformRepository(fleet)) return nextInRepositories(fleet, directory, keys, gitInit)
  const first = firstCluster(fleet)
  const push = [
    'git add --all',
    'git commit --message "Start the fleet"',
    ...(gitInit ? [`git remote add origin ${shellWord(cloneUrl(fleet))}`] : []),
    `git push --set-upstream origin ${shellWord(fleet.git.branch)}`,
  ].join(' && ')
  return [
    {
      text: enter(directory) + push,
      why: `after making the repository at ${PROVIDER_TITLES[fleet.git.provider]}`,
    },
    ...keyCommands(fleet, first, keys),
    {
      text: bootstrapLine(fleet, first),
      why: `with kubectl pointing at ${first.name}${othersNote(fleet, 'docs/fleet.md')}`,
    },
  ]
}

/**
 * What Flux is pointed at is pushed last. The teams' repositories may come later: nothing of the platform
 * waits for them.
 */
function nextInRepositories(
  fleet: Fleet,
  directory: string,
  keys: readonly string[],
  gitInit: boolean,
): NextCommand[] {
  const views = repositoryViews(fleet)
  const push = (kind: string): NextCommand['text'] => {
    const { firstPush } = views.find((view) => view.kind === kind)!
    return firstPush.filter((line) => gitInit || !line.startsWith('git remote add ')).join(' && ')
  }
  const folder = (kind: string) => views.find((view) => view.kind === kind)!.folder
  const teams = views.filter((view) => view.kind === 'team').map(({ name }) => name)
  const others = teams.length > FEW ? 'those of the teams' : teams.join(', ')
  const first = firstCluster(fleet)
  const [key] = keyCommands(fleet, first, keys)
  const docs = inFleet(fleet, 'docs/fleet.md')
  return [
    {
      text: `${enter(`${directory}/${folder('platform')}`)}${push('platform')}`,
      why: `the platform repository, after making all of them at ${PROVIDER_TITLES[fleet.git.provider]}`,
    },
    {
      text: `${enter(`../${folder('fleet')}`)}${push('fleet')}`,
      why: `the repository of the fleet${teams.length === 0 ? '' : `, after ${others}, pushed alike: ${docs}`}`,
    },
    {
      text: [...(key === undefined ? [] : [key.text]), bootstrapLine(fleet, first)].join(' && '),
      why: `with kubectl pointing at ${first.name}${key === undefined ? '' : `: ${key.why}`}${othersNote(fleet, docs)}`,
    },
  ]
}

function othersNote({ clusters }: Fleet, docs: string): string {
  return clusters.length > 1 ? `; the other clusters: ${docs}` : ''
}

function enter(directory: string): string {
  return directory === '.' ? '' : `cd ${shellWord(directory.replace(/^\.\/(?=.)/, ''))} && `
}

/**
 * The command that gives a cluster its key, where Secrets are encrypted.
 * @param keys clusters that a key pair was made for
 */
export function keyCommands(fleet: Fleet, cluster: Cluster, keys: readonly string[]): NextCommand[] {
  if (fleet.secrets.provider !== 'sops') return []
  const { name } = cluster
  const place = keys.includes(name) ? '' : ` (put it at ${ageKeyPath(cluster)})`
  return [
    {
      text: `kubectl create namespace flux-system && ${secretCommand(cluster)}`,
      why: `the key of ${name}, before Flux${place}`,
    },
  ]
}

/** The command that installs Flux on a cluster, on one line. */
export function bootstrapLine(fleet: Fleet, cluster: Cluster): string {
  return bootstrapCommand(fleet, cluster).replaceAll(/ \\\n\s+/g, ' ')
}

/** People begin with a cluster that is not production. */
function firstCluster(fleet: Fleet): Cluster {
  const production = new Set(fleet.environments.filter(isProduction).map((environment) => environment.name))
  const rank = (cluster: Cluster) => `${production.has(cluster.environment) ? 1 : 0} ${cluster.name}`
  return [...fleet.clusters].sort((first, second) => (rank(first) < rank(second) ? -1 : 1))[0]!
}
