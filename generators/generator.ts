import type { Question } from '../src/fleet/questions/question.ts'
import type { Section } from '../src/fleet/schema/fleet-schema.ts'

/**
 * Something that is asked for and changes the fleet: one definition that prompts, flags, help and reference
 * share.
 */
export interface Generator {
  name: string
  description: string
  /** The section that its entries are in; undefined for the fleet itself. */
  section?: Section
  /** The field that may stand right behind the name of an entry, as in `NAME=ENVIRONMENT`. */
  shortField?: string
  /** Whether what the catalog lets people choose of an entry is asked besides. */
  hasOptions?: true
  questions: readonly Question[]
}
