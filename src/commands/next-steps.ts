import type { Addition } from '../fleet/dependencies.ts'
import { clustersOf } from '../fleet/placement.ts'
import { cloneUrl } from '../fleet/repository-urls.ts'
import { type Cluster, type Fleet, isProduction } from '../fleet/schema.ts'
import {
  ageKeyPath,
  bootstrapCommand,
  PROVIDER_TITLES,
  secretCommand,
} from '../render/bootstrap.ts'
import { shellWord } from '../render/handlebars.ts'
import type { Library } from '../render/library.ts'
import { neededSecrets } from '../render/needed-secrets.ts'

/** What a person should know about the new fleet, one sentence each. */
export function createNotes(
  fleet: Fleet,
  library: Library,
  additions: readonly Addition[],
  keys: readonly string[],
  dryRun: boolean,
): string[] {
  const notes = additions.map(({ component, neededBy }) => `Added ${component}, which ${neededBy} needs.`)
  if (keys.length > 0) {
    const paths = keys.length > 3 ? '.age/' : keys.map(ageKeyPath).join(', ')
    notes.push(
      dryRun
        ? 'An age key pair will be made for each cluster; a dry run makes none and shows a placeholder.'
        : `Private age keys are in ${paths}, outside of Git. Keep copies in a safe place: without them no Secret can be read.`,
    )
  }
  if (fleet.git.owner === 'example')
    notes.push('The owner "example" is a placeholder: set git.owner in flux-fleet.yaml, or give --owner.')
  for (const cluster of fleet.clusters) {
    if ((cluster.secretVariables ?? []).length > 0) {
      notes.push(
        `${cluster.name} needs the Secret flux-system/cluster-secret-vars with ${cluster.secretVariables?.join(', ')}: see docs/fleet.md.`,
      )
    }
  }
  for (const component of fleet.components) {
    for (const secret of neededSecrets(fleet, component, library)) {
      if (clustersOf(fleet, component).length === 0) continue
      notes.push(`${component.name} needs the Secret ${secret.namespace}/${secret.name}: see docs/fleet.md.`)
    }
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
  return notes
}

/** The next commands to type, three at most: push, give the first cluster its key, bootstrap it. */
export function nextCommands(
  fleet: Fleet,
  directory: string,
  keys: readonly string[],
  gitInit: boolean,
): { text: string; why: string }[] {
  const first = firstCluster(fleet)
  const enter = directory === '.' ? '' : `cd ${shellWord(directory)} && `
  const push = [
    'git add --all',
    'git commit --message "Start the fleet"',
    ...(gitInit ? [`git remote add origin ${shellWord(cloneUrl(fleet))}`] : []),
    `git push --set-upstream origin ${shellWord(fleet.git.branch)}`,
  ].join(' && ')
  const steps = [
    { text: enter + push, why: `after making the repository at ${PROVIDER_TITLES[fleet.git.provider]}` },
  ]
  if (fleet.secrets.provider === 'sops') {
    const why = keys.includes(first.name)
      ? `the key of ${first.name}, before Flux`
      : `the key of ${first.name}, before Flux (put it at ${ageKeyPath(first.name)})`
    steps.push({ text: `kubectl create namespace flux-system && ${secretCommand(first)}`, why })
  }
  steps.push({
    text: bootstrapCommand(fleet, first).replaceAll(/ \\\n\s+/g, ' '),
    why: `the other clusters: docs/fleet.md`,
  })
  return steps
}

/** People begin with a cluster that is not production. */
function firstCluster(fleet: Fleet): Cluster {
  const production = new Set(fleet.environments.filter(isProduction).map((environment) => environment.name))
  const rank = (cluster: Cluster) => `${production.has(cluster.environment) ? 1 : 0} ${cluster.name}`
  return [...fleet.clusters].sort((first, second) => (rank(first) < rank(second) ? -1 : 1))[0]!
}
