import { isDeepStrictEqual } from 'node:util'
import { CAPABILITY_NAMES, type Capability } from '../../fleet/catalog/capabilities.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import { isProvidedBeside } from '../../fleet/resolve/providers.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { type Part, textsOf } from '../../render/components/part.ts'
import { partsOfComponent } from '../../render/components/parts.ts'
import { capabilitiesInValues } from '../../render/components/values.ts'
import type { Library } from '../../render/templates/library.ts'

/**
 * Says which components change though nobody changed them, since something is provided beside them now, or no
 * more: adding a gateway gives others a route.
 */
export function besideNotes(before: ResolvedFleet, after: ResolvedFleet, library: Library): string[] {
  if (isDeepStrictEqual(placesOf(before), placesOf(after))) return []
  const were = new Map(before.components.map((component) => [component.name, component]))
  return asWritten(after.components).flatMap((now) => {
    const was = were.get(now.name)
    if (was === undefined || !isDeepStrictEqual(was.component, now.component)) return []
    const note = besideNote({ resolved: before, entry: was }, { resolved: after, entry: now }, library)
    return note === undefined ? [] : [note]
  })
}

/** A component in its fleet. */
interface Placed {
  resolved: ResolvedFleet
  entry: ResolvedComponent
}

function besideNote(was: Placed, now: Placed, library: Library): string | undefined {
  const environments = asWritten(now.resolved.environments)
    .map(({ name }) => name)
    .filter(
      (name) =>
        was.resolved.environments.some((environment) => environment.name === name) &&
        now.entry.placement.isSomewhereIn(name),
    )
  const used = mayUse(now.entry, library)
  const isBeside = ({ resolved, entry }: Placed, capability: Capability, name: string) =>
    isProvidedBeside(resolved, capability, entry, name)
  // What is rendered is looked at only where something came or went: parts take long.
  const touched = environments.filter((name) =>
    used.some((one) => isBeside(was, one, name) !== isBeside(now, one, name)),
  )
  if (touched.length === 0) return undefined
  const partsWere = partsOfComponent(was.entry, was.resolved, library)
  const partsNow = partsOfComponent(now.entry, now.resolved, library)
  const changed = environments.filter(
    (name) => textIn(was.resolved, partsWere, name) !== textIn(now.resolved, partsNow, name),
  )
  const has = (placed: Placed, capability: Capability) =>
    changed.some((name) => isBeside(placed, capability, name))
  const gained = used.filter((one) => has(now, one) && !has(was, one))
  const lost = used.filter((one) => has(was, one) && !has(now, one))
  if (gained.length + lost.length === 0) return undefined
  const by = ({ resolved }: Placed, capabilities: readonly Capability[]) => {
    const names = [
      ...new Set(capabilities.flatMap((one) => resolved.providers.get(one)!.map(({ name }) => name))),
    ]
    return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}`
  }
  const why = [
    ...(gained.length === 0 ? [] : [`${by(now, gained)} beside it now (${gained.join(', ')})`]),
    ...(lost.length === 0 ? [] : [`${by(was, lost)} beside it no more (${lost.join(', ')})`]),
  ]
  return `${now.entry.name} changes too, in ${changed.join(', ')}: ${why.join(', and ')}.`
}

/**
 * What a component may do otherwise by: of the catalog, what it has values for, or anything where it has custom
 * resources, which may ask for any; of an own application, what its route is attached to.
 */
function mayUse({ name, facts, component }: ResolvedComponent, library: Library): readonly Capability[] {
  if (facts === undefined) return component.manifests?.route === undefined ? [] : ['certificates', 'gateway']
  const hasConfigs = library.paths().some((path) => path.startsWith(`catalog/${name}/configs/`))
  return hasConfigs ? CAPABILITY_NAMES : capabilitiesInValues(name, library)
}

/** Who provides what, and where. */
function placesOf({ providers }: ResolvedFleet): object {
  return [...providers].map(([capability, list]) => [
    capability,
    list.map(({ name, component: { environments, clusters } }) => ({ name, environments, clusters })),
  ])
}

/** What parts come to in an environment. */
function textIn({ environments }: ResolvedFleet, parts: readonly Part[], name: string): string {
  const environment = environments.find((candidate) => candidate.name === name)!
  return JSON.stringify(parts.map((part) => [part.layer, [...part.base], textsOf(part.in(environment))]))
}
