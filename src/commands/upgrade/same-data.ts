import { readOutline } from '../../yaml/outline/outline.ts'
import { YamlReadError } from '../../yaml/outline/read-error.ts'

/**
 * Whether two texts say the same to whoever reads them as YAML, whichever version of it: then nothing but comments and
 * form differ.
 */
export function saysTheSame(path: string, one: string, other: string): boolean {
  if (one === other) return true
  if (!/\.ya?ml$/.test(path)) return false
  const [first, second] = [one, other].map(dataOf)
  return first !== undefined && first === second
}

function dataOf(text: string): string | undefined {
  try {
    return readOutline(text)
      .documents.map(({ root: { node } }) => node.canonicalIfEnded ?? node.canonical)
      .join('\n')
  } catch (error) {
    if (!(error instanceof YamlReadError)) throw error
    return undefined
  }
}
