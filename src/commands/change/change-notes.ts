import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NextCommand } from '../../features/command-contributor.ts'
import { installCommand } from '../../features/install-command.ts'
import { contributorsOf, resolveFleet } from '../../features/resolve-fleet.ts'
import { ageKeyPath } from '../../features/sops/cluster-key.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import { lostClusters } from '../../fleet/resolve/lost-clusters.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { ownLine } from '../command-line/own-command.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { beforeInstall, createNotes } from '../write/next-steps.ts'
import { besideNotes } from './beside-notes.ts'
import { deletedComponentNote } from './deleted-component.ts'
import type { PlannedChange } from './plan-fleet-change.ts'

/** More than this is counted instead of named. */
const MANY = 10

/**
 * What a person should know of a change: Secrets that are needed now, what Flux will prune, files that stay
 * behind.
 */
export function changeNotes(planned: PlannedChange, { library, root, places }: OpenFleet): string[] {
  const { before, after } = planned
  const notes = (fleet: Fleet) =>
    createNotes(resolveFleet(fleet, library.catalog), [], [], false, places.inFleet)
  const known = new Set(notes(before))
  const [was, is] = [resolveFleet(before, library.catalog), resolveFleet(after, library.catalog)]
  return [
    ...notes(after).filter((note) => !known.has(note)),
    ...besideNotes(was, is, library),
    ...deletionNotes(was, is),
    ...leftFiles(planned, root),
  ]
}

/** The commands that make Flux reconcile the first cluster that is new. */
export function newClusterCommands({ before, after, keyed }: PlannedChange, open: OpenFleet): NextCommand[] {
  const resolved = resolveFleet(after, open.library.catalog)
  const [cluster, ...others] = gone(asWritten(resolved.clusters), before.clusters)
  if (cluster === undefined) return []
  const more = others.length === 0 ? '' : `; then ${others.map(({ name }) => name).join(', ')}: docs/fleet.md`
  return [
    ...beforeInstall(resolved, cluster, keyed.made),
    {
      command: installCommand(after, cluster.cluster),
      why: `with kubectl pointing at ${cluster.name}${more}`,
    },
  ]
}

/** Components that nothing needs any more and that stay, with the command that removes them. */
export function unneededNote(names: readonly string[]): string[] {
  if (names.length === 0) return []
  const them = names.length === 1 ? 'it' : 'them'
  return [
    `${names.join(', ')}: needed by nothing else now, and kept. To remove ${them}: ${ownLine(['remove', 'component', ...names])}`,
  ]
}

/** What Flux deletes from clusters when a change is pushed. */
function deletionNotes(before: ResolvedFleet, after: ResolvedFleet): string[] {
  const now = new Map(after.components.map(({ name, placement }) => [name, placement]))
  const components = asWritten(before.components).flatMap((component) => {
    const lost = lostClusters(component.placement, now.get(component.name), after)
    return lost.length === 0 ? [] : [deletedComponentNote(component, lost)]
  })
  const clusters = gone(asWritten(before.clusters), after.clusters).map(
    ({ name, folder, cluster }) =>
      `On ${name} nothing is deleted: its Flux finds ${folder} no more, and all stays as it is. To take Flux off it: ${posixLine(run('flux', 'uninstall'))}. Its private key, if there is one, stays at ${ageKeyPath(cluster)}.`,
  )
  const features = contributorsOf(before.written).flatMap(
    (contributor) => contributor.deletionNotes?.(before, after) ?? [],
  )
  return [...components, ...features, ...clusters]
}

/** Files that nobody knows, in folders that hold nothing else any more. */
function leftFiles({ plan, theirs }: PlannedChange, root: string): string[] {
  const used = new Set<string>()
  for (const path of theirs.paths()) for (const folder of foldersOf(path)) used.add(folder)
  const deleted = new Set(plan.changes.filter(({ action }) => action === 'delete').map(({ path }) => path))
  const emptied = new Set(
    [...deleted].flatMap((path) => {
      const outermost = foldersOf(path).find((folder) => !used.has(folder))
      return outermost === undefined ? [] : [outermost]
    }),
  )
  const left = [...emptied].flatMap((folder) => filesIn(root, folder)).filter((path) => !deleted.has(path))
  if (left.length === 0) return []
  const shown = left.length > MANY ? [...left.slice(0, MANY), `and ${left.length - MANY} more`] : left
  return [`Not written by us, and left where it is: ${shown.join(', ')}.`]
}

/** The folders that a path lies in, outermost first. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function filesIn(root: string, folder: string): string[] {
  // A link is left as it is, whatever it leads to.
  if (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(root, path) : [path]
    })
    .sort()
}

function gone<Entry extends { name: string }>(
  entries: readonly Entry[],
  from: readonly { name: string }[],
): Entry[] {
  return entries.filter(({ name }) => !from.some((other) => other.name === name))
}
