import type { FieldPath } from '../issue.ts'
import { titledValuesAt } from '../schema/labels-at.ts'
import type { Choice } from './question.ts'

/** The values that a field of the fleet can have, as the schema calls them. */
export function choicesAt(...path: FieldPath): Choice[] {
  return titledValuesAt(path).map(({ value, title, hint }) => ({
    value,
    title,
    ...(hint === undefined ? {} : { hint }),
  }))
}
