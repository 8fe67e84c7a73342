import { fleetModel } from '../../fleet/file/save-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../../render/templates/library.ts'
import { formatLock, type Lock } from '../../tree/lock.ts'
import { isAsMade, lockedFile } from '../../tree/locked-file.ts'
import { FLEET_FILE } from '../repositories/fleet-file.ts'
import { makerOf } from '../repositories/own-library.ts'
import { madeAt, type OutdatedFile } from './outdated-files.ts'

/**
 * The text of a lock after an upgrade: each file that it is about is recorded as today's templates make it, whatever a
 * person decided to keep of it. So the next one begins there. All others keep their lines.
 * @param model the fleet and the text of its `flux-fleet.yaml`, for the repository that holds them
 */
export function lockUpgraded(
  old: Lock,
  upgraded: readonly OutdatedFile[],
  library: Library,
  { model }: { model?: { fleet: Fleet; text: string } },
): string {
  const by = makerOf(library)
  const files = new Map(old.files)
  for (const file of upgraded) {
    files.delete(madeAt(file))
    if (file.rendered !== undefined)
      files.set(file.path, lockedFile(file.rendered.content, file.rendered.kind, by))
  }
  if (model !== undefined) {
    const known = files.get(FLEET_FILE)
    if (known === undefined || !isAsMade(known, model.text))
      files.set(FLEET_FILE, lockedFile(model.text, 'managed', by))
  }
  return formatLock({
    model: model === undefined ? old.model : `${fleetModel(model.fleet)}\n`,
    generator: by.generator,
    files,
  })
}
