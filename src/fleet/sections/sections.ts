import { tenantSection } from '../../features/tenants/section.ts'
import { type Fleet, fleetSchema, type Section } from '../schema/fleet-schema.ts'
import { clusterSection } from './cluster.ts'
import { componentSection } from './component.ts'
import { environmentSection } from './environment.ts'
import type { SectionDescriptor } from './section.ts'

/** The sections in the order in which people are told of them. */
export const SECTION_DESCRIPTORS: readonly SectionDescriptor[] = [
  clusterSection,
  environmentSection,
  componentSection,
  tenantSection,
]

const byKey = new Map<string, SectionDescriptor>(
  SECTION_DESCRIPTORS.map((descriptor) => [descriptor.key, descriptor]),
)

/** Keys of the fleet that hold lists of entries with names, in the order of `flux-fleet.yaml`. */
export const SECTIONS: readonly Section[] = Object.keys(fleetSchema.shape).filter(isSection)

/** Whether a text is the key of a section. */
export function isSection(key: string): key is Section {
  return byKey.has(key)
}

/** What there is to know of a section. */
export function sectionOf(key: Section): SectionDescriptor {
  return byKey.get(key)!
}

/** Whether a fleet can have entries of a section. */
export function isSectionIn(fleet: Fleet, section: Section): boolean {
  return sectionOf(section).isIn?.(fleet) ?? true
}

/** The entries of a section whose names are a person's to change. */
export function renamableEntries(fleet: Fleet, section: Section): readonly Fleet[Section][number][] {
  const { renamable } = sectionOf(section)
  return fleet[section].filter((entry) => renamable?.is(entry) ?? true)
}
