import { posix } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { clusterFolder } from '../../src/fleet/resolve/cluster-folders.ts'
import { pathIn } from '../../src/fleet/resolve/repositories.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { repositoriesOf } from '../resolved.ts'

type Files = ReadonlyMap<string, string>
interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string }
  spec?: Record<string, unknown>
  data?: Record<string, string>
}

/**
 * The objects that Flux applies on each cluster, as it walks from the entry point, with what could make them
 * others.
 */
export interface Walked {
  /**
   * `cluster Kustomization apiVersion kind namespace name`, the cluster by its place in the fleet, sorted; an
   * object that is applied twice is there twice.
   */
  identities: string[]
  /**
   * The same objects and the patches on them as they are written, without what a renaming may change: paths
   * and variables.
   */
  contents: string[]
}

/**
 * Walks the rendered files of a fleet as Flux does: every object below the entry point of a cluster, and what
 * its Kustomizations apply from the fleet's own sources. Namespaces and names are those of the files, with
 * the variables of the cluster in them.
 * @param files by the path below where the fleet is made
 */
export function walk(fleet: Fleet, files: Files): Walked {
  const repositories = repositoriesOf(fleet)
  const main = repositories.find(({ kind }) => kind === 'fleet')!
  const platform = repositories.find(({ kind }) => kind === 'platform')
  const walked: Walked = { identities: [], contents: [] }
  for (const [clusterIndex, cluster] of fleet.clusters.entries()) {
    const root = pathIn(main, clusterFolder(cluster))
    const entry = [...files.keys()].filter(
      (path) => path.startsWith(`${root}/`) && !path.includes('/flux-system/') && /\.ya?ml$/.test(path),
    )
    const objects = entry.flatMap((path) => documents(files, path))
    if (objects.length === 0) throw new Error(`${root} has no objects`)
    const variables = objects.find(({ metadata }) => metadata.name === 'cluster-vars')!.data!
    const add = (object: Manifest, by: string) => {
      const { apiVersion, kind, metadata } = object
      const named = substitute(`${metadata.namespace ?? ''} ${metadata.name}`, variables)
      walked.identities.push(`${clusterIndex} ${by} ${apiVersion} ${kind} ${named}`)
      walked.contents.push(substitute(JSON.stringify(withoutPlaces(object)), { quote: '"' }))
    }
    for (const object of objects) add(object, 'flux-system')
    for (const { kind, metadata, spec } of objects) {
      if (kind !== 'Kustomization') continue
      const source = (spec!.sourceRef as { name: string }).name
      const repository = source === 'platform' ? platform! : main
      const built = build(files, pathIn(repository, posix.normalize(String(spec!.path))))
      for (const object of built.objects) add(object, metadata.name)
      walked.contents.push(...built.patches)
    }
  }
  walked.identities = walked.identities.sort()
  walked.contents.sort()
  return walked
}

/**
 * What a `kustomization.yaml` lists, all the way down, and its patches. Throws for what is listed and not
 * there.
 */
function build(files: Files, folder: string): { objects: Manifest[]; patches: string[] } {
  const [kustomization] = documents(files, `${folder}/kustomization.yaml`) as unknown as {
    resources?: string[]
    patches?: { path?: string; patch?: string; target?: object }[]
  }[]
  const objects: Manifest[] = []
  const patches = (kustomization?.patches ?? []).map(({ path, patch, target }) => {
    const text = path === undefined ? patch : textOf(files, posix.join(folder, path))
    return JSON.stringify({ target, text: text?.replaceAll(/^ *path: .*$/gm, '') })
  })
  for (const resource of kustomization?.resources ?? []) {
    const path = posix.join(folder, resource)
    if (files.has(path)) objects.push(...documents(files, path))
    else {
      const inner = build(files, path)
      objects.push(...inner.objects)
      patches.push(...inner.patches)
    }
  }
  return { objects, patches }
}

function documents(files: Files, path: string): Manifest[] {
  return parseAllDocuments(textOf(files, path)).map((document) => document.toJS() as Manifest)
}

function textOf(files: Files, path: string): string {
  const text = files.get(path)
  if (text === undefined) throw new Error(`there is no ${path}`)
  return text
}

function withoutPlaces({ spec, data, ...object }: Manifest): object {
  if (object.metadata.name === 'cluster-vars') return object
  if (object.kind === 'ArtifactGenerator') return object
  const isOfTheFleet = object.kind === 'Kustomization' && object.metadata.namespace === 'flux-system'
  if (!isOfTheFleet || spec === undefined) return { ...object, spec, data }
  const dependsOn = (spec.dependsOn as { name: string }[] | undefined)?.map(({ name }) => name).sort()
  return { ...object, spec: { ...spec, path: undefined, dependsOn } }
}

function substitute(text: string, variables: Record<string, string>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole)
}
