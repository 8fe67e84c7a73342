import type { ClusterKustomization } from '../clusters/cluster-kustomization.ts'
import type { DocumentDefinition } from './document-definition.ts'
import type { EnvironmentView } from './environment-view.ts'

/** Where a section stands among those of a document, or a step among those of a list. */
export type Position =
  /** After a section of the document's own, and after what others put there before. */
  | { after: string }
  /** Before a section of the document's own, and after what others put there before. */
  | { before: string }
  /** In the place of a section of the document's own. */
  | { insteadOf: string }

/** A section of a document, or a step of a numbered list, which has the template of its name. */
export type ContributedSection = Position & {
  /** The document or the list: `operations`, `operations/add-a-cluster`. */
  in: string
  name: string
}

/** A column that a table has more. */
export interface Column<Entry> {
  title: string
  /** Markdown without bars. */
  cell(entry: Entry): string
}

/** What a feature, an installer or a delivery says in documents. */
export interface DocumentParts {
  /** Folder of its templates: `<document>/<section>`, `<document>/<list>/<step>` and `<place>` below it. */
  templates: string
  /** What its templates know besides what those of the document know. */
  context?: object
  /** Documents that only a fleet with this contributor has. */
  documents?: readonly DocumentDefinition[]
  sections?: readonly ContributedSection[]
  steps?: readonly ContributedSection[]
  /** The steps of lists in its own sections, by name: `operations/add-a-tenant`. */
  lists?: Readonly<Record<string, readonly string[]>>
  /** Places in templates of others that a template of its own fills, by name. */
  fills?: readonly string[]
  /** Places that a few words fill. */
  phrases?: Readonly<Record<string, string>>
  /** Columns at the end of the table of environments, and after the names of a cluster's Kustomizations. */
  columns?: {
    environments?: readonly Column<EnvironmentView>[]
    kustomizations?: readonly Column<ClusterKustomization>[]
  }
}
