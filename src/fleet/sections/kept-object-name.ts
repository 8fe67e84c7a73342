import { objectNameOf } from '../resolve/object-name.ts'

/** An entry under another name, whose objects on the clusters are called as before. */
export function keepingObjectName<Owner extends { name: string; objectName?: string | undefined }>(
  owner: Owner,
  to: string,
): Owner {
  const objectName = objectNameOf(owner)
  return { ...owner, name: to, objectName: objectName === to ? undefined : objectName }
}
