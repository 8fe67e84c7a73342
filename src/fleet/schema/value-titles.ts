import * as z from 'zod/mini'

/** How people call one of the values that a field can have. */
export interface ValueTitle {
  title: string
  /** What it means, or when to take it. */
  hint?: string
  /** How a sentence calls it, where the title does not fit into one. */
  inSentence?: string
}

/** What is called by one name, with all values by what stands in the file. */
type Titles = Readonly<Record<string, string | ValueTitle>>

/** The titles of enums. It is a registry of its own: the JSON Schema says nothing of it. */
export const VALUE_TITLES = z.registry<{ titles: Titles }>()

/**
 * A schema of one of several texts.
 * @param titles what each is called, in the order in which they are offered
 */
export function titledEnum<const Named extends Titles>(titles: Named) {
  const schema = z.enum(Object.keys(titles) as (keyof Named & string)[])
  VALUE_TITLES.add(schema, { titles })
  return schema
}
