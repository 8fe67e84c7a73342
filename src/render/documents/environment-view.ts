import type { ResolvedEnvironment, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'

/** What documents say of an environment. */
export interface EnvironmentView {
  name: string
  production: boolean
  /** Names of its clusters, and of the components that all of them have. */
  clusters: readonly string[]
  components: readonly string[]
}

/** Makes that of an environment. */
export function environmentView(
  environment: ResolvedEnvironment,
  { components }: ResolvedFleet,
): EnvironmentView {
  const { name, production, clusters } = environment
  return {
    name,
    production,
    clusters: clusters.map((cluster) => cluster.name),
    components: components.filter(({ placement }) => placement.isIn(name)).map((component) => component.name),
  }
}
