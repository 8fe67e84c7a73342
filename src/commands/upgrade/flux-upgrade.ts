import { installCommand } from '../../features/install-command.ts'
import { type FluxVersion, fluxFacts } from '../../fleet/resolve/flux-version.ts'
import type { ChangeRun } from '../change/change-fleet.ts'
import { changeFleet } from '../change/change-fleet.ts'
import { changeNotes } from '../change/change-notes.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { decideAlterations } from './alterations.ts'
import { fluxEffects } from './flux-effects.ts'
import { scopeFlags, type UpgradeFlags } from './upgrade-scope.ts'

/**
 * Writes the files for another version of Flux, and changes nothing else in them.
 * @throws Failure for a version that is older than the one that they are written for
 */
export async function upgradeFlux(
  open: OpenFleet,
  version: FluxVersion,
  by: Omit<ChangeRun, 'flags'> & { flags: UpgradeFlags },
): Promise<void> {
  const before = open.applied
  const now = before.flux.version
  if (minorOf(version) < minorOf(now))
    throw new Failure(
      EXIT.usage,
      `--flux-version ${version}: the files are written for ${now}, which is newer. To go back, change flux.version in ${open.file.name} and run "apply".`,
    )
  const after = { ...before, flux: { ...before.flux, version } }
  if (version !== now)
    await decideAlterations(
      [
        {
          text: `Flux ${version} needs Kubernetes ${fluxFacts(version).kubernetesVersions}: objects that only it knows fail on clusters with an older Flux.`,
          paths: [],
        },
      ],
      by,
      false,
    )
  const [cluster] = before.clusters
  await changeFleet(
    open,
    { before, after },
    {
      question: `Write the files for Flux ${version}?`,
      commit: `Upgrade to Flux ${version}`,
      notesFirst: true,
      notes: (planned) => [
        ...fluxEffects(open, planned.after, planned.plan.changes),
        ...changeNotes(planned, open),
      ],
      next: (planned) =>
        cluster === undefined || version === now
          ? []
          : [
              {
                command: installCommand(planned.after, cluster),
                why: `with the flux CLI of ${version}, on each cluster: it replaces the controllers (docs/operations.md, "Upgrade Flux")`,
              },
            ],
      command: { words: ['upgrade'], flags: [...scopeFlags(by.flags), '--yes'] },
    },
    by,
  )
}

/** The minor of a version; what stands for all of them is none. */
function minorOf(version: FluxVersion): number {
  const minor = Number(version.split('.')[1])
  return Number.isNaN(minor) ? Number.POSITIVE_INFINITY : minor
}
