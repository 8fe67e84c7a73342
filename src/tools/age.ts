/** A key pair of age. */
export interface AgeKeyPair {
  recipient: string
  /** Content of the key file, as `age-keygen` writes it. */
  file: string
}

/** Makes a new X25519 key pair. */
export async function makeAgeKeyPair(): Promise<AgeKeyPair> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  return { recipient, file: `# public key: ${recipient}\n${identity}\n` }
}

/** The public key of a key file; undefined for a text that holds no private key of age. */
export async function recipientOf(file: string): Promise<string | undefined> {
  const identity = /^AGE-SECRET-KEY-1[0-9A-Z]+$/m.exec(file)?.[0]
  if (identity === undefined) return undefined
  const { identityToRecipient } = await import('age-encryption')
  try {
    return await identityToRecipient(identity)
  } catch {
    return undefined
  }
}
