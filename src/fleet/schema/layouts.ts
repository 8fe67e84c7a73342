import type { ValueTitle } from './value-titles.ts'

/** What the layouts differ in. All else that depends on the layout asks for one of these. */
const FACTS = {
  monorepo: { tenants: false, platformRepository: false },
  'multi-tenant': { tenants: true, platformRepository: false },
  'multi-repo': { tenants: true, platformRepository: true },
} as const

/** How a fleet is laid out in repositories. */
export type Layout = keyof typeof FACTS

/** The layouts, the default first. */
export const LAYOUTS = Object.keys(FACTS) as [Layout, ...Layout[]]

/** How people call the layouts, with when to take which. */
export const LAYOUT_TITLES = {
  monorepo: {
    title: 'monorepo',
    hint: 'one repository for all: when one team runs the clusters and what is on them',
  },
  'multi-tenant': {
    title: 'multi-tenant',
    hint: 'one platform repository, and tenants with isolated namespaces: when teams bring repositories of their own',
  },
  'multi-repo': {
    title: 'multi-repo',
    hint: 'fleet, platform and team repositories side by side: when the platform is promoted by branch or tag, and teams start from a skeleton',
  },
} satisfies Record<Layout, ValueTitle>

/** Whether a text is the name of a layout. */
export function isLayout(text: unknown): text is Layout {
  return LAYOUTS.some((layout) => layout === text)
}

/** Whether the layout has tenants, and so every controller is locked down to a namespace. */
export function isLockedDown({ layout }: { layout: Layout }): boolean {
  return FACTS[layout].tenants
}

/**
 * Whether the components of the platform are in a repository of their own, and so all repositories of the
 * fleet, those of the teams too, lie side by side.
 */
export function hasPlatformRepository({ layout }: { layout: Layout }): boolean {
  return FACTS[layout].platformRepository
}
