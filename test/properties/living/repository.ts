import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import {
  type FleetChange,
  type PlannedChange,
  planFleetChange,
} from '../../../src/commands/change/plan-fleet-change.ts'
import { FLEET_FILE, LOCK_FILE, readFleetFile } from '../../../src/commands/repositories/fleet-file.ts'
import { fleetTree } from '../../../src/commands/repositories/fleet-tree.ts'
import { KEYS_INSIDE } from '../../../src/commands/repositories/keys-folder.ts'
import { type OpenFleet, wantedFleet } from '../../../src/commands/repositories/open-fleet.ts'
import { placesOf } from '../../../src/commands/repositories/repository-places.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import { saveFleet } from '../../../src/fleet/file/save-fleet.ts'
import type { Fleet } from '../../../src/fleet/schema/fleet-schema.ts'
import type { Library } from '../../../src/render/templates/library.ts'
import { applyPlan } from '../../../src/tree/apply-plan.ts'
import { parseLock } from '../../../src/tree/lock.ts'
import type { Tree } from '../../../src/tree/tree.ts'
import { reviveKeptScalar } from '../../../src/yaml/kept-scalar.ts'
import { fleetRepository } from '../../resolved.ts'

/** A fleet in a folder, changed as the commands change it, in this process. */
export class Repository {
  /** Where the paths of Trees begin. */
  readonly root: string
  readonly #inner: string
  readonly #library: Library
  readonly #state: string

  private constructor(folder: string, inner: string, library: Library) {
    this.root = join(folder, 'fleet')
    this.#inner = join(this.root, inner)
    this.#library = library
    this.#state = join(folder, 'state')
  }

  /** Writes a fleet as `create` would, into a new folder inside the given one. */
  static create(fleet: Fleet, library: Library, folder: string): Repository {
    const made = new Repository(folder, fleetRepository(fleet).folder, library)
    made.write(fleetTree(fleet, library))
    return made
  }

  /** The path of a file of the repository that holds `flux-fleet.yaml`. */
  path(path: string): string {
    return join(this.#inner, path)
  }

  write(tree: Tree): void {
    for (const [path, { content }] of tree) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true })
      writeFileSync(join(this.root, path), content)
    }
  }

  /** What commands begin with. */
  open(): OpenFleet {
    const lock = parseLock(readFileSync(this.path(LOCK_FILE), 'utf8'))
    const applied = parseFleet(JSON.parse(lock.model, reviveKeptScalar))
    if ('issues' in applied) throw new Error(JSON.stringify(applied.issues))
    return {
      cwd: this.root,
      folder: this.#inner,
      root: this.root,
      file: readFleetFile(FLEET_FILE, this.#inner),
      lock,
      applied: applied.fleet,
      places: placesOf(resolveFleet(applied.fleet, this.#library.catalog), {
        folder: this.#inner,
        cwd: this.root,
        checkouts: [],
        needsOthers: true,
      }),
      library: this.#library,
      keys: () => KEYS_INSIDE,
    }
  }

  get fleet(): Fleet {
    return this.open().file.fleet
  }

  /** Writes `flux-fleet.yaml` as a person does who wants another fleet. */
  editFleet(fleet: Fleet): void {
    writeFileSync(this.path(FLEET_FILE), saveFleet(fleet))
  }

  plan(change: FleetChange): Promise<PlannedChange> {
    return planFleetChange(this.open(), change, { onConflict: 'fail', dryRun: false })
  }

  /** As `add` and `remove`: from what the file says to another fleet. */
  async change(after: Fleet): Promise<PlannedChange> {
    return this.#done(await this.plan({ before: this.fleet, after }))
  }

  /** As `apply`: from what was last applied to what the file says. */
  async apply(): Promise<PlannedChange> {
    const open = this.open()
    const { fleet } = wantedFleet(open.file, open.library)
    return this.#done(await this.plan({ before: open.applied, after: fleet }))
  }

  async #done(planned: PlannedChange): Promise<PlannedChange> {
    await applyPlan(planned.plan, { root: this.root, stateDirectory: this.#state })
    return planned
  }

  /** Every file, by its path below the root. */
  files(): Record<string, string> {
    const files = readdirSync(this.root, { recursive: true, withFileTypes: true })
    return Object.fromEntries(
      files
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [relative(this.root, path), readFileSync(path, 'utf8')]),
    )
  }
}
