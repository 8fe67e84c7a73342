import { bech32 } from '@scure/base'
import type { Fleet } from '../fleet/schema.ts'
import { ageKeyPath } from '../render/bootstrap.ts'
import { makeAgeKeyPair } from '../tools/age.ts'
import type { PrivateFile } from '../tree/plan.ts'

/** Stands for a key that a dry run does not make: a valid recipient of nobody's. */
const PLACEHOLDER = bech32.encode('age', bech32.toWords(new Uint8Array(32)))

/** What a dry run shows in its place. */
const SHOWN = 'age1-made-when-written'

/** A fleet whose clusters all have keys, and the private ones to write. */
export interface KeyedFleet {
  fleet: Fleet
  privateFiles: PrivateFile[]
  /** Clusters that a key pair was made for. */
  made: string[]
  /** Hides the placeholder of a dry run in a rendered text. */
  show(text: string): string
}

/**
 * Makes a key pair for each cluster that nobody could decrypt for; with recipients given none is made.
 * @param dryRun makes no key and takes a placeholder
 */
export function makeMissingKeys(fleet: Fleet, dryRun: boolean): KeyedFleet {
  const missing =
    fleet.secrets.provider === 'sops' && (fleet.secrets.recipients ?? []).length === 0
      ? fleet.clusters
          .filter((cluster) => (cluster.recipients ?? []).length === 0)
          .map((cluster) => cluster.name)
      : []
  const privateFiles: PrivateFile[] =
    missing.length === 0 ? [] : [{ path: '.age/.gitignore', content: '*\n' }]
  const recipients = new Map<string, string>()
  for (const name of missing) {
    if (dryRun) {
      recipients.set(name, PLACEHOLDER)
      // Nothing is written: only whether a key is there already is to be known.
      privateFiles.push({ path: ageKeyPath(name), content: '' })
      continue
    }
    const pair = makeAgeKeyPair()
    recipients.set(name, pair.recipient)
    privateFiles.push({ path: ageKeyPath(name), content: pair.file })
  }
  const clusters = fleet.clusters.map((cluster) => {
    const recipient = recipients.get(cluster.name)
    return recipient === undefined ? cluster : { ...cluster, recipients: [recipient] }
  })
  const show =
    dryRun && missing.length > 0
      ? (text: string) => text.replaceAll(PLACEHOLDER, SHOWN)
      : (text: string) => text
  return { fleet: { ...fleet, clusters }, privateFiles, made: missing, show }
}
