import type { FieldPath, FleetIssue } from '../../../fleet/issue.ts'
import type { Tenant } from '../../../fleet/schema/fleet-schema.ts'

/** Flux substitutes variables in what the platform applies: of a tenant's texts none is meant to hold one. */
export function checkTenantVariables(tenant: Tenant, path: FieldPath): FleetIssue[] {
  const texts: [FieldPath, string | undefined][] = [
    [['source', 'git'], tenant.source.git],
    [['source', 'oci'], tenant.source.oci],
    [['source', 'branch'], tenant.source.branch],
    [['source', 'tag'], tenant.source.tag],
    [['source', 'semver'], tenant.source.semver],
    [['notifications', 'channel'], tenant.notifications?.channel],
    ...(tenant.overrides ?? []).flatMap((override, index): [FieldPath, string | undefined][] =>
      (['branch', 'tag', 'semver'] as const).map((key) => [['overrides', index, key], override[key]]),
    ),
    ...(tenant.rules ?? []).flatMap((rule, index): [FieldPath, string | undefined][] =>
      (['apiGroups', 'resources', 'verbs'] as const).flatMap((key) =>
        rule[key].map((text, number): [FieldPath, string] => [['rules', index, key, number], text]),
      ),
    ),
  ]
  return texts.flatMap(([field, text]) =>
    text?.includes('$')
      ? [{ path: [...path, ...field], message: `"${text}" must not hold "$": Flux would substitute it` }]
      : [],
  )
}
