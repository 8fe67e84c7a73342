import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { blobId, contentHash, exactHash } from '../../src/tree/hash.ts'

describe('contentHash', () => {
  it('is the SHA-256 of the text', () => {
    expect(contentHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(contentHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('takes CRLF for LF, in texts and in bytes, but not a lone CR', () => {
    expect(contentHash('a\r\nb\r\n')).toBe(contentHash('a\nb\n'))
    expect(contentHash(Buffer.from('ä\r\nb\r\n'))).toBe(contentHash('ä\nb\n'))
    expect(contentHash('a\rb')).not.toBe(contentHash('a\nb'))
    expect(exactHash('a\r\n')).not.toBe(exactHash('a\n'))
  })

  it('tells bytes apart that are no UTF-8', () => {
    expect(contentHash(Buffer.from([0xff, 0x0d, 0x0a]))).not.toBe(
      contentHash(Buffer.from([0xfe, 0x0d, 0x0a])),
    )
    expect(contentHash(Buffer.from([0xff]))).not.toBe(contentHash('\ufffd'))
  })
})

describe('blobId', () => {
  it.each([
    '',
    'abc\n',
    'ä€😀\n',
    'no line end',
    'a\rb\n',
    'long\n'.repeat(10_000),
  ])('is what Git calls %j', (text) => {
    const id = execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim()
    expect([blobId(text), blobId(Buffer.from(text))]).toEqual([id, id])
  })

  it('takes CRLF for LF', () => {
    expect(blobId('ä\r\nb\r\n')).toBe(blobId('ä\nb\n'))
    expect(blobId(Buffer.from([0xff, 0x0d, 0x0a]))).toBe(blobId(Buffer.from([0xff, 0x0a])))
  })
})
