import { bech32 } from '@scure/base'
import type { KeylessEntry } from '../../features/command-contributor.ts'
import { contributorsOf } from '../../features/resolve-fleet.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { SECTIONS } from '../../fleet/sections/sections.ts'
import { makeAgeKeyPair, recipientOf } from '../../tools/age.ts'
import type { PrivateFile } from '../../tree/plan.ts'
import { checkRemembered, KEYS_INSIDE, type KeysFolder, keyPlace } from '../repositories/keys-folder.ts'

/** What a dry run shows in place of a public key. */
const SHOWN = 'age1-made-when-written'

/** A fleet whose clusters and tenants all have keys, and the private ones to write. */
export interface KeyedFleet {
  fleet: Fleet
  privateFiles: PrivateFile[]
  /** Those that are kept outside of it, by their absolute paths. */
  outside: PrivateFile[]
  /** Files of keys that were there outside of it, and are used again. */
  reused: string[]
  /** Clusters that a key pair was made for. */
  made: string[]
  /** Files of the private keys that were made, in the repository of the fleet. */
  paths: string[]
  /** Hides the placeholders of a dry run in a rendered text. */
  show(text: string): string
}

/** The files of the repository of a fleet, by their paths in it. */
export interface FleetFiles {
  read(path: string): string | undefined
  /** The path below where the fleet is made. */
  place(path: string): string
  /** Where the private keys are kept; by default in the repository. */
  keys?(): KeysFolder
}

/**
 * Makes a key pair for each entry that needs one of its own and has none.
 * @param dryRun makes no key and takes placeholders
 * @param fleetFiles where files of the repository of the fleet are written, and how they are read if they are
 * there: a key that lies there is used again; where keys are kept
 */
export async function makeMissingKeys(
  resolved: ResolvedFleet,
  dryRun: boolean,
  { read, place, keys: keysOf = () => KEYS_INSIDE }: FleetFiles,
): Promise<KeyedFleet> {
  const { written: fleet } = resolved
  const keyless = contributorsOf(fleet)
    .flatMap((contributor) => contributor.keylessEntries?.(resolved) ?? [])
    .sort((first, second) => SECTIONS.indexOf(first.section) - SECTIONS.indexOf(second.section))
  const keys = keyless.length > 0 ? keysOf() : KEYS_INSIDE
  checkRemembered(keys)
  const isOutside = keys.outside !== undefined
  const privateFiles: PrivateFile[] = []
  const outside: PrivateFile[] = []
  const reused: string[] = []
  const paths: string[] = []
  const recipients: string[] = []
  const placeholders: string[] = []
  for (const [index, { path }] of keyless.entries()) {
    const there = read(keyPlace(keys, path))
    const known = there === undefined ? undefined : await recipientOf(there)
    if (known !== undefined) {
      recipients.push(known)
      if (isOutside) reused.push(keyPlace(keys, path))
      continue
    }
    // Of a dry run nothing is written: only whether a key is there already is to be known.
    const { recipient, file } = dryRun ? { recipient: placeholder(index), file: '' } : await makeAgeKeyPair()
    if (dryRun) placeholders.push(recipient)
    recipients.push(recipient)
    paths.push(path)
    if (isOutside) outside.push({ path: keyPlace(keys, path), content: file })
    else privateFiles.push({ path: place(path), content: file })
  }
  if (privateFiles.length > 0 && read('.age/.gitignore') === undefined)
    privateFiles.unshift({ path: place('.age/.gitignore'), content: '*\n' })
  const withKeys = <Entry extends { name: string }>(section: KeylessEntry['section'], entries: Entry[]) =>
    entries.map((entry) => {
      const index = keyless.findIndex((one) => one.section === section && one.name === entry.name)
      return index < 0 ? entry : { ...entry, recipients: [recipients[index]!] }
    })
  return {
    fleet:
      keyless.length === 0
        ? fleet
        : {
            ...fleet,
            clusters: withKeys('clusters', fleet.clusters),
            tenants: withKeys('tenants', fleet.tenants),
          },
    privateFiles,
    outside,
    reused,
    made: keyless
      .filter(({ section, path }) => section === 'clusters' && paths.includes(path))
      .map(({ name }) => name),
    paths,
    show: (text) => placeholders.reduce((shown, hidden) => shown.replaceAll(hidden, SHOWN), text),
  }
}

/**
 * Stands for the nth key that a dry run does not make: a valid recipient of nobody's, each another, since no
 * two may be shared.
 */
function placeholder(index: number): string {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setUint32(28, index)
  return bech32.encode('age', bech32.toWords(bytes))
}
