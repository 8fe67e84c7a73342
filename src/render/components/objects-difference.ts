import { parse } from 'yaml'
import type { ObjectsDifference } from './part.ts'

/** The objects that files have and those of the base have not, or have otherwise. */
export function objectsDifference(
  base: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
): ObjectsDifference[] {
  const found: ObjectsDifference[] = []
  for (const [file, text] of files) {
    if (text === base.get(file)) continue
    const there = objectsOf(base.get(file) ?? '')
    const objects = [...objectsOf(text)]
    found.push({
      file,
      added: objects.filter(([id]) => !there.has(id)).map(([, object]) => object),
      changed: objects
        .filter(([id, object]) => there.has(id) && there.get(id) !== object)
        .map(([, object]) => object),
    })
  }
  return found
}

/** The texts of the objects of a file, by what they are called. */
function objectsOf(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^(?=---\n)/m)
      .filter((object) => object.trim() !== '')
      .map((object) => {
        const { kind, metadata } = parse(object)
        return [`${kind} ${metadata.namespace ?? ''} ${metadata.name}`, object]
      }),
  )
}
