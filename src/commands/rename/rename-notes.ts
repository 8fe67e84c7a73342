import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { contributorsOf, resolveFleet } from '../../features/resolve-fleet.ts'
import { ageKeyPath } from '../../features/sops/cluster-key.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { objectNameOf } from '../../fleet/resolve/object-name.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Cluster } from '../../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import { sectionOf } from '../../fleet/sections/sections.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import type { Move } from '../../tree/moves.ts'
import type { PlannedChange } from '../change/plan-fleet-change.ts'
import { keyPlace } from '../repositories/keys-folder.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
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
  const { word, hasObjectNames } = sectionOf(renamed.section)
  const files = yamlFilesAfter(planned, open)
  const left = leftReferences(files, renamed.moves)
  return [
    ...(hasObjectNames === true ? objectNotes(word, after[renamed.section], renamed.to) : []),
    ...(NOTES[renamed.section]?.(planned, renamed, files, open) ?? []),
    ...featureNotes(planned, renamed, open),
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

function featureNotes(
  { after, touched }: PlannedChange,
  { section, to, moves }: Renaming,
  { library, places }: OpenFleet,
): string[] {
  const renamed = {
    section,
    to,
    after: resolveFleet(after, library.catalog),
    moved: moves.map(({ from }) => from),
    touched,
    place: places.place,
  }
  return contributorsOf(after).flatMap((contributor) => contributor.renameNotes?.(renamed) ?? [])
}

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
  { library }: OpenFleet,
): string[] {
  const resolved = resolveFleet(after, library.catalog)
  const clusters = asWritten(resolved.clusters).filter(({ environment }) => environment === to)
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
    ...(clusters.length === 0 || from === to
      ? []
      : [
          'Until Flux has applied the new paths it may say "path not found" for a moment, and alerts may fire: nothing is deleted, and the next try finds them.',
        ]),
    ...variableNotes('ENVIRONMENT', to, clusters, resolved, files),
  ]
}

function clusterNotes(
  { before, after }: PlannedChange,
  { from, to }: Renaming,
  files: readonly YamlFile[],
  open: OpenFleet,
): string[] {
  const [was, is] = [before, after].map((fleet) => resolveFleet(fleet, open.library.catalog)) as [
    ResolvedFleet,
    ResolvedFleet,
  ]
  const old = was.clusters.find(({ name }) => name === from)!
  const now = is.clusters.find(({ name }) => name === to)!
  const keyOf = (cluster: Cluster) => keyPlace(open.keys(), ageKeyPath(cluster))
  const folders = [
    now.folder,
    ...contributorsOf(after).flatMap((contributor) => contributor.clusterFolders?.(now) ?? []),
  ].join(' and ')
  return [
    ...(old.directory === now.directory
      ? now.directory === to
        ? []
        : [`Its folders stay ${folders}, where its Flux looks. With --move they get the new name too.`]
      : [
          `Its Flux still looks in ${old.folder}. Until it is told of ${now.folder} it only finds no path: it says so, changes nothing and deletes nothing.`,
          ...(existsSync(resolve(open.folder, keyOf(old.cluster)))
            ? [
                `Its private key is called after its folder, and yours to rename: ${posixLine(run('mv', keyOf(old.cluster), keyOf(now.cluster)))} (on the cluster its entry in the Secret sops-age may stay as it is).`,
              ]
            : []),
        ]),
    ...(from === to ? [] : variableNotes('CLUSTER_NAME', to, [now], is, files)),
    ...(from === to ? [] : ownerNotes(from, now, is, files)),
  ]
}

/** A variable that is another one on clusters, and where their manifests use it. */
function variableNotes(
  variable: string,
  value: string,
  clusters: readonly ResolvedCluster[],
  resolved: ResolvedFleet,
  files: readonly YamlFile[],
): string[] {
  const uses = clusters.length === 0 ? [] : usesOf(variable, clusters, resolved, files)
  return uses.length === 0
    ? []
    : [
        `\${${variable}} becomes ${value} on ${counted(clusters.map(({ name }) => name))}. It is used in ${counted(uses)}.`,
      ]
}

/** The lines that use a variable and reach one of the clusters. */
function usesOf(
  variable: string,
  clusters: readonly ResolvedCluster[],
  resolved: ResolvedFleet,
  files: readonly YamlFile[],
): string[] {
  const pattern = new RegExp(`(^|[^$])\\$\\{${variable}\\b`)
  return files
    .filter(({ path, repository }) => reaches(path.slice(repository.length), clusters, resolved))
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
function reaches(path: string, clusters: readonly ResolvedCluster[], { components }: ResolvedFleet): boolean {
  const layer = Object.values(LAYER_FOLDERS)
    .map((folder) => `${folder}/`)
    .find((folder) => path.startsWith(folder))
  if (layer === undefined) return clusters.some(({ folder }) => path.startsWith(`${folder}/`))
  const [place, entry] = path.slice(layer.length).split('/')
  if (place !== 'base') return clusters.some(({ environment }) => environment === place)
  const component = components.find(({ name }) => name === entry)
  return component === undefined || clusters.some((cluster) => component.placement.isOn(cluster))
}

/**
 * What systems outside know a cluster by, where files still make it of the name: written by older templates,
 * or by hand.
 */
function ownerNotes(
  from: string,
  cluster: ResolvedCluster,
  resolved: ResolvedFleet,
  files: readonly YamlFile[],
): string[] {
  const uses = usesOf('CLUSTER_NAME', [cluster], resolved, files)
  const keep = (what: string) =>
    `${what} Keep it before you push: write \${CLUSTER_IDENTITY} there, which stays ${cluster.cluster.identity ?? from}.`
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    const used = lines.filter((_, index) => uses.includes(`${path}:${index + 1}`))
    return [
      ...(used.some((line) => /txtOwnerId:/.test(line))
        ? [
            keep(
              `Data is at stake: the txtOwnerId of external-dns is made of \${CLUSTER_NAME}, and what it wrote into DNS so far belongs to ${from}. It would neither change nor delete those records any more.`,
            ),
          ]
        : []),
      ...(used.length > 0 && /^\s*isCA: true$/m.test(text)
        ? [
            keep(
              `Trust is at stake: ${path} makes an authority whose subject is made of \${CLUSTER_NAME}. What it signed so far would not be trusted any more.`,
            ),
          ]
        : []),
    ]
  })
}

function counted(names: readonly string[]): string {
  return names.length > MANY
    ? `${names.slice(0, MANY).join(', ')} and ${names.length - MANY} more`
    : names.join(', ')
}
