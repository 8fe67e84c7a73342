import type { Catalog } from '../catalog/catalog.ts'
import type { FleetIssue } from '../issue.ts'
import { componentsByNamespace, isSystemNamespace } from '../resolve/namespaces.ts'
import { tenantNamespaces } from '../resolve/tenancy.ts'
import type { Fleet } from '../schema/fleet-schema.ts'

/**
 * A tenant's namespace belongs to it alone: not to Kubernetes, not to Flux, no component's, no other
 * tenant's.
 */
export function checkTenantNamespaces(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const ofComponents = componentsByNamespace(fleet, catalog)
  const owners = new Map<string, string>()
  return fleet.tenants.flatMap((tenant, index) =>
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
      const component = ofComponents.get(namespace)?.[0]
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
