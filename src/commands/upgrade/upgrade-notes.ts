import { migrationsFrom } from '../../fleet/file/model-migrations.ts'
import type { PlannedChange } from '../change/plan-fleet-change.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import type { Upgrade } from './find-upgrade.ts'
import { fluxEffects } from './flux-effects.ts'
import type { OutdatedFile } from './outdated-files.ts'

/** What is to be known of an upgrade: why each file changes, what stays as it is, what Flux will do. */
export function upgradeNotes(upgrade: Upgrade, planned: PlannedChange): string[] {
  const changed = changedFiles(upgrade, planned)
  const { open, left, held } = upgrade
  return [
    ...whyLines(upgrade, changed),
    ...olderModel(upgrade).map((name) => `${open.file.name}: ${name}.`),
    ...(left.length === 0 ? [] : [`Left as they are: ${left.map(({ full }) => full).join(', ')}.`]),
    ...(held.length === 0 ? [] : [`${held.join(', ')}: the versions stay.`]),
    ...earlierLines(upgrade, changed),
    ...fluxEffects(open, planned.after, planned.plan.changes),
  ]
}

/** What was merged with less than what is to be merged with: what was deleted by hand since may be there again. */
function earlierLines({ earlier }: Upgrade, changed: readonly OutdatedFile[]): string[] {
  const paths = changed.map(({ full }) => full).filter((path) => earlier.has(path))
  if (paths.length === 0) return []
  return [
    `${paths.join(', ')}: Git has no text as it was made last, so an earlier one was merged with. Look at the difference: what you deleted since then may be back.`,
  ]
}

/** What is said otherwise in the `flux-fleet.yaml` of today; nothing where the file is of its version. */
export function olderModel({ open: { file } }: Pick<Upgrade, 'open'>): string[] {
  return file.data === file.written ? [] : migrationsFrom(file.written.version)
}

/** A line for each reason, with the files that have it. */
function whyLines({ reasons }: Pick<Upgrade, 'reasons'>, files: readonly OutdatedFile[]): string[] {
  const paths = new Map<string, string[]>()
  for (const file of files)
    for (const { why, alters } of reasons(file)) {
      const line = alters === undefined ? why : `${why} ${alters}`
      paths.set(line, [...(paths.get(line) ?? []), file.full])
    }
  return [...paths].map(([line, of]) => `${of.join(', ')}: ${line}`)
}

/** The same for a program. */
export function upgradeReport(upgrade: Upgrade, planned: PlannedChange): Record<string, unknown> {
  const { open, reasons, left, held } = upgrade
  return {
    upgrade: {
      files: changedFiles(upgrade, planned).map((file) => ({ path: file.full, reasons: reasons(file) })),
      left: left.map(({ full }) => full),
      heldVersions: held,
      effects: fluxEffects(open, planned.after, planned.plan.changes),
    },
  }
}

function changedFiles({ files }: Upgrade, { plan }: PlannedChange): OutdatedFile[] {
  const changed = new Set(
    plan.changes.filter(({ action }) => action !== 'unchanged' && action !== 'keep').map(({ path }) => path),
  )
  return files.filter(({ full }) => [full, ...kustomizationNames(full)].some((path) => changed.has(path)))
}
