/** The way to a value of the fleet, such as `['clusters', 0, 'environment']`. */
export type FieldPath = readonly (string | number)[]

/** One thing that is wrong with a fleet. */
export interface FleetIssue {
  /** Which value is wrong. */
  path: FieldPath
  /** What is wrong and what would be right, without the place. */
  message: string
  /** True when the issue is about the key at the end of `path`, not its value. */
  atKey?: boolean
}

/** Thrown for a fleet that breaks a rule; carries every issue found, not only the first. */
export class InvalidFleetError extends Error {
  override name = 'InvalidFleetError'
  readonly issues: readonly FleetIssue[]

  constructor(issues: readonly FleetIssue[]) {
    super(issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`).join('\n'))
    this.issues = issues
  }
}

/** A path as people read it: `clusters[0].environment`. */
export function formatPath(path: FieldPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('')
}
