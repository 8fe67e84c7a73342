import { isProduction } from '../schema/environment-schema.ts'
import type { Environment } from '../schema/fleet-schema.ts'
import type { SectionDescriptor } from './section.ts'

/** What clusters of a kind share. */
export const environmentSection: SectionDescriptor<'environments'> = {
  key: 'environments',
  word: 'environment',
  example: 'qa',
  row: (environment, { clusters }) => ({
    name: environment.name,
    kind: isProduction(environment) ? 'production' : '',
    clusters: clusters.filter((cluster) => cluster.environment === environment.name).map(({ name }) => name),
  }),
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
