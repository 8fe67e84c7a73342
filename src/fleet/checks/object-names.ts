import type { FleetIssue } from '../issue.ts'
import { objectNameOf } from '../resolve/object-name.ts'

/**
 * No two entries call their objects the same. An entry that was renamed keeps the name of its objects, which
 * is then not free for another one: two of a name would be one object on the clusters.
 * @param entries of one section; two of the same name are told elsewhere
 */
export function checkObjectNames(
  entries: readonly { name: string; objectName?: string | undefined }[],
  section: string,
  word: string,
): FleetIssue[] {
  const byObjectName = new Map<string, (typeof entries)[number][]>()
  for (const entry of entries) {
    const sharing = byObjectName.get(objectNameOf(entry))
    if (sharing === undefined) byObjectName.set(objectNameOf(entry), [entry])
    else sharing.push(entry)
  }
  return entries.flatMap((entry, index): FleetIssue[] => {
    const shared = objectNameOf(entry)
    const others = byObjectName.get(shared)!.filter((other) => other.name !== entry.name)
    if (others.length === 0) return []
    if (entry.objectName !== undefined) {
      // Of two that say it the second is told; of one that says it and one that is called so, the latter.
      const [first] = others.filter((other) => other.objectName !== undefined)
      if (first === undefined || entries.indexOf(first) > index) return []
      return [
        {
          path: [section, index, 'objectName'],
          message: `the objects of the ${word} "${first.name}" are called "${shared}" already`,
        },
      ]
    }
    return [
      {
        path: [section, index, 'name'],
        message: `the objects of the ${word} "${others[0]!.name}" are called "${shared}" (its objectName): choose another name`,
      },
    ]
  })
}
