import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { isAgeRecipient } from '../../src/fleet/schema/recipient.ts'
import { makeAgeKeyPair } from '../../src/tools/age.ts'

test('a key pair is what age takes it for', async () => {
  const { recipient, file } = await makeAgeKeyPair()
  const [comment, identity] = file.split('\n')
  expect(comment).toBe(`# public key: ${recipient}`)
  expect(identity).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/)
  expect(isAgeRecipient(recipient)).toBe(true)
  expect(await identityToRecipient(identity!)).toBe(recipient)

  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity!)
  expect(await decrypter.decrypt(await encrypter.encrypt('secret'), 'text')).toBe('secret')
})

test('no two are the same', async () => {
  expect(await makeAgeKeyPair()).not.toEqual(await makeAgeKeyPair())
})
