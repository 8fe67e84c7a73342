import type { CatalogComponent, CatalogOption } from './catalog.ts'

/** What options of a component are set to, by their names. */
export type OptionValues = Readonly<Record<string, string | undefined>>

/** What the options of a component are where nobody sets them. */
export function optionDefaults({ options }: CatalogComponent): OptionValues {
  return Object.fromEntries(options.map((option) => [option.name, option.default]))
}

/** The choices that there are of an option, as the others are set; none of one that takes any value. */
export function choicesOf({ choices = [], onlyWhere }: CatalogOption, others: OptionValues): string[] {
  return choices.filter((choice) =>
    onlyWhere.every((limit) => limit.choice !== choice || limit.is.includes(others[limit.option] ?? '')),
  )
}
