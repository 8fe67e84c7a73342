/**
 * A place in a template that others fill, or a numbered list of steps that others add to. It is written like a
 * partial, `{{> lines/operations/change-a-value}}`; between `{{#> …}}` and `{{/…}}` is what stands there where nobody
 * fills it.
 */
export interface Place {
  /** Whole lines, blocks with an empty line after each, words inside of a line, or the steps of a list. */
  kind: 'lines' | 'block' | 'phrase' | 'steps'
  /** The document and what the place is about. */
  name: string
}

/**
 * Gives the text of a place.
 * @param here what the template around it has there
 * @param options what Handlebars hands on to a partial there
 */
export type FillPlace = (place: Place, here: object, options: PlaceOptions) => string

/** What a template is rendered with besides its context. */
export interface TemplateOptions {
  data: { fillPlace: FillPlace }
}

/**
 * The same inside of another template, with that one's context. Handlebars' own are in it too, so that it need not
 * prepare the helpers again for each of a thousand entries.
 */
export interface PlaceOptions extends TemplateOptions {
  data: TemplateOptions['data'] & { root: object }
  /** What stands between `{{#> …}}` and `{{/…}}`. */
  fn?: (context: object, options: object) => string
}

const PLACES = /\{\{#?> *((?:lines|block|phrase|steps)\/[\w/-]+)/g

/** The places in the text of a template. */
export function placesIn(template: string): string[] {
  return [...template.matchAll(PLACES)].map(([, place]) => place!)
}

/** A place by how it is written. */
export function readPlace(written: string): Place {
  const slash = written.indexOf('/')
  return { kind: written.slice(0, slash) as Place['kind'], name: written.slice(slash + 1) }
}
