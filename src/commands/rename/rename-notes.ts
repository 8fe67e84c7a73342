import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LAYERS } from '../../fleet/catalog/catalog.ts'
import { clusterFolder, directoryOf, secretsFolder } from '../../fleet/resolve/cluster-folders.ts'
import { objectNameOf } from '../../fleet/resolve/object-name.ts'
import { LAYER_FOLDERS } from '../../fleet/resolve/object-names.ts'
import { isOnCluster, isPerClusterOn } from '../../fleet/resolve/placement.ts'
import { fleetRepository } from '../../fleet/resolve/repositories.ts'
import { platformReference } from '../../fleet/resolve/tenancy.ts'
import type { Cluster, Component, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import { sectionOf } from '../../fleet/sections/sections.ts'
import { ageKeyPath } from '../../render/clusters/bootstrap.ts'
import { shellWord } from '../../text/shell.ts'
import type { Move } from '../../tree/moves.ts'
import type { PlannedChange } from '../change/plan-fleet-change.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { placedRepositories } from '../repositories/repository-places.ts'
import { bootstrapLine, type NextCommand } from '../write/next-steps.ts'
import { leftReferences } from './left-references.ts'
import { type YamlFile, yamlFilesAfter } from './yaml-files.ts'

type Renaming = Renamed & { moves: readonly Move[] }

/** More than this is counted instead of named. */
const MANY = 10

/**
 * What a person should know of a renaming: what stays as it is called, what changes on the clusters after
 * all, and what is left to do.
 */
export function renameNotes(planned: PlannedChange, renamed: Renaming, open: OpenFleet): string[] {
  const { after } = planned
  const { word, hasObjectNames, renameNotes: ownNotes } = sectionOf(renamed.section)
  const files = yamlFilesAfter(planned, open)
  const left = leftReferences(files, renamed.moves)
  return [
    ...(hasObjectNames === true ? objectNotes(word, after[renamed.section], renamed.to) : []),
    ...(ownNotes?.(after) ?? []),
    ...(NOTES[renamed.section]?.(planned, renamed, files, open) ?? []),
    ...orderNotes(planned, renamed, open),
    ...(left.length === 0
      ? []
      : [
          `Written by hand, and naming a path that is there no more: ${counted(left)}. Change it before you push: Flux can't build what names a missing path.`,
        ]),
  ]
}

/** What is besides to say of entries of some sections. */
const NOTES: Partial<
  Record<
    Renamed['section'],
    (planned: PlannedChange, renamed: Renaming, files: readonly YamlFile[], open: OpenFleet) => string[]
  >
> = { environments: environmentNotes, clusters: clusterNotes }

function objectNotes(
  word: string,
  entries: readonly { name: string; objectName?: string | undefined }[],
  to: string,
): string[] {
  const objectName = objectNameOf(entries.find(({ name }) => name === to)!)
  if (objectName === to)
    return [`Its objects on the clusters are called ${to} already, and stay as they are.`]
  return [
    `Its objects on the clusters are still called ${objectName}: Flux would delete what gets another name, with its data.`,
    `There is no safe way to rename them in place. To have new ones: add another ${word}, move the data, then remove ${word} ${to}.`,
  ]
}

function environmentNotes(
  { before, after }: PlannedChange,
  { from, to }: Renaming,
  files: readonly YamlFile[],
): string[] {
  const clusters = after.clusters.filter(({ environment }) => environment === to)
  const { production } = after.environments.find(({ name }) => name === to)!
  const said = before.environments.find(({ name }) => name === from)!.production
  const tenants = after.tenants.filter(
    ({ overrides }) => overrides?.find(({ environment }) => environment === to)?.path === `apps/${from}`,
  )
  return [
    ...(production === said || production === undefined
      ? []
      : [
          `"production: ${production}" is said of ${to} now: by its new name alone it would ${production ? 'lose' : 'get'} replicas, disruption budgets and version ranges of production.`,
        ]),
    ...(tenants.length === 0
      ? []
      : [
          `In the repositories of tenants the folder stays apps/${from}: ${counted(tenants.map(({ name }) => name))}.`,
        ]),
    ...variableNotes('ENVIRONMENT', to, clusters, after, files),
  ]
}

function clusterNotes(
  { before, after }: PlannedChange,
  { from, to }: Renaming,
  files: readonly YamlFile[],
  open: OpenFleet,
): string[] {
  const [old, now] = [
    before.clusters.find(({ name }) => name === from)!,
    after.clusters.find(({ name }) => name === to)!,
  ]
  const places = (cluster: Cluster) =>
    [clusterFolder(cluster), ...(after.secrets.provider === 'sops' ? [secretsFolder(cluster)] : [])].join(
      ' and ',
    )
  return [
    ...(directoryOf(old) === directoryOf(now)
      ? directoryOf(now) === to
        ? []
        : [`Its folders stay ${places(now)}, where its Flux looks. With --move they get the new name too.`]
      : [
          `Its Flux still looks in ${clusterFolder(old)}. Until it is told of ${clusterFolder(now)} it only finds no path: it says so, changes nothing and deletes nothing.`,
          ...(existsSync(join(open.folder, ageKeyPath(old)))
            ? [
                `Its private key is called after its folder, and yours to rename: mv ${shellWord(ageKeyPath(old))} ${shellWord(ageKeyPath(now))} (on the cluster its entry in the Secret sops-age may stay as it is).`,
              ]
            : []),
        ]),
    ...(from === to ? [] : variableNotes('CLUSTER_NAME', to, [now], after, files)),
    ...(from === to ? [] : ownerNotes(from, now, after, files)),
  ]
}

/** A variable that is another one on clusters, and where their manifests use it. */
function variableNotes(
  variable: string,
  value: string,
  clusters: readonly Cluster[],
  fleet: Fleet,
  files: readonly YamlFile[],
): string[] {
  const uses = clusters.length === 0 ? [] : usesOf(variable, clusters, fleet, files)
  return uses.length === 0
    ? []
    : [
        `\${${variable}} becomes ${value} on ${counted(clusters.map(({ name }) => name))}. It is used in ${counted(uses)}.`,
      ]
}

/** The lines that use a variable and reach one of the clusters. */
function usesOf(
  variable: string,
  clusters: readonly Cluster[],
  fleet: Fleet,
  files: readonly YamlFile[],
): string[] {
  const pattern = new RegExp(`(^|[^$])\\$\\{${variable}\\b`)
  return files
    .filter(({ path, repository }) => reaches(path.slice(repository.length), clusters, fleet))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const isUse = pattern.test(line) && !/^\s*#/.test(line)
        return isUse ? [`${path}:${index + 1}`] : []
      }),
    )
}

/**
 * Whether a file, by its path in its repository, is applied on one of the clusters, as far as its path tells.
 */
function reaches(path: string, clusters: readonly Cluster[], fleet: Fleet): boolean {
  const layer = LAYERS.map((name) => `${LAYER_FOLDERS[name]}/`).find((folder) => path.startsWith(folder))
  if (layer === undefined) return clusters.some((cluster) => path.startsWith(`${clusterFolder(cluster)}/`))
  const [place, entry] = path.slice(layer.length).split('/')
  if (place !== 'base') return clusters.some(({ environment }) => environment === place)
  const component = fleet.components.find(({ name }) => name === entry)
  return component === undefined || clusters.some((cluster) => isOnCluster(component, cluster))
}

/** The DNS records of a cluster are external-dns' by the owner that it wrote beside them. */
function ownerNotes(from: string, cluster: Cluster, fleet: Fleet, files: readonly YamlFile[]): string[] {
  const uses = usesOf('CLUSTER_NAME', [cluster], fleet, files)
  const owner = files.some(({ path, text }) =>
    text.split('\n').some((line, index) => /txtOwnerId:/.test(line) && uses.includes(`${path}:${index + 1}`)),
  )
  return owner
    ? [
        `Data is at stake: the txtOwnerId of external-dns is made of \${CLUSTER_NAME}, and what it wrote into DNS so far belongs to ${from}. It would neither change nor delete those records any more. Keep the owner before you push: write ${from} there, or give ${cluster.name} a patch of its own for the component.`,
      ]
    : []
}

/** In which order several repositories reach the clusters, where a path that one names is in another. */
function orderNotes(
  { after, touched }: PlannedChange,
  { section, to, moves }: Renaming,
  open: OpenFleet,
): string[] {
  if (!hasPlatformRepository(after)) return []
  const platform = placedRepositories(open, after).find(({ kind }) => kind === 'platform')!
  const isMoved = moves.some(({ from }) => from.startsWith(`${platform.folder}/`))
  if (!isMoved || touched.length < 2) return []
  const environments = after.environments.filter(
    ({ name }) => (section === 'environments' && name === to) || hasPerCluster(after, to, name),
  )
  if (environments.length === 0 || (section !== 'environments' && section !== 'components')) return []
  const main = fleetRepository(after).name
  const promoted = environments.flatMap((environment) => {
    const { branch, tag, semver } = platformReference(after, environment)
    if (tag !== undefined)
      return [
        `give ${platform.name} a new tag and name it in platform.yaml of the clusters of ${environment.name}`,
      ]
    if (semver !== undefined) return [`give ${platform.name} a new tag that ${semver} takes`]
    return branch === platform.branch ? [] : [`merge it into branch ${branch} of ${platform.name}`]
  })
  return [
    `Push ${platform.name} first${promoted.length === 0 ? '' : `, ${[...new Set(promoted)].join(', ')}`}, and push ${main} last. In between Flux finds a path missing: it says so, keeps what runs, and deletes nothing.`,
  ]
}

/**
 * Whether a component has a Kustomization of its own somewhere in an environment: its path names the
 * component.
 */
function hasPerCluster({ components, clusters }: Fleet, name: string, environment: string): boolean {
  const component: Component | undefined = components.find((entry) => entry.name === name)
  return (
    component !== undefined &&
    clusters.some((cluster) => cluster.environment === environment && isPerClusterOn(component, cluster))
  )
}

/** A cluster before and after it moves to other folders; undefined where none does. */
function movedCluster(
  { before, after }: PlannedChange,
  { section, from, to }: Renamed,
): { old: Cluster; now: Cluster } | undefined {
  if (section !== 'clusters') return undefined
  const old = before.clusters.find(({ name }) => name === from)!
  const now = after.clusters.find(({ name }) => name === to)!
  return directoryOf(old) === directoryOf(now) ? undefined : { old, now }
}

/**
 * How Flux on a cluster learns of the folder that was moved. `flux bootstrap` refuses another path than the
 * cluster has (fluxcd/flux2, pkg/bootstrap, `ReconcileSyncConfig`), and Flux takes back a path that differs
 * from `gotk-sync.yaml`: so the file goes first, then the cluster.
 */
export function moveCommands(planned: PlannedChange, renamed: Renamed, open: OpenFleet): NextCommand[] {
  const moved = movedCluster(planned, renamed)
  if (moved === undefined) return []
  const { now } = moved
  const patch = JSON.stringify({ spec: { path: `./${clusterFolder(now)}` } })
  const bootstrap = { text: bootstrapLine(planned.after, now), why: `with kubectl pointing at ${now.name}` }
  if (!isBootstrapped(planned, moved, open)) return [bootstrap]
  return [
    {
      text: `kubectl --namespace=flux-system patch kustomizations.kustomize.toolkit.fluxcd.io flux-system --type=merge --patch=${shellWord(patch)}`,
      why: `tells Flux of the new path, with kubectl pointing at ${now.name}`,
    },
    { ...bootstrap, why: 'on the same cluster: refused while Flux there names the old path' },
  ]
}

/**
 * What goes into the commit that moves a cluster: the new path in the file that `flux bootstrap` filled,
 * which is not ours to write.
 */
export function beforePush(
  planned: PlannedChange,
  renamed: Renamed,
  open: OpenFleet,
): { text: string; file: string } | undefined {
  const moved = movedCluster(planned, renamed)
  if (moved === undefined || !isBootstrapped(planned, moved, open)) return undefined
  const file = `${clusterFolder(moved.now)}/flux-system/gotk-sync.yaml`
  const expression = `s|path: \\./${clusterFolder(moved.old)}$|path: ./${clusterFolder(moved.now)}|`
  return {
    text: `sed -i.bak ${shellWord(expression)} ${shellWord(file)} && rm ${shellWord(`${file}.bak`)}`,
    file,
  }
}

function isBootstrapped(
  { plan }: PlannedChange,
  { old, now }: { old: Cluster; now: Cluster },
  { places }: OpenFleet,
): boolean {
  const path = places.inFleet(`${clusterFolder(now)}/flux-system/gotk-sync.yaml`)
  const text = plan.changes.find((change) => change.path === path)?.after?.toString()
  return text?.includes(`path: ./${clusterFolder(old)}\n`) ?? false
}

function counted(names: readonly string[]): string {
  return names.length > MANY
    ? `${names.slice(0, MANY).join(', ')} and ${names.length - MANY} more`
    : names.join(', ')
}
