import { bech32 } from '@scure/base'
import * as z from 'zod/mini'

const X25519_KEY_BYTES = 32

/**
 * Whether the text is an age recipient: Bech32 with a right checksum and a prefix of age or one of its
 * plugins.
 */
export function isAgeRecipient(text: string): boolean {
  if (text !== text.toLowerCase()) return false
  const decoded = bech32.decodeUnsafe(text, false)
  if (decoded === undefined || !/^age(1[a-z0-9]+)?$/.test(decoded.prefix)) return false
  const bytes = bech32.fromWordsUnsafe(decoded.words)
  return bytes !== undefined && (decoded.prefix !== 'age' || bytes.length === X25519_KEY_BYTES)
}

/** A public age key. A private key is refused without being repeated in the message. */
export const ageRecipient = z.string().check(
  z.refine(isAgeRecipient, {
    error: (issue) =>
      String(issue.input).toUpperCase().includes('AGE-SECRET-KEY-')
        ? 'this is a private age key: give its public recipient (age-keygen -y prints it), and treat the key as leaked'
        : `"${String(issue.input)}" is no age recipient: expected a public key that starts with age1 (age-keygen -y prints it)`,
  }),
)
