import type { NextCommand } from '../../features/command-contributor.ts'
import { installCommand } from '../../features/install-command.ts'
import { clusterFolder, directoryOf } from '../../fleet/resolve/cluster-folders.ts'
import { fluxPath } from '../../fleet/resolve/flux-path.ts'
import { FLEET_SOURCE } from '../../fleet/resolve/source-names.ts'
import type { Cluster } from '../../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import { assigned, type Command, run, sequence } from '../../text/commands/command.ts'
import type { PlannedChange } from '../change/plan-fleet-change.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'

/** A cluster before and after it moves to other folders; undefined where none does. */
function movedCluster(
  { before, after }: PlannedChange,
  { section, from, to }: Renamed,
): { old: Cluster; now: Cluster } | undefined {
  if (section !== 'clusters') return undefined
  const old = before.clusters.find(({ name }) => name === from)!
  const now = after.clusters.find(({ name }) => name === to)!
  return directoryOf(old) === directoryOf(now) ? undefined : { old, now }
}

/**
 * How Flux on a cluster learns of the folder that was moved. `flux bootstrap` refuses another path than the
 * cluster has (fluxcd/flux2, pkg/bootstrap, `ReconcileSyncConfig`), and Flux takes back a path that differs
 * from `gotk-sync.yaml`: so the file goes first, then the cluster.
 */
export function moveCommands(planned: PlannedChange, renamed: Renamed, open: OpenFleet): NextCommand[] {
  const moved = movedCluster(planned, renamed)
  if (moved === undefined) return []
  const { now } = moved
  const patch = JSON.stringify({ spec: { path: fluxPath(planned.after, clusterFolder(now)) } })
  const bootstrap = {
    command: installCommand(planned.after, now),
    why: `with kubectl pointing at ${now.name}`,
  }
  if (!isBootstrapped(planned, moved, open)) return [bootstrap]
  return [
    {
      command: run(
        'kubectl',
        '--namespace=flux-system',
        'patch',
        'kustomizations.kustomize.toolkit.fluxcd.io',
        FLEET_SOURCE,
        '--type=merge',
        assigned('--patch', patch),
      ),
      why: `tells Flux of the new path, with kubectl pointing at ${now.name}`,
    },
    { ...bootstrap, why: 'on the same cluster: refused while Flux there names the old path' },
  ]
}

/**
 * What goes into the commit that moves a cluster: the new path in the file that `flux bootstrap` filled,
 * which is not ours to write.
 */
export function beforePush(
  planned: PlannedChange,
  renamed: Renamed,
  open: OpenFleet,
): { command: Command; file: string } | undefined {
  const moved = movedCluster(planned, renamed)
  if (moved === undefined || !isBootstrapped(planned, moved, open)) return undefined
  const file = `${clusterFolder(moved.now)}/flux-system/gotk-sync.yaml`
  const [old, now] = [moved.old, moved.now].map((cluster) => fluxPath(planned.after, clusterFolder(cluster)))
  const expression = `s|path: \\${old}$|path: ${now}|`
  return {
    command: sequence(run('sed', '-i.bak', expression, file), run('rm', `${file}.bak`)),
    file,
  }
}

function isBootstrapped(
  { plan, after }: PlannedChange,
  { old, now }: { old: Cluster; now: Cluster },
  { places }: OpenFleet,
): boolean {
  const path = places.inFleet(`${clusterFolder(now)}/flux-system/gotk-sync.yaml`)
  const text = plan.changes.find((change) => change.path === path)?.after?.toString()
  return text?.includes(`path: ${fluxPath(after, clusterFolder(old))}\n`) ?? false
}
