import { hash } from 'node:crypto'

/**
 * The SHA-256 of a text or of bytes, as 64 hexadecimal digits. CRLF counts as LF, so that a checkout with
 * `core.autocrlf` has the hashes of what was rendered.
 */
export function contentHash(content: string | Buffer): string {
  return hash('sha256', withoutCrlf(content))
}

/**
 * The id that Git has for a text or for bytes in a repository of its usual format, SHA-1, as 40 hexadecimal
 * digits (`git hash-object`). CRLF counts as LF, as it does where Git has `core.autocrlf` or `text=auto`.
 */
export function blobId(content: string | Buffer): string {
  const body = withoutCrlf(content)
  const head = `blob ${Buffer.byteLength(body)}\0`
  return hash('sha1', typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]))
}

/** The SHA-256 of exactly these bytes. */
export function exactHash(content: string | Buffer): string {
  return hash('sha256', content)
}

/** A text, or bytes, with the line ends that are rendered. */
export function withoutCrlf<Content extends string | Buffer>(content: Content): Content
export function withoutCrlf(content: string | Buffer): string | Buffer {
  if (!content.includes('\r\n')) return content
  if (typeof content === 'string') return content.replaceAll('\r\n', '\n')
  // Latin-1 maps every byte to one character and back, so this also holds for bytes that are no UTF-8.
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
