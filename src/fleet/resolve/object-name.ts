/**
 * The name that the objects of a component or tenant have on the clusters. An entry that was renamed keeps
 * it: Flux would take an object of another name for a new one, and delete the old one with its data.
 */
export function objectNameOf({
  name,
  objectName,
}: {
  name: string
  objectName?: string | undefined
}): string {
  return objectName ?? name
}
