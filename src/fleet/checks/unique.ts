import type { FieldPath, FleetIssue } from '../issue.ts'

/** One issue for each entry whose name an earlier entry of the list has. */
export function duplicates(
  names: readonly string[],
  path: FieldPath,
  key: string,
  word: string,
): FleetIssue[] {
  const seen = new Set<string>()
  return names.flatMap((name, index) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [{ path: [...path, index, key], message: `there is already ${word} "${name}"` }]
  })
}
