import { isOwn } from '../resolve/placement.ts'
import { keepingObjectName } from './kept-object-name.ts'
import type { SectionDescriptor } from './section.ts'

/** What is installed on clusters. */
export const componentSection: SectionDescriptor<'components'> = {
  key: 'components',
  word: 'component',
  implied: (component, catalog) =>
    isOwn(component)
      ? []
      : (catalog.get(component.name)?.requires ?? []).map((name) => ({
          section: 'components',
          name,
          dependent: 'needs',
        })),
  rename: keepingObjectName,
}
