import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Rendering } from '../contributor.ts'
import type { DocumentDefinition } from './document-definition.ts'
import { documentText } from './document-text.ts'

/**
 * Writes documents of a repository. A template of the fleet's own for the whole document replaces its sections.
 * @param more what the templates know besides what those of all documents do
 */
export function writeDocuments(
  tree: Tree,
  repository: FleetRepository,
  { library, repositories, documents }: Rendering,
  definitions: readonly DocumentDefinition[],
  more: object = {},
): void {
  const { composition } = documents
  const context = {
    ...documents.context,
    repository: repositories.find(({ name, kind }) => name === repository.name && kind === repository.kind),
    ...more,
  }
  for (const { name, path, kind = 'managed', wholeTemplate } of definitions) {
    const own = composition.pieces.get(name)!
    const sections = library.has(wholeTemplate)
      ? [{ name, template: wholeTemplate, from: own[0]?.from }]
      : own
    tree.add(path, documentText(sections, composition, library, context), { kind })
  }
}
