import type { FileKind } from '../../tree/tree.ts'

/** A document that is put together from sections, and those that it has of its own. */
export interface DocumentDefinition {
  /** What features call it, as in `operations`; `operations/add-a-cluster` is a list of steps in it. */
  name: string
  /** Where it is written. */
  path: string
  kind?: FileKind
  /** The folder of its sections' templates. */
  templates: string
  /** Where a fleet may have one template of its own for the whole document. */
  wholeTemplate: string
  /** Its own sections in order, each a template. */
  sections: readonly string[]
  /** Its own steps in the numbered lists of its sections, by the list's name. */
  steps?: Readonly<Record<string, readonly string[]>>
}
