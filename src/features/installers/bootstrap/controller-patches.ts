import { FLUX_NAMESPACE } from '../../../fleet/resolve/flux-system.ts'
import type { ControllerSetting, Controllers } from '../../../render/clusters/controller-settings.ts'

/** A kustomize patch of what `flux bootstrap` writes, as its template takes it. */
export interface ControllerPatch {
  why: readonly string[]
  /** Values that are added, and where (RFC 6902). */
  operations: readonly { path: string; value: string }[]
  /** What it is for; without one, a patch fails while the gotk files are still empty. */
  target: Readonly<Record<string, string>>
}

const ARGUMENTS = '/spec/template/spec/containers/0/args/-'

/** A setting of controllers as a patch of their Deployments, or of the root Kustomization. */
export function controllerPatch(setting: ControllerSetting): ControllerPatch {
  const why = setting.why ?? []
  if (setting.kind === 'root-account')
    return {
      why,
      operations: [{ path: '/spec/serviceAccountName', value: setting.account }],
      target: { kind: 'Kustomization', name: FLUX_NAMESPACE },
    }
  return {
    why,
    operations: setting.arguments.map((value) => ({ path: ARGUMENTS, value })),
    target: { kind: 'Deployment', ...selector(setting.controllers) },
  }
}

function selector(controllers: Controllers): Record<string, string> {
  if (controllers === 'all') return { labelSelector: 'app.kubernetes.io/part-of=flux' }
  const [only, ...more] = controllers.names
  return { name: more.length === 0 ? only! : `(${controllers.names.join('|')})` }
}
