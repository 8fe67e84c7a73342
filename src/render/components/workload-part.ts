import { serviceNameFor } from '../../fleet/resolve/object-names.ts'
import { overrideIn } from '../../fleet/resolve/overrides.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { namespaceFile } from './namespace-file.ts'
import { type Difference, NO_DIFFERENCE, type Part } from './part.ts'
import type { PartContext } from './part-context.ts'
import { environmentVariables } from './workload-env.ts'

/** Enough for a small service; a limit on memory only, since a limit on CPU throttles without need. */
const DEFAULT_RESOURCES = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } }

/** Replicas in production, where nobody said how many. */
const PRODUCTION_REPLICAS = 2

/** What an own application of plain manifests puts into its layer. */
export function workloadPart(context: PartContext): Part | undefined {
  const { library, entry } = context
  const { component, layer, objectName: name, namespace } = entry
  const { manifests } = component
  if (manifests === undefined) return undefined
  const { autoscaling, route } = manifests
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
    autoscaling,
    route,
  }
  const base = new Map<string, string>()
  const add = (file: string) => base.set(file, library.template(`component/${file}`)(view))
  const namespaceText = namespaceFile(context)
  if (namespaceText !== undefined) base.set('namespace.yaml', namespaceText)
  add('deployment.yaml')
  add('service.yaml')
  if (autoscaling !== undefined) add('hpa.yaml')
  add('pdb.yaml')
  if (route !== undefined) add('route.yaml')
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )
  const doubled = autoscaling === undefined && manifests.replicas === undefined
  const deployment = { kind: 'Deployment', name, namespace }
  const difference = (environment: ResolvedEnvironment): Difference => {
    const { image, env, resources, replicas: asked } = overrideIn(component, environment.name) ?? {}
    const replicas = asked ?? (doubled && environment.production ? PRODUCTION_REPLICAS : undefined)
    const same = [replicas, image, env, resources].every((each) => each === undefined)
    return same ? NO_DIFFERENCE : { workload: { deployment, replicas, image, env, resources } }
  }
  return { entry, layer, base, in: difference }
}
