import { suggestion, suggestionOrAll } from '../../text/suggestion.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import { isSectionIn, SECTIONS, sectionOf } from '../sections/sections.ts'
import { type DeclaredReference, declaredReferences } from './declared-references.ts'
import { someAt, valuesAt } from './values-at.ts'

/** The names in a fleet that are those of no entry. */
export class UnknownNames {
  readonly issues: readonly FleetIssue[]

  constructor(issues: readonly FleetIssue[]) {
    this.issues = issues
  }

  /** The issues of a value and of all that is in it. */
  below(path: FieldPath): FleetIssue[] {
    return this.issues.filter((issue) => path.every((part, index) => issue.path[index] === part))
  }
}

const found = new WeakMap<Fleet, UnknownNames>()

/** What the entries of a fleet name that is not there. Sections that the fleet has no use for are left alone. */
export function unknownNames(fleet: Fleet): UnknownNames {
  const names = found.get(fleet) ?? new UnknownNames(findUnknownNames(fleet, declaredReferences()))
  found.set(fleet, names)
  return names
}

/**
 * Looks for what the entries of a fleet name that is not there.
 * @param references the fields that name entries
 */
export function findUnknownNames(fleet: Fleet, references: readonly DeclaredReference[]): FleetIssue[] {
  const known = new Map(SECTIONS.map((section) => [section, new Set(namesIn(fleet, section))]))
  const issues: FleetIssue[] = []
  for (const holder of SECTIONS.filter((section) => isSectionIn(fleet, section))) {
    const own = references.filter((reference) => reference.holder === holder)
    for (const [index, entry] of fleet[holder].entries())
      for (const reference of own) {
        const names = known.get(reference.section)!
        const isUnknown = (value: unknown) =>
          !names.has(value as string) || (reference.othersOnly === true && value === entry.name)
        if (!someAt(entry, reference.path, isUnknown)) continue
        for (const { value, path } of valuesAt(entry, reference.path))
          if (isUnknown(value))
            issues.push({
              path: [holder, index, ...path],
              message: unknownName(fleet, reference, value as string, entry.name),
            })
      }
  }
  return issues
}

function unknownName(
  fleet: Fleet,
  { section, othersOnly, offersAll }: DeclaredReference,
  name: string,
  holder: string,
): string {
  const { word } = sectionOf(section)
  const names = namesIn(fleet, section)
  if (othersOnly === true)
    return `there is no other ${word} "${name}"${suggestion(
      name,
      names.filter((other) => other !== holder),
    )}`
  const hint = offersAll === true ? suggestionOrAll(name, names) : suggestion(name, names)
  return `there is no ${word} "${name}"${hint}`
}

function namesIn(fleet: Fleet, section: Section): string[] {
  return fleet[section].map(({ name }) => name)
}
