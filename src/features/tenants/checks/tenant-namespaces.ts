import type { FleetIssue } from '../../../fleet/issue.ts'
import { isSystemNamespace } from '../../../fleet/resolve/namespaces.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import { tenantNamespaces } from '../tenancy.ts'

/**
 * A tenant's namespace belongs to it alone: not to Kubernetes, not to Flux, no component's, no other
 * tenant's.
 */
export function checkTenantNamespaces({ written, namespaces }: ResolvedFleet): FleetIssue[] {
  const owners = new Map<string, string>()
  return written.tenants.flatMap((tenant, index) =>
    tenantNamespaces(tenant).flatMap((namespace, number): FleetIssue[] => {
      const path =
        tenant.namespaces === undefined
          ? ['tenants', index, tenant.objectName === undefined ? 'name' : 'objectName']
          : ['tenants', index, 'namespaces', number]
      const owner = owners.get(namespace)
      owners.set(namespace, tenant.name)
      if (isSystemNamespace(namespace))
        return [
          {
            path,
            message: `the namespace "${namespace}" belongs to Kubernetes or Flux: no tenant may have it`,
          },
        ]
      const component = namespaces.get(namespace)?.components[0]
      if (component !== undefined)
        return [
          {
            path,
            message: `the namespace "${namespace}" belongs to the component "${component.name}": no tenant may have it`,
          },
        ]
      if (owner === tenant.name && tenant.namespaces !== undefined)
        return [{ path, message: `there is already a namespace "${namespace}"` }]
      // Two tenants of one name are told as that.
      if (owner !== undefined && owner !== tenant.name)
        return [{ path, message: `the namespace "${namespace}" belongs to the tenant "${owner}" already` }]
      return []
    }),
  )
}
