import { fleetTexts, isSameFleet } from '../../fleet/file/fleet-texts.ts'
import { loadData } from '../../fleet/file/load-data.ts'
import { loadFleet, parseFleet } from '../../fleet/file/load-fleet.ts'
import { type NarrowText, narrowText } from '../../fleet/file/narrow-text.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import type { MergeRules } from '../../tree/merge/types.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { FleetFile } from '../repositories/fleet-file.ts'
import type { KeyedFleet } from './keys.ts'

/** A text shorter than this is merged and checked at once. */
const LARGE = 20_000

/** What a change of the fleet means for the text of its `flux-fleet.yaml`. */
export class FleetTextChange {
  /**
   * Two texts that differ in the change, to be merged into the file; undefined where its entries stay as they
   * are.
   */
  readonly texts: { base: string; theirs: string } | undefined
  readonly rules: MergeRules
  readonly #file: FleetFile
  readonly #keyed: KeyedFleet
  readonly #renamed: Renamed | undefined
  #narrowed: { text: NarrowText; merged: string; whole: string } | undefined

  constructor(file: FleetFile, keyed: KeyedFleet, renamed?: Renamed) {
    this.#file = file
    this.#keyed = keyed
    this.#renamed = renamed
    const texts = fleetTexts(file, file.fleet, keyed.fleet, renamed)
    this.texts = texts && { base: texts.base, theirs: keyed.show(texts.theirs) }
    // What is known of entries that are left out is said in words of the current version.
    const isCurrent = file.data === file.written
    const isNarrow = texts !== undefined && renamed === undefined && isCurrent && file.text.length >= LARGE
    this.rules = {
      ...(renamed === undefined ? {} : renaming(renamed)),
      ...(isNarrow ? { narrow: (ours) => this.#narrow(narrowText(ours, texts.has)) } : {}),
    }
  }

  /** Remembers what the whole of a merged text was made of. */
  #narrow(text: NarrowText | undefined): NarrowText | undefined {
    return (
      text && {
        ...text,
        widen: (merged) => {
          const whole = text.widen(merged)
          if (whole !== undefined) this.#narrowed = { text, merged, whole }
          return whole
        },
      }
    )
  }

  /**
   * A merged text says what was meant, or is not written.
   * @throws Failure for one that does not
   */
  check(text: string): void {
    const { fleet, show } = this.#keyed
    const model = JSON.stringify(fleet)
    const hidden = show(model) !== model
    if (hidden) return
    const read = this.#read(text)
    if (read !== undefined && isSameFleet(read, fleet)) return
    throw new Failure(
      EXIT.conflict,
      `${this.#file.name}: the change can't be made in this text without changing more than it is about. ${this.#renamed === undefined ? 'Make it by hand, then run "apply".' : 'Write out there what is shared by an anchor, then rename again.'}`,
    )
  }

  /** The fleet of a text. Of entries that were taken over as they are it is known already what they say. */
  #read(text: string): Fleet | undefined {
    if (this.#narrowed?.whole !== text) {
      const loaded = loadFleet(text)
      return 'fleet' in loaded ? loaded.fleet : undefined
    }
    const loaded = loadData(this.#narrowed.merged)
    if ('issues' in loaded) return undefined
    const parsed = parseFleet(this.#narrowed.text.widenData(loaded.data, this.#file.data))
    return 'fleet' in parsed ? parsed.fleet : undefined
  }
}

/**
 * An entry of `flux-fleet.yaml` is the same under its new name, and all that entries hold keeps its place.
 */
function renaming({ section, from, to }: Renamed): MergeRules {
  return {
    lists: [
      { list: (path) => path.length === 1, by: ['name'] },
      { list: () => true, by: 'place' },
    ],
    renamed: { from, to, list: (path) => path.length === 1 && path[0] === section },
  }
}
