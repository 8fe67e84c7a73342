import type { MovableVersion } from '../../features/command-contributor.ts'
import type { Catalog } from '../../fleet/catalog/catalog.ts'
import { componentVersion, withComponentVersion } from '../../fleet/changes/component-version.ts'
import { type TakenVersion, withSiblingVersions } from '../../fleet/changes/sibling-versions.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import type { MovedVersion } from './moved-versions.ts'
import { withSiblingValues } from './value-versions.ts'

/** A change of a fleet that says what updaters have moved. */
export interface Followed {
  /** What the files are of, as they were and as they are to be, both with the moved versions. */
  before: Fleet
  after: Fleet
  moved: MovedVersion[]
  /** What new environments have of others. */
  taken: TakenVersion[]
}

interface Change {
  before: Fleet
  after: Fleet
  renamed?: Renamed | undefined
  /** New environments that begin with all versions that another one of their kind says. */
  likeSiblings?: readonly string[] | undefined
}

/**
 * Takes over into a change what updaters moved, so that the model, the documents and new environments follow. A
 * version that the change is about itself is not taken over: whoever wants another one than the updater is asked.
 */
export function takeOverVersions(
  { before, after, renamed, likeSiblings = [] }: Change,
  moved: readonly MovedVersion[],
  catalog: Catalog,
): Followed {
  const now = (section: Renamed['section'], name: string) =>
    renamed?.section === section && renamed.from === name ? renamed.to : name
  const followed: Followed = { before, after, moved: [], taken: [] }
  for (const one of moved) {
    if (one.movable !== undefined) {
      takeOver(followed, one, one.movable, { before, after })
      continue
    }
    const [was, is] = [
      { component: one.of, environment: one.environment },
      {
        component: now('components', one.of),
        environment: one.environment && now('environments', one.environment),
      },
    ]
    if (effectiveVersion(before, was) !== effectiveVersion(after, is)) continue
    const [first, second] = [
      withVersion(followed.before, was, one.to, catalog),
      withVersion(followed.after, is, one.to, catalog),
    ]
    if (first === undefined || second === undefined) continue
    followed.before = first
    followed.after = second
    followed.moved.push(one)
  }
  const known = before.environments.map(({ name }) => now('environments', name))
  return withNewEnvironments(followed, known, likeSiblings)
}

/** Takes over what is of no component; a renamed environment is another one, and is left as it was. */
function takeOver(
  followed: Followed,
  one: MovedVersion,
  { saidIn, take }: MovableVersion,
  { before, after }: Pick<Change, 'before' | 'after'>,
): void {
  if (saidIn(after) === undefined || saidIn(before) !== saidIn(after)) return
  followed.before = take(followed.before, one.to)
  followed.after = take(followed.after, one.to)
  followed.moved.push(one)
}

function withNewEnvironments(
  followed: Followed,
  known: readonly string[],
  likeSiblings: readonly string[],
): Followed {
  const fresh = followed.after.environments.map(({ name }) => name).filter((name) => !known.includes(name))
  const isMoved = (component: string, sibling: string) =>
    followed.moved.some((one) => one.of === component && one.environment === sibling)
  const like = withSiblingVersions(
    followed.after,
    fresh.filter((name) => likeSiblings.includes(name)),
  )
  const others = withSiblingVersions(like.fleet, fresh, isMoved)
  const values = withSiblingValues(
    others.fleet,
    fresh,
    (of, environment, sibling) => likeSiblings.includes(environment) || isMoved(of, sibling),
  )
  return { ...followed, after: values.fleet, taken: [...like.taken, ...others.taken, ...values.taken] }
}

interface Where {
  component: string
  environment: string | undefined
}

/** What an environment has of a component; undefined where one of them is not there. */
function effectiveVersion(fleet: Fleet, { component: name, environment }: Where): string | undefined {
  const component = fleet.components.find((one) => one.name === name)
  const place = fleet.environments.find((one) => one.name === environment)
  if (component === undefined || (environment !== undefined && place === undefined)) return undefined
  const asked = place && componentVersion(component, place.name)
  const general = asked ?? componentVersion(component, undefined)
  return general ?? `${fleet.versions} ${place !== undefined && isProduction(place)}`
}

function withVersion(
  fleet: Fleet,
  { component: name, environment }: Where,
  version: string,
  catalog: Catalog,
): Fleet | undefined {
  const component = fleet.components.find((one) => one.name === name)
  const changed = component && withComponentVersion(fleet, component, environment, version, catalog)
  if (changed === undefined) return undefined
  return { ...fleet, components: fleet.components.map((one) => (one === component ? changed : one)) }
}

/** What is to be known of versions that were taken over, a sentence each. */
export function versionNotes({ moved, taken }: Pick<Followed, 'moved' | 'taken'>): string[] {
  return [
    ...moved.map(({ of, environment, from, to }) => {
      const where = environment === undefined ? '' : ` in ${environment}`
      return `${of}${where}: ${from} → ${to}, as an updater moved it.`
    }),
    ...taken.map(
      ({ component, environment, from, version }) =>
        `${component} in ${environment}: ${version}, as in ${from}.`,
    ),
  ]
}
