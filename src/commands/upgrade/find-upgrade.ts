import { resolveFleet } from '../../features/resolve-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { changelogOf } from '../../render/changelog.ts'
import { joinRepositories, type RenderedRepository } from '../../render/render.ts'
import { Disk } from '../../tree/disk.ts'
import type { Lock } from '../../tree/lock.ts'
import { findMovedVersions } from '../change/moved-versions.ts'
import { renderAfter, renderBefore } from '../change/plan-fleet-change.ts'
import { type Followed, takeOverVersions } from '../change/take-over-versions.ts'
import { type OpenFleet, readLocks } from '../repositories/open-fleet.ts'
import { makerOf } from '../repositories/own-library.ts'
import { placedRepositories } from '../repositories/repository-places.ts'
import { type CatalogVersion, catalogVersions, heldCatalog, type Texts } from './catalog-versions.ts'
import { withCompanions, withoutNeedy } from './companions.ts'
import { type OutdatedFile, outdatedFiles } from './outdated-files.ts'
import { type Reason, reasonsOf } from './reasons.ts'
import { upgradeBases } from './upgrade-bases.ts'

/** What an upgrade is about. */
export interface UpgradeScope {
  /** Whether a file is to be upgraded. */
  has(file: OutdatedFile): boolean
  /** Components of which it is all; undefined for those of all files. */
  components: readonly string[] | undefined
}

/** What templates and catalog of today make otherwise, and why. */
export interface Upgrade {
  open: OpenFleet
  /** The fleet with what updaters moved, which is what the files are to be of. */
  after: Fleet
  followed: Followed
  disk: Disk
  locks: ReadonlyMap<string, Lock>
  /** What is rendered today for the fleet as it was last applied. */
  was: readonly RenderedRepository[]
  /** What is rendered for the files that are to be upgraded. */
  wanted: readonly RenderedRepository[]
  /** The files that are to be upgraded. */
  files: readonly OutdatedFile[]
  /** Files that stay as they are since they alter something on clusters. */
  left: readonly OutdatedFile[]
  /** Components that keep their version for the same reason. */
  held: readonly string[]
  /** The texts that the files were made as, by their paths from the root. */
  bases: ReadonlyMap<string, string>
  /** The files of which these are texts that they were made as before the last one. */
  earlier: ReadonlySet<string>
  versions: readonly CatalogVersion[]
  reasons(file: OutdatedFile): readonly Reason[]
}

/** What `findUpgrade` takes besides the fleet. */
export interface UpgradeOptions {
  scope: UpgradeScope
  /** Whether files stay as they are that alter something on clusters. */
  leave?: boolean
  madeBy?: string
}

/**
 * Finds what an upgrade changes; writes nothing.
 * @throws Failure for a fleet that breaks a rule of this version
 */
export async function findUpgrade(
  open: OpenFleet,
  { scope, leave = false, madeBy }: UpgradeOptions,
): Promise<Upgrade> {
  const { applied, library, places } = open
  const disk = new Disk(open.root)
  const was = renderBefore(applied, open)
  const locks = readLocks(open, was)
  const moved = await findMovedVersions(open, applied, was, locks, disk)
  const followed = takeOverVersions({ before: applied, after: applied }, moved, library.catalog)
  const { after } = followed
  const resolved = resolveFleet(after, library.catalog)
  const passOver = async (wanted: readonly RenderedRepository[]) => {
    const outdated = outdatedFiles(wanted, locks, disk)
    const { texts: bases, earlier } = await upgradeBases(outdated, {
      open,
      was,
      disk,
      ...(madeBy === undefined ? {} : { madeBy }),
    })
    const rendered = joinRepositories(wanted)
    const paths = new Set(outdated.map(({ full }) => full))
    const texts = {
      before: (path: string) =>
        bases.get(path) ?? (paths.has(path) ? undefined : rendered.get(path)?.content),
      after: (path: string) => rendered.get(path)?.content,
    }
    return { wanted, outdated, bases, earlier, texts, versions: catalogVersions(resolved, places, texts) }
  }
  const newest = await passOver(renderAfter(after, open))
  const { components } = scope
  const held = new Set(
    newest.versions
      .map(({ component }) => component)
      .filter((name) => leave || (components !== undefined && !components.includes(name))),
  )
  const last = held.size === 0 ? newest : await passOver(renderHeld(open, after, newest.texts, held))
  const madeAs = ({ full }: OutdatedFile) => last.bases.get(full)
  const reasons = reasonsOf({
    fleet: after,
    repositories: placedRepositories(open, after),
    changelog: changelogOf(library),
    versions: last.versions,
    by: makerOf(library),
    madeAs,
  })
  const saysVersion = ({ full }: OutdatedFile) =>
    components !== undefined &&
    last.versions.some(({ component, path }) => path === full && components.includes(component))
  const asked = last.outdated.filter((file) => scope.has(file) || saysVersion(file))
  const wished = withCompanions(asked, last.outdated, madeAs)
  const altering = (file: OutdatedFile) =>
    !file.isSettled && reasons(file).some(({ alters }) => alters !== undefined)
  const files = leave ? withoutNeedy(wished, wished.filter(altering), madeAs) : wished
  const found = {
    open,
    after,
    followed,
    disk,
    locks,
    was,
    wanted: last.wanted,
    files: [],
    left: wished.filter((file) => !files.includes(file)),
    held: leave ? [...held] : [],
    bases: last.bases,
    earlier: last.earlier,
    versions: last.versions,
    reasons,
  }
  // Of what updaters moved alone, `apply` takes care.
  if (files.every(({ isSettled }) => isSettled))
    return { ...found, after: applied, followed: { ...followed, after: applied, moved: [], taken: [] } }
  return { ...found, files }
}

/** Renders a fleet with some of its components as the files say them. */
function renderHeld(
  open: OpenFleet,
  fleet: Fleet,
  texts: Texts,
  held: ReadonlySet<string>,
): RenderedRepository[] {
  const catalog = heldCatalog(resolveFleet(fleet, open.library.catalog), open.places, texts, held)
  return renderAfter(fleet, { ...open, library: open.library.withCatalog(catalog) })
}
