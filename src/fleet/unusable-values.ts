import type { FieldPath, FleetIssue } from './issue.ts'

/**
 * Far more than values of charts have, and few enough that nothing that walks through them runs out of stack.
 */
const DEEPEST = 100

/** What is said of a text or value that is nested too deeply. */
export const TOO_DEEP = `is nested more than ${DEEPEST} levels deep`

/** How much of a path that is too long is told. */
const TOLD = 6

/** What is in data and would not be the same, or not be at all, once it was written as YAML or JSON. */
export function unusableValues(data: unknown): FleetIssue[] {
  const issues: FleetIssue[] = []
  const open: { value: unknown; path: FieldPath }[] = [{ value: data, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next
    if (typeof value === 'object' && value !== null) {
      if (path.length > DEEPEST) return [{ path: path.slice(0, TOLD), message: TOO_DEEP }]
      const entries: [string | number, unknown][] = Array.isArray(value)
        ? value.map((entry, index) => [index, entry])
        : Object.entries(value)
      for (const [key, inner] of entries) open.push({ value: inner, path: [...path, key] })
    } else {
      const message = faultOf(value)
      if (message !== undefined) issues.push({ path, message })
    }
  }
  return issues.reverse()
}

function faultOf(value: unknown): string | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'is no number that JSON has: put it in quotes, or leave it out'
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return `is too large a number to be kept exactly (it would become ${value}): put it in quotes`
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
    return 'holds half of a character: a surrogate (\\ud800 to \\udfff) must come in a pair'
  return undefined
}
