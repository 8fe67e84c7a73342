import * as z from 'zod/mini'
import { artifactsKey } from '../../features/artifacts/keys.ts'
import { platformSchema } from '../../features/platform-repository/keys.ts'
import { secretsSchema } from '../../features/sops/keys.ts'
import { tenancySchema, tenantSchema } from '../../features/tenants/keys.ts'
import { clusterSchema } from './cluster-schema.ts'
import { componentSchema } from './component-schema.ts'
import { environmentSchema } from './environment-schema.ts'
import { fluxSchema } from './flux-schema.ts'
import { gitSchema } from './git-schema.ts'
import { inGroup } from './key-notes.ts'
import { LAYOUT_TITLES } from './layouts.ts'
import { entryName } from './names.ts'
import { titledEnum } from './value-titles.ts'

// Each schema is used once or twice a run: compiling it takes longer than it saves.
z.config({ jitless: true })

const chartVersions = titledEnum({ ranges: 'ranges', exact: 'exact' })

const granularity = titledEnum({
  layer: {
    title: 'layer',
    hint: 'all components of a layer: few objects, and each layer waits for the one before',
  },
  component: { title: 'component', hint: 'each component by itself: what fails holds up only what needs it' },
})

const ciProvider = titledEnum({
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  none: { title: 'nowhere', hint: 'only by scripts/validate.sh' },
})

/** The version of `flux-fleet.yaml` and of the model in a lock; earlier ones are migrated as they are read. */
export const MODEL_VERSION = 1

/** The shape of `flux-fleet.yaml`, version 1; what it parses to has every default filled in. */
export const fleetSchema = z
  .strictObject({
    version: inGroup('Repository', z.literal(MODEL_VERSION).check(z.describe('Version of this file format'))),
    name: inGroup('Repository', entryName.check(z.describe('Name of the fleet'))),
    layout: inGroup(
      'Repository',
      z
        ._default(titledEnum(LAYOUT_TITLES), 'monorepo')
        .check(z.describe('How the fleet is laid out in repositories')),
      { isAlwaysWritten: true },
    ),
    flux: inGroup('Flux', z.prefault(fluxSchema, {})),
    git: inGroup('Repository', z.prefault(gitSchema, {})),
    artifacts: artifactsKey,
    versions: inGroup(
      'Components',
      z
        ._default(chartVersions, 'ranges')
        .check(z.describe('Whether catalog charts follow semver ranges or are pinned exactly')),
    ),
    granularity: inGroup(
      'Components',
      z
        ._default(granularity, 'layer')
        .check(z.describe('What one Flux Kustomization of a cluster applies; not changed in a living fleet')),
    ),
    secrets: z.prefault(secretsSchema, {}),
    platform: z.optional(platformSchema),
    tenancy: z.prefault(tenancySchema, {}),
    ci: inGroup(
      'Checks',
      z._default(ciProvider, 'none').check(z.describe('Where pull requests are validated')),
      { isAlwaysWritten: true },
    ),
    environments: inGroup(
      'Clusters',
      z._default(z.array(environmentSchema), []).check(z.describe('Environments of the fleet')),
    ),
    clusters: inGroup(
      'Clusters',
      z._default(z.array(clusterSchema), []).check(z.describe('Clusters of the fleet')),
    ),
    components: inGroup(
      'Components',
      z._default(z.array(componentSchema), []).check(z.describe('Components of the fleet')),
    ),
    tenants: inGroup(
      'Tenants',
      z._default(z.array(tenantSchema), []).check(z.describe('Tenants of the fleet')),
    ),
  })
  .check(
    z.meta({
      title: 'flux-fleet.yaml',
      description: 'A fleet: clusters, environments, components and tenants that Flux reconciles',
    }),
  )

/** A valid fleet with every default filled in. */
export type Fleet = z.output<typeof fleetSchema>
/** A fleet as people write it, defaults left out. */
export type FleetInput = z.input<typeof fleetSchema>
/** A key of the fleet that holds a list of entries with names. */
export type Section = {
  [Key in keyof Fleet]-?: Fleet[Key] extends readonly { name: string }[] ? Key : never
}[keyof Fleet]
/** An entry of `environments`, with every default filled in. */
export type Environment = Fleet['environments'][number]
/** An entry of `clusters`. */
export type Cluster = Fleet['clusters'][number]
/** An entry of `components`. */
export type Component = Fleet['components'][number]
/** A component as people write it, defaults left out. */
export type ComponentInput = z.input<typeof componentSchema>
/** An entry of `tenants`. */
export type Tenant = Fleet['tenants'][number]
