import { bech32 } from '@scure/base'
import { ageKeyPath } from '../../features/sops/cluster-key.ts'
import { tenantKeyPath } from '../../features/tenants/tenant-key.ts'
import { tenantDecrypts, tenantName } from '../../fleet/resolve/tenancy.ts'
import type { Cluster, Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { makeAgeKeyPair, recipientOf } from '../../tools/age.ts'
import type { PrivateFile } from '../../tree/plan.ts'

/** What a dry run shows in place of a public key. */
const SHOWN = 'age1-made-when-written'

/** A fleet whose clusters and tenants all have keys, and the private ones to write. */
export interface KeyedFleet {
  fleet: Fleet
  privateFiles: PrivateFile[]
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
}

/**
 * Makes a key pair for each cluster that nobody could decrypt for; with recipients given none is made. Each
 * tenant that decrypts has a key of its own, since it lies in the tenant's namespace: recipients of the whole
 * fleet are none of its.
 * @param dryRun makes no key and takes placeholders
 * @param fleetFiles where files of the repository of the fleet are written, and how they are read if they are
 * there: a key that lies there is used again
 */
export async function makeMissingKeys(
  fleet: Fleet,
  dryRun: boolean,
  { read, place }: FleetFiles,
): Promise<KeyedFleet> {
  const clusters = clustersWithoutKey(fleet)
  const tenants = tenantsWithoutKey(fleet)
  const wanted = [...clusters.map(ageKeyPath), ...tenants.map((tenant) => tenantKeyPath(tenantName(tenant)))]
  const privateFiles: PrivateFile[] = []
  const paths: string[] = []
  const recipients: string[] = []
  const placeholders: string[] = []
  for (const [index, path] of wanted.entries()) {
    const there = read(path)
    const known = there === undefined ? undefined : await recipientOf(there)
    if (known !== undefined) {
      recipients.push(known)
      continue
    }
    // Of a dry run nothing is written: only whether a key is there already is to be known.
    const { recipient, file } = dryRun ? { recipient: placeholder(index), file: '' } : await makeAgeKeyPair()
    if (dryRun) placeholders.push(recipient)
    recipients.push(recipient)
    paths.push(path)
    privateFiles.push({ path: place(path), content: file })
  }
  if (paths.length > 0 && read('.age/.gitignore') === undefined)
    privateFiles.unshift({ path: place('.age/.gitignore'), content: '*\n' })
  const withKey = <Entry extends { name: string }>(
    entries: readonly Entry[],
    keyless: readonly Entry[],
    from: number,
  ) =>
    entries.map((entry) => {
      const index = keyless.findIndex(({ name }) => name === entry.name)
      return index < 0 ? entry : { ...entry, recipients: [recipients[from + index]!] }
    })
  return {
    fleet:
      wanted.length === 0
        ? fleet
        : {
            ...fleet,
            clusters: withKey(fleet.clusters, clusters, 0),
            tenants: withKey(fleet.tenants, tenants, clusters.length),
          },
    privateFiles,
    made: clusters.filter((cluster) => paths.includes(ageKeyPath(cluster))).map(({ name }) => name),
    paths,
    show: (text) => placeholders.reduce((shown, hidden) => shown.replaceAll(hidden, SHOWN), text),
  }
}

function clustersWithoutKey({ secrets, clusters }: Fleet): Cluster[] {
  if (secrets.provider !== 'sops' || (secrets.recipients ?? []).length > 0) return []
  return withoutKey(clusters)
}

function tenantsWithoutKey(fleet: Fleet): Tenant[] {
  if (fleet.secrets.provider !== 'sops' || !isLockedDown(fleet)) return []
  return withoutKey(fleet.tenants.filter((tenant) => tenantDecrypts(fleet, tenant)))
}

function withoutKey<Entry extends Cluster | Tenant>(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ recipients }) => (recipients ?? []).length === 0)
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
