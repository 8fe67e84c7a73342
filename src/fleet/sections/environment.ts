import { asWritten } from '../resolve/as-written.ts'
import { isProduction } from '../schema/environment-schema.ts'
import type { Environment } from '../schema/fleet-schema.ts'
import type { SectionDescriptor } from './section.ts'

/** What clusters of a kind share. */
export const environmentSection: SectionDescriptor<'environments'> = {
  key: 'environments',
  word: 'environment',
  example: 'qa',
  rows: ({ environments }) =>
    asWritten(environments).map(({ name, production, clusters }) => ({
      name,
      kind: production ? 'production' : '',
      clusters: asWritten(clusters).map((cluster) => cluster.name),
    })),
  pathsNamed: (name, { inFleet, inLayers }) => [
    ...inLayers(name),
    ...['policies', 'tenants'].map((folder) => inFleet(`${folder}/${name}`)),
  ],
  rename: renamedEnvironment,
}

/**
 * Replicas, disruption budgets and versions follow from being production, which the name alone must not
 * change.
 */
function renamedEnvironment(environment: Environment, to: string): Environment {
  const is = isProduction(environment)
  const [wasByName, isByName] = [environment.name, to].map((name) => isProduction({ name }))
  // What a person spelled out though the name says the same stays spelled out.
  const production =
    is === isByName && is !== wasByName ? undefined : is === isByName ? environment.production : is
  return { ...environment, name: to, production }
}
