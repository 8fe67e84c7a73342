import type { FleetIssue } from '../../fleet/issue.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'

/** With SOPS every cluster has somebody who can decrypt; without it recipients mean nothing. */
export function checkSecrets(fleet: Fleet): FleetIssue[] {
  const shared = fleet.secrets.recipients ?? []
  if (fleet.secrets.provider === 'none') {
    const unused = 'recipients are for SOPS: set secrets.provider to sops, or leave them out'
    return [
      ...(shared.length > 0 ? [{ path: ['secrets', 'recipients'], message: unused }] : []),
      ...fleet.clusters.flatMap((cluster, index) => [
        ...((cluster.recipients ?? []).length > 0
          ? [{ path: ['clusters', index, 'recipients'], message: unused }]
          : []),
        ...((cluster.secretVariables ?? []).length > 0
          ? [
              {
                path: ['clusters', index, 'secretVariables'],
                message: 'secret variables are kept with SOPS: set secrets.provider to sops',
              },
            ]
          : []),
      ]),
    ]
  }
  return fleet.clusters.flatMap((cluster, index) =>
    shared.length + (cluster.recipients ?? []).length === 0
      ? [
          {
            path: ['clusters', index, 'recipients'],
            message: `is missing: nobody could decrypt the Secrets of "${cluster.name}"; give a public age key here or in secrets.recipients`,
          },
        ]
      : [],
  )
}
