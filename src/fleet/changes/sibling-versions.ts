import { Placement } from '../resolve/placement.ts'
import { isProduction } from '../schema/environment-schema.ts'
import type { Component, Environment, Fleet } from '../schema/fleet-schema.ts'
import { componentVersion, overridden } from './component-version.ts'

/** A version that a new environment takes from another one. */
export interface TakenVersion {
  component: string
  environment: string
  from: string
  version: string
}

/**
 * A fleet in which new environments have the versions that the first other one of their kind, production or not,
 * says of components: what was tried there, or moved there, is what they begin with. What a new environment says
 * itself stays.
 * @param names of the new environments
 * @param isMeant which components it is about
 */
export function withSiblingVersions(
  fleet: Fleet,
  names: readonly string[],
  isMeant: (component: string, sibling: string) => boolean = () => true,
): { fleet: Fleet; taken: TakenVersion[] } {
  const taken: TakenVersion[] = []
  const pairs = siblingsOf(fleet, names)
  if (pairs.length === 0) return { fleet, taken }
  const take = (component: Component, { environment, from }: (typeof pairs)[number]): Component => {
    const version = componentVersion(component, from)
    if (version === undefined || componentVersion(component, environment) !== undefined) return component
    const placement = new Placement(component, fleet.clusters)
    if (!placement.isSomewhereIn(environment) || !isMeant(component.name, from)) return component
    taken.push({ component: component.name, environment, from, version })
    const key = component.manifests === undefined ? 'version' : 'image'
    return overridden(component, environment, { [key]: version })
  }
  const components = fleet.components.map((component) => pairs.reduce(take, component))
  return { fleet: taken.length === 0 ? fleet : { ...fleet, components }, taken }
}

/** New environments with the first other one of their kind; those without one are left out. */
export function siblingsOf(fleet: Fleet, names: readonly string[]): { environment: string; from: string }[] {
  return fleet.environments.flatMap((environment) => {
    const sibling = names.includes(environment.name) ? siblingOf(environment, fleet, names) : undefined
    return sibling === undefined ? [] : [{ environment: environment.name, from: sibling.name }]
  })
}

function siblingOf(
  environment: Environment,
  { environments }: Fleet,
  names: readonly string[],
): Environment | undefined {
  return environments.find(
    (other) => !names.includes(other.name) && isProduction(other) === isProduction(environment),
  )
}
