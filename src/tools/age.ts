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
