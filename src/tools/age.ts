import { generateKeyPairSync } from 'node:crypto'
import { bech32 } from '@scure/base'

/** A key pair of age. */
export interface AgeKeyPair {
  recipient: string
  /** Content of the key file, as `age-keygen` writes it. */
  file: string
}

/**
 * Makes a new X25519 key pair, and writes its halves as age does (https://age-encryption.org/v1, "The X25519 recipient type"):
 * the raw 32 bytes of each in Bech32, the private one in upper case.
 */
export function makeAgeKeyPair(): AgeKeyPair {
  const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  const recipient = bech32.encodeFromBytes('age', Buffer.from(x!, 'base64url'))
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', Buffer.from(d!, 'base64url')).toUpperCase()
  return { recipient, file: `# public key: ${recipient}\n${identity}\n` }
}
