import type { FleetIssue } from '../issue.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import { sectionOf } from '../sections/sections.ts'
import { checkObjectNames } from './object-names.ts'
import { duplicates } from './unique.ts'

/** The entries of a section have names of their own, and so have their objects on the clusters. */
export function checkEntryNames(fleet: Fleet, section: Section): FleetIssue[] {
  const { word, hasObjectNames } = sectionOf(section)
  const entries = fleet[section]
  const article = /^[aeio]/.test(word) ? 'an' : 'a'
  return [
    ...duplicates(
      entries.map(({ name }) => name),
      [section],
      'name',
      `${article} ${word}`,
    ),
    ...(hasObjectNames === true ? checkObjectNames(entries, section, word) : []),
  ]
}
