import { parseAllDocuments } from 'yaml'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import { LAYER_FOLDERS, LAYER_KUSTOMIZATIONS } from '../../fleet/resolve/layers.ts'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { versionPlaces } from '../../render/versions/component-versions.ts'
import { counted } from '../../text/counted.ts'
import type { Change } from '../../tree/plan.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { placedRepositories } from '../repositories/repository-places.ts'
import { componentOf } from './component-files.ts'
import { saysTheSame } from './same-data.ts'

/** What Flux is told by a file, before and after a change of it. */
interface Changed {
  /** From the root. */
  path: string
  before: string
  after: string
}

/**
 * Names what Flux does once a change is pushed: releases that Helm upgrades, Kustomizations that are applied anew,
 * controllers that restart. A sentence each.
 */
export function fluxEffects(
  { library, places }: Pick<OpenFleet, 'library' | 'places'>,
  fleet: Fleet,
  changes: readonly Change[],
): string[] {
  const resolved = resolveFleet(fleet, library.catalog)
  const repositories = placedRepositories({ library, places }, fleet)
  const changed = changes
    .filter(isWritten)
    .map(
      ({ path, before, after }): Changed => ({
        path,
        before: before?.toString() ?? '',
        after: after?.toString() ?? '',
      }),
    )
    .filter(({ path, before, after }) => !saysTheSame(path, before, after))
  const { folder } = places.place(resolved.layersRepository)
  return [
    ...releaseEffects(resolved, folder, changed, componentOf(fleet, repositories)),
    ...layerEffects(resolved, folder, changed),
    ...clusterEffects(resolved, places.inFleet, changed),
    ...folderEffects(places.inFleet, changed),
  ]
}

function isWritten({ action }: Change): boolean {
  return action !== 'unchanged' && action !== 'keep' && action !== 'conflict'
}

/** Files that a HelmRelease is made of, and that its values and versions are in. */
const RELEASE = /\/(?:release|repository|[^/]*values[^/]*)\.yaml$/

/** The releases that Helm upgrades, and what Flux applies of components without a chart. */
function releaseEffects(
  resolved: ResolvedFleet,
  folder: string,
  changed: readonly Changed[],
  nameOf: (full: string) => string | undefined,
): string[] {
  const files = new Map(changed.map((one) => [one.path, one]))
  const released = new Set(changed.flatMap(({ path }) => (RELEASE.test(path) ? [nameOf(path)] : [])))
  const versions = new Map<string, string[]>()
  for (const { component, environment, path, read } of versionPlaces(resolved)) {
    const file = files.get(pathIn({ folder }, path))
    const [from, to] = [file && read(file.before), file && read(file.after)]
    if (!from || !to || from === to) continue
    const where = environment === undefined ? '' : ` in ${environment}`
    versions.set(component, [...(versions.get(component) ?? []), `${from} → ${to}${where}`])
  }
  return resolved.components.flatMap((entry) =>
    componentEffect(entry, resolved, versions.get(entry.name) ?? [], released.has(entry.name)),
  )
}

function componentEffect(
  { objectName, chart, placement }: ResolvedComponent,
  resolved: ResolvedFleet,
  versions: readonly string[],
  isRelease: boolean,
): string[] {
  if (placement.clusters.length === 0) return []
  if (versions.length === 0 && !isRelease) return []
  const environments = resolved.environments.filter(
    (one) => placement.isSomewhereIn(one.name) && one.clusters.length > 0,
  )
  const where = counted(environments, 'environments')
  const what = versions.length > 0 ? versions.join(', ') : 'its chart stays, its settings change'
  return [
    chart === undefined
      ? `Flux applies ${objectName} anew in ${where}: ${versions.join(', ') || 'its settings change'}.`
      : `Helm upgrades release ${objectName} in ${where}: ${what}.`,
  ]
}

/** The Kustomizations of layers that get something else to apply. */
function layerEffects(resolved: ResolvedFleet, folder: string, changed: readonly Changed[]): string[] {
  return resolved.layers.flatMap(({ layer }) => {
    const prefix = pathIn({ folder }, `${LAYER_FOLDERS[layer]}/`)
    const places = changed
      .filter(({ path }) => path.startsWith(prefix))
      .map(({ path }) => path.slice(prefix.length).split('/')[0]!)
    const environments = resolved.environments.filter(
      ({ name, clusters }) => clusters.length > 0 && (places.includes('base') || places.includes(name)),
    )
    if (environments.length === 0) return []
    return [`Flux applies ${LAYER_KUSTOMIZATIONS[layer]} anew in ${counted(environments, 'environments')}.`]
  })
}

/** What is told at the entry points of clusters. */
function clusterEffects(
  resolved: ResolvedFleet,
  inFleet: (path: string) => string,
  changed: readonly Changed[],
): string[] {
  const clustersOf = new Map<string, { name: string }[]>()
  for (const cluster of asWritten(resolved.clusters)) {
    const prefix = inFleet(`${cluster.folder}/`)
    const own = changed.filter(({ path }) => path.startsWith(prefix))
    const isFlux = ({ path }: Changed) => path.startsWith(`${prefix}flux-system/`)
    const kustomizations = own.filter((file) => !isFlux(file)).flatMap(changedKustomizations)
    const effects = [
      ...(own.some(isFlux)
        ? ['Controllers of Flux restart with other settings once flux-system is applied']
        : []),
      ...(own.some(({ path }) => path === `${prefix}cluster-vars.yaml`)
        ? ['Flux applies everything anew that takes variables from cluster-vars']
        : []),
      ...(kustomizations.length > 0
        ? [
            `Flux takes other settings for the Kustomizations ${[...new Set(kustomizations)].join(', ')} and applies them`,
          ]
        : []),
    ]
    for (const effect of effects) clustersOf.set(effect, [...(clustersOf.get(effect) ?? []), cluster])
  }
  return [...clustersOf].map(([effect, clusters]) => `${effect}: ${counted(clusters, 'clusters')}.`)
}

/** The names of the Kustomizations of Flux in a file that are not as they were. */
function changedKustomizations({ before, after }: Changed): string[] {
  const [was, is] = [kustomizationsIn(before), kustomizationsIn(after)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name))
}

function kustomizationsIn(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const document of parseAllDocuments(text)) {
    const data: unknown = 'toJS' in document && document.errors.length === 0 ? document.toJS() : undefined
    const { kind, metadata } = (data ?? {}) as { kind?: unknown; metadata?: { name?: unknown } }
    if (kind === 'Kustomization') found.set(String(metadata?.name), JSON.stringify(data))
  }
  return found
}

/** What is beside the layers and has Kustomizations of its own. */
const BESIDE = ['policies', 'tenants']

function folderEffects(inFleet: (path: string) => string, changed: readonly Changed[]): string[] {
  return BESIDE.filter((folder) => changed.some(({ path }) => path.startsWith(inFleet(`${folder}/`)))).map(
    (folder) => `Flux applies ${folder} anew.`,
  )
}
