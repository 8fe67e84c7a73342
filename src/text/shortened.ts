import { createHash } from 'node:crypto'

/**
 * A name cut to a length, with a hash of the whole at its end so that two long names stay different.
 */
export function shortened(name: string, length: number): string {
  if (name.length <= length) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, length - hash.length - 1).replace(/-+$/, '')}-${hash}`
}
