import { hash } from 'node:crypto'

/**
 * The SHA-256 of a text or of bytes, as 64 hexadecimal digits. CRLF counts as LF, so that a checkout with
 * `core.autocrlf` has the hashes of what was rendered.
 */
export function contentHash(content: string | Buffer): string {
  if (!content.includes('\r\n')) return hash('sha256', content)
  if (typeof content === 'string') return hash('sha256', content.replaceAll('\r\n', '\n'))
  // Latin-1 maps every byte to one character and back, so this also holds for bytes that are no UTF-8.
  return hash('sha256', Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'))
}

/** The SHA-256 of exactly these bytes. */
export function exactHash(content: string | Buffer): string {
  return hash('sha256', content)
}
