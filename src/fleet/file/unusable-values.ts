import { KEPT_KEY, KeptScalar } from '../../yaml/kept-scalar.ts'
import { readAsYaml11, readAsYaml12 } from '../../yaml/readings.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'

/**
 * Far more than values of charts have, and few enough that nothing that walks through them runs out of stack.
 */
const DEEPEST = 100

/** What is said of a text or value that is nested too deeply. */
export const TOO_DEEP = `is nested more than ${DEEPEST} levels deep`

/** How much of a path that is too long is told. */
const TOLD = 6

/**
 * What is in data and would not be the same, or not be at all, once it was written as YAML or JSON; and where in
 * it scalars are kept as they were written.
 */
export function unusableValues(data: unknown): { issues: FleetIssue[]; kept: FieldPath[] } {
  const issues: FleetIssue[] = []
  const kept: FieldPath[] = []
  const path: (string | number)[] = []
  let isTooDeep = false
  // The file of a large fleet has tens of thousands of values: a path is copied for those only that are told.
  const look = (value: unknown): void => {
    if (value instanceof KeptScalar) kept.push([...path])
    if (typeof value !== 'object' || value === null || value instanceof KeptScalar) {
      const message = faultOf(value)
      if (message !== undefined) issues.push({ path: [...path], message })
    } else if (path.length > DEEPEST) isTooDeep = true
    else if (Array.isArray(value)) for (const [index, inner] of value.entries()) lookAt(index, inner)
    else for (const [key, inner] of Object.entries(value)) lookAt(key, inner)
  }
  const lookAt = (key: string | number, value: unknown): void => {
    if (isTooDeep) return
    path.push(key)
    if (key === KEPT_KEY)
      issues.push({ path: [...path], atKey: true, message: `"${KEPT_KEY}" is reserved and can't be a key` })
    look(value)
    // What is too deep is told with where it lies.
    if (!isTooDeep) path.pop()
  }
  look(data)
  return isTooDeep
    ? { issues: [{ path: path.slice(0, TOLD), message: TOO_DEEP }], kept: [] }
    : { issues, kept }
}

function faultOf(value: unknown): string | undefined {
  if (value instanceof KeptScalar) {
    const { source } = value
    // What is written with a point or an exponent is nowhere meant to be exact.
    const readings = [readAsYaml12(source), readAsYaml11(source)]
    const isWhole = /^[-+]?(?:[0-9_]+$|0[box])/i.test(source)
    return readings
      .filter((reading) => isWhole || !Number.isFinite(reading))
      .map(faultOf)
      .find((fault) => fault !== undefined)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'is no number that JSON has: put it in quotes, or leave it out'
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return `is too large a number to be kept exactly (it would become ${value}): put it in quotes`
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
    return 'holds half of a character: a surrogate (\\ud800 to \\udfff) must come in a pair'
  return undefined
}
