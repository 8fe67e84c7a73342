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
 * @param here what the template around the place has there, and at its top
 */
export type FillPlace = (place: Place, here: object, top: object) => string

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
