import parse from 'semver/functions/parse.js'
import satisfies from 'semver/functions/satisfies.js'
import valid from 'semver/functions/valid.js'
import validRange from 'semver/ranges/valid.js'

/** A version that no published chart reaches: what admits it has no upper bound. */
const BEYOND_ANY = '999999.999999.999999'

/**
 * The range of a chart in an environment: production follows one minor, others the major (of 0.x the minor).
 */
export function versionRange(exact: string, production: boolean): string {
  const version = parse(exact)
  if (version === null) throw new Error(`the catalog holds "${exact}", which is no semantic version`)
  const minor = `${version.major}.${version.minor}.x`
  return production || version.major === 0 ? minor : `${version.major}.x`
}

/** Whether the text is one exact version, such as 1.2.3 or v1.2.3. */
export function isExactVersion(text: string): boolean {
  return valid(text) !== null
}

/**
 * Whether a text is one exact version, written as another one of the same is tagged: with its `v`, or without.
 * @param known a version as it is tagged; undefined where nobody knows how that is
 */
export function isTagLike(text: string, known: string | undefined): boolean {
  return known !== undefined && isExactVersion(text) && text.startsWith('v') === known.startsWith('v')
}

/**
 * What is wrong with a chart version or range, or undefined when it is fine: a range needs an upper bound, so
 * that a new major is never installed unseen.
 */
export function versionProblem(text: string): string | undefined {
  if (!problems.has(text)) problems.set(text, findProblem(text))
  return problems.get(text)
}

/** Most charts of a fleet follow one of a few ranges. */
const problems = new Map<string, string | undefined>()

function findProblem(text: string): string | undefined {
  if (isExactVersion(text)) return undefined
  const range = validRange(text.replaceAll(',', ' '))
  if (range === null)
    return `"${text}" is neither a version nor a semver range: expected something like 1.x, 1.4.x or 1.4.2`
  if (satisfies(BEYOND_ANY, range))
    return `"${text}" has no upper bound: write a range such as 1.x, or >=1.4.0 <2.0.0`
  return undefined
}
