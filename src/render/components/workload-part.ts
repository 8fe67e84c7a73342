import { PUBLIC_GATEWAY } from '../../fleet/catalog/capabilities.ts'
import { serviceNameFor } from '../../fleet/resolve/object-names.ts'
import { overrideIn } from '../../fleet/resolve/overrides.ts'
import { isProvidedBeside } from '../../fleet/resolve/providers.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import type { Component } from '../../fleet/schema/fleet-schema.ts'
import { MAX_LABEL_LENGTH } from '../../fleet/schema/names.ts'
import type { Volume } from '../../fleet/schema/pod-schema.ts'
import { shortened } from '../../text/shortened.ts'
import { namespaceFile } from './namespace-file.ts'
import { type Difference, NO_DIFFERENCE, type Part } from './part.ts'
import type { PartContext } from './part-context.ts'
import { environmentVariables } from './workload-env.ts'

/** Enough for a small service; a limit on memory only, since a limit on CPU throttles without need. */
const DEFAULT_RESOURCES = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } }

/** Replicas in production, where nobody said how many. */
const PRODUCTION_REPLICAS = 2

/**
 * The listener that a route is attached to: the one for HTTPS of our own Gateway, which serves the hosts below
 * the domain of the cluster wherever certificates are beside it; undefined for all.
 */
function listenerOf(
  { entry, resolved }: PartContext,
  { gateway, gatewayNamespace, hostname }: Route,
): string | undefined {
  const isOurs = gateway === PUBLIC_GATEWAY.name && gatewayNamespace === PUBLIC_GATEWAY.namespace
  if (!isOurs || !hostname.endsWith('.${CLUSTER_DOMAIN}')) return undefined
  const gateways = resolved.providers.get('gateway') ?? []
  const isEverywhere = resolved.environments
    .filter(({ name }) => entry.placement.isSomewhereIn(name))
    .every(
      ({ name }) =>
        isProvidedBeside(resolved, 'gateway', entry, name) &&
        gateways.every((provider) => isProvidedBeside(resolved, 'certificates', provider, name)),
    )
  return isEverywhere ? 'https' : undefined
}

type Route = NonNullable<NonNullable<Component['manifests']>['route']>

function claimName(workload: string, volume: string): string {
  return shortened(`${workload}-${volume}`, MAX_LABEL_LENGTH)
}

/** A volume as a Pod lists it. */
function podVolume({ name, emptyDir, configMap, secret }: Volume, workload: string): object {
  if (emptyDir !== undefined)
    return { name, emptyDir: emptyDir.sizeLimit === undefined ? {} : { sizeLimit: emptyDir.sizeLimit } }
  if (configMap !== undefined) return { name, configMap: { name: configMap } }
  if (secret !== undefined) return { name, secret: { secretName: secret } }
  return { name, persistentVolumeClaim: { claimName: claimName(workload, name) } }
}

/** What an own application of plain manifests puts into its layer. */
export function workloadPart(context: PartContext): Part | undefined {
  const { library, entry } = context
  const { component, layer, objectName: name, namespace } = entry
  const { manifests } = component
  if (manifests === undefined) return undefined
  const { autoscaling, route, volumes = [] } = manifests
  const claims = volumes.flatMap(({ name: volume, persistentVolumeClaim: claim }) =>
    claim === undefined ? [] : [{ ...claim, name: claimName(name, volume) }],
  )
  const view = {
    name,
    namespace,
    serviceName: serviceNameFor(name),
    image: manifests.image,
    port: manifests.port,
    replicas: autoscaling === undefined ? { count: manifests.replicas ?? 1 } : undefined,
    env: environmentVariables(manifests.env),
    healthPath: manifests.healthPath,
    resources: manifests.resources ?? DEFAULT_RESOURCES,
    command: manifests.command,
    args: manifests.args,
    envFrom: manifests.envFrom?.map(({ kind, name: from, prefix, optional }) => ({
      ref: kind === 'ConfigMap' ? 'configMapRef' : 'secretRef',
      name: from,
      prefix,
      optional: optional ?? false,
    })),
    readOnlyRootFilesystem: manifests.readOnlyRootFilesystem ?? false,
    mounts: volumes.map((volume) => ({
      name: volume.name,
      mountPath: volume.mountPath,
      readOnly: volume.readOnly ?? false,
    })),
    volumes: volumes.map((volume) => podVolume(volume, name)),
    claims,
    isRecreated: claims.some(({ accessMode }) => accessMode === 'ReadWriteOnce'),
    autoscaling,
    route: route && { ...route, listener: listenerOf(context, route) },
  }
  const base = new Map<string, string>()
  const add = (file: string) => base.set(file, library.template(`component/${file}`)(view))
  const namespaceText = namespaceFile(context)
  if (namespaceText !== undefined) base.set('namespace.yaml', namespaceText)
  if (claims.length > 0) add('claims.yaml')
  add('deployment.yaml')
  add('service.yaml')
  if (autoscaling !== undefined) add('hpa.yaml')
  add('pdb.yaml')
  if (route !== undefined) add('route.yaml')
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )
  // One Pod alone, since only one can write to its volume.
  const isSingle = claims.some(({ accessMode }) => accessMode === 'ReadWriteOnce')
  const doubled = autoscaling === undefined && manifests.replicas === undefined && !isSingle
  const deployment = { kind: 'Deployment', name, namespace }
  const difference = (environment: ResolvedEnvironment): Difference => {
    const override = overrideIn(component, environment.name)
    const { image, env, resources, autoscaling: scaling, replicas: asked } = override ?? {}
    const replicas = asked ?? (doubled && environment.production ? PRODUCTION_REPLICAS : undefined)
    const spread = environment.production && !isSingle
    const same = [replicas, image, env, resources, scaling].every((each) => each === undefined)
    if (same && !spread) return NO_DIFFERENCE
    return { workload: { deployment, replicas, image, env, resources, spread, autoscaling: scaling } }
  }
  return { entry, layer, base, in: difference }
}
