import type { FieldPath, FleetIssue } from '../../../fleet/issue.ts'
import type { Tenant } from '../../../fleet/schema/fleet-schema.ts'

/** The role custom, and no other, has rules, which leave what the platform sets to the platform. */
export function checkRights(tenant: Tenant, path: FieldPath): FleetIssue[] {
  return [...checkRole(tenant, path), ...checkRules(tenant, path)]
}

function checkRole(tenant: Tenant, path: FieldPath): FleetIssue[] {
  if (tenant.role === 'custom' && tenant.rules === undefined)
    return [{ path: [...path, 'rules'], message: 'is missing: the role custom needs its rules' }]
  if (tenant.role !== 'custom' && tenant.rules !== undefined)
    return [
      {
        path: [...path, 'rules'],
        atKey: true,
        message: `rules are for the role custom, not for ${tenant.role}`,
      },
    ]
  return []
}

/**
 * A namespace counts as lying in itself, so that a Role could take the labels off it that the policies and
 * the Pod Security Standards go by (Kubernetes, RBAC authorization; the ClusterRoles admin and edit only read
 * these).
 */
const PLATFORM_RESOURCES = ['namespaces', 'resourcequotas', 'limitranges']
const READING = ['get', 'list', 'watch']

function checkRules(tenant: Tenant, path: FieldPath): FleetIssue[] {
  return (tenant.rules ?? []).flatMap((rule, index) =>
    rule.verbs.every((verb) => READING.includes(verb))
      ? []
      : rule.resources.flatMap((resource, number) =>
          PLATFORM_RESOURCES.includes(resource.split('/')[0]!)
            ? [
                {
                  path: [...path, 'rules', index, 'resources', number],
                  message: `"${resource}" is the platform's: a tenant that writes it could lift its own limits; allow get, list and watch only`,
                },
              ]
            : [],
        ),
  )
}
