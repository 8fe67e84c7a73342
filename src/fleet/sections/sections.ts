import { fleetSchema, type Section } from '../schema/fleet-schema.ts'
import { clusterSection } from './cluster.ts'
import { componentSection } from './component.ts'
import { environmentSection } from './environment.ts'
import type { SectionDescriptor } from './section.ts'
import { tenantSection } from './tenant.ts'

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
