import { FLUX_NAMESPACE } from '../../../fleet/resolve/flux-system.ts'
import type { ControllerSetting, Controllers } from '../../../render/clusters/controller-settings.ts'

/** A kustomize patch of what `flux bootstrap` writes, as its template takes it. */
export interface ControllerPatch {
  why: readonly string[]
  /** Values that are added or replaced, and where (RFC 6902). */
  operations: readonly { op: 'add' | 'replace'; path: string; value: string }[]
  /** What it is for; without one, a patch fails while the gotk files are still empty. */
  target: Readonly<Record<string, string>>
}

const CONTAINER = '/spec/template/spec/containers/0'

/** A setting of controllers as a patch of their Deployments, or of the root Kustomization. */
export function controllerPatch(setting: ControllerSetting): ControllerPatch {
  const why = setting.why ?? []
  if (setting.kind === 'root-account')
    return {
      why,
      operations: [{ op: 'add', path: '/spec/serviceAccountName', value: setting.account }],
      target: { kind: 'Kustomization', name: FLUX_NAMESPACE },
    }
  const target = { kind: 'Deployment', ...selector(setting.controllers) }
  if (setting.kind === 'limits') {
    const operations = Object.entries(setting.limits).map(([resource, value]) => ({
      op: 'replace' as const,
      path: `${CONTAINER}/resources/limits/${resource}`,
      value,
    }))
    return { why, operations, target }
  }
  const operations = setting.arguments.map((value) => ({
    op: 'add' as const,
    path: `${CONTAINER}/args/-`,
    value,
  }))
  return { why, operations, target }
}

function selector(controllers: Controllers): Record<string, string> {
  if (controllers === 'all') return { labelSelector: 'app.kubernetes.io/part-of=flux' }
  const [only, ...more] = controllers.names
  return { name: more.length === 0 ? only! : `(${controllers.names.join('|')})` }
}
