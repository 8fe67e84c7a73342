import type { FieldPath, FleetIssue } from '../issue.ts'
import { ociTagFault } from '../schema/addresses.ts'

/** One of branch, tag and semver; artifacts have no branches, and tags of their own form. */
export function checkSourceRef(
  reference: { branch?: string | undefined; tag?: string | undefined; semver?: string | undefined },
  oci: boolean,
  path: FieldPath,
): FleetIssue[] {
  const given = (['branch', 'tag', 'semver'] as const).filter((key) => reference[key] !== undefined)
  if (given.length > 1)
    return [{ path: [...path, given[1]!], message: `only one of ${given.join(' and ')} can be followed` }]
  if (oci && reference.branch !== undefined)
    return [
      { path: [...path, 'branch'], message: 'an OCI artifact has no branches: give a tag or a semver range' },
    ]
  const fault = oci && reference.tag !== undefined ? ociTagFault(reference.tag) : undefined
  return fault === undefined ? [] : [{ path: [...path, 'tag'], message: fault }]
}
