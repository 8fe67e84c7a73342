import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'
import { assigned, run, sequence } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { counted } from '../../text/counted.ts'

/** What Flux deletes of a component that clusters have no more, and what stays for a person to delete. */
export function deletedComponentNote(
  component: ResolvedComponent,
  clusters: readonly ResolvedCluster[],
): string {
  const { name, layer, namespace } = component
  const where = `On ${counted(clusters, 'clusters')}`
  if (layer === 'crds') return `${where} ${stayingDefinitions(component)}`
  return `${where} Flux will uninstall ${name} and delete namespace ${namespace} if nothing else of the fleet has it, with all that is in there, volumes included. Custom resource definitions that its chart installed stay.`
}

/**
 * The layer `crds` is never pruned, and with it neither is what Flux itself keeps the definitions in step
 * with: they come back as long as that is there.
 */
function stayingDefinitions({
  name,
  objectName,
  chart,
  facts,
  releaseNamespace,
  namespace,
}: ResolvedComponent): string {
  const upstream = facts?.manifests !== undefined
  if (chart === undefined && !upstream)
    return `all of ${name} stays: Flux does not prune that layer. Delete it by hand when nothing uses it.`
  const appliers = chart === undefined ? 'kustomization' : 'helmrelease'
  const source = { oci: 'oci', https: 'helm', git: 'git', path: undefined }[chart?.source ?? 'git']
  const at = assigned('--namespace', chart === undefined ? namespace : releaseNamespace)
  const label = `${chart === undefined ? 'kustomize' : 'helm'}.toolkit.fluxcd.io/name=${objectName}`
  const commands = sequence(
    run('flux', 'delete', appliers, objectName, at),
    ...(source === undefined ? [] : [run('flux', 'delete', 'source', source, objectName, at)]),
    run('kubectl', 'delete', 'customresourcedefinitions', assigned('--selector', label)),
  )
  const kinds = chart === undefined ? 'Kustomization and GitRepository' : 'HelmRelease and source'
  return `the custom resource definitions of ${name} stay, with their objects: Flux does not prune that layer. Its ${kinds} stay as well, and make again what is deleted. When nothing uses the definitions any more, in this order: ${posixLine(commands)}`
}
