import { isSystemNamespace } from '../../fleet/resolve/namespaces.ts'
import { objectNameOf } from '../../fleet/resolve/object-name.ts'
import { serviceNameFor } from '../../fleet/resolve/object-names.ts'
import { layerOf, namespaceOf, overrideIn } from '../../fleet/resolve/placement.ts'
import { PLATFORM_ACCOUNT } from '../../fleet/resolve/tenancy.ts'
import { versionRange } from '../../fleet/resolve/versions.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Component, Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { isSubstituted } from '../clusters/variables.ts'
import type { Library } from '../templates/library.ts'
import { namespaceFile } from './namespace-file.ts'
import { type OverlayPatch, refPatch, type UnresolvedPart } from './part.ts'
import { renovateComment } from './renovate.ts'

/** Enough for a small service; a limit on memory only, since a limit on CPU throttles without need. */
const DEFAULT_RESOURCES = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } }

/**
 * What an own application of plain manifests puts into its layer.
 * @param sharing the components of its namespace, when this one makes the namespace
 */
export function workloadPart(
  library: Library,
  component: Component,
  sharing: readonly Component[] | undefined,
): UnresolvedPart | undefined {
  const { manifests } = component
  const name = objectNameOf(component)
  if (manifests === undefined) return undefined
  const namespace = namespaceOf(component, library.catalog)
  const { autoscaling, route } = manifests
  const context = {
    name,
    namespace,
    serviceName: serviceNameFor(name),
    image: manifests.image,
    port: manifests.port,
    replicas: autoscaling === undefined ? { count: manifests.replicas ?? 1 } : undefined,
    env: environmentVariables(manifests.env),
    healthPath: manifests.healthPath,
    resources: manifests.resources ?? DEFAULT_RESOURCES,
    autoscaling,
    route,
  }
  const base = new Map<string, string>()
  const add = (file: string) => base.set(file, library.template(`component/${file}`)(context))
  if (sharing !== undefined && !isSystemNamespace(namespace))
    base.set('namespace.yaml', namespaceFile(library, namespace, sharing))
  add('deployment.yaml')
  add('service.yaml')
  if (autoscaling !== undefined) add('hpa.yaml')
  add('pdb.yaml')
  if (route !== undefined) add('route.yaml')
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )
  const patches = (environment: Environment): OverlayPatch[] => {
    const override = overrideIn(component, environment.name)
    const replicas =
      override?.replicas ??
      (isProduction(environment) && autoscaling === undefined && manifests.replicas === undefined
        ? 2
        : undefined)
    const container =
      override?.image !== undefined || override?.env !== undefined || override?.resources !== undefined
    if (replicas === undefined && !container) return []
    return [
      {
        path: `${component.name}-patch.yaml`,
        content: library.template('component/deployment-patch.yaml')({
          name,
          namespace,
          replicas: replicas === undefined ? undefined : { count: replicas },
          container,
          image: override?.image,
          env: environmentVariables(override?.env),
          resources: override?.resources,
        }),
        patch: undefined,
        target: { kind: 'Deployment', name, namespace },
      },
    ]
  }
  const layer = layerOf(component, library.catalog)
  return { component, layer, mainLayer: layer, base, patches }
}

/**
 * What a catalog component puts into its layer whose manifests come from a Git repository upstream, such as
 * CRDs.
 */
export function upstreamPart(
  fleet: Fleet,
  library: Library,
  component: Component,
): UnresolvedPart | undefined {
  const upstream = library.catalog.get(component.name)?.manifests
  if (upstream === undefined) return undefined
  const { name } = component
  const namespace = namespaceOf(component, library.catalog)
  const version = (environment?: Environment): Record<string, string> => {
    const override = overrideIn(component, environment?.name)?.version
    const asked = override ?? component.version
    if (asked !== undefined) return { semver: asked }
    if (fleet.versions === 'exact') return { tag: upstream.version }
    return { semver: versionRange(upstream.version, environment !== undefined && isProduction(environment)) }
  }
  const source = {
    kind: 'GitRepository',
    interval: '12h',
    timeout: undefined,
    url: upstream.git,
    ref: version(),
    sparseCheckout: upstream.path.replace(/^\.\//, ''),
    secret: undefined,
    verify: undefined,
  }
  const base = new Map([
    ['repository.yaml', library.template('component/repository.yaml')({ name, namespace, source })],
    [
      'sync.yaml',
      library.template('component/sync.yaml')({
        name,
        namespace,
        path: upstream.path,
        serviceAccount: isLockedDown(fleet) ? PLATFORM_ACCOUNT : undefined,
      }),
    ],
    [
      'kustomization.yaml',
      library.template('component/kustomization.yaml')({ resources: ['repository.yaml', 'sync.yaml'] }),
    ],
  ])
  const comment = renovateComment(upstream)
  const patches = (environment: Environment): OverlayPatch[] => {
    const ref = version(environment)
    if (JSON.stringify(ref) === JSON.stringify(version())) return []
    return [refPatch(ref, { kind: 'GitRepository', name, namespace }, comment)]
  }
  const layer = layerOf(component, library.catalog)
  return { component, layer, mainLayer: layer, base, patches }
}

function environmentVariables(
  env: Readonly<Record<string, string>> | undefined,
): { name: string; value: string }[] | undefined {
  if (env === undefined) return undefined
  return Object.keys(env)
    .sort()
    .map((name) => ({ name, value: substitutedString(env[name]!) }))
}

/**
 * Substitution works on text from which kustomize dropped the quotes, so a value that may come out as a
 * number or boolean brings its own. Kustomize quotes other characters itself: those are left as they are.
 */
function substitutedString(value: string): string {
  const plain = /^[\w.${}:=+-]+$/.test(value) || WITH_DEFAULT.test(value)
  return plain && isSubstituted(value) && !value.includes('${quote}') ? `\${quote}${value}\${quote}` : value
}

/** One variable whose default is some text that YAML needs no quotes for. */
const WITH_DEFAULT = /^\$\{\w+:?[=-](?:(?!: | #)[^{}"'\\\n])*\}$/
