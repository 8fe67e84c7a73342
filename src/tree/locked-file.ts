import { blobId, contentHash } from './hash.ts'
import type { FileKind } from './tree.ts'

/** What rendered a file. */
export interface Maker {
  /** The version of the generator. */
  generator: string
  /** A fingerprint of the fleet's own templates and catalog, where it has any. */
  templates?: string
}

/** A file as it was last made: what a lock has of it. */
export interface LockedFile {
  /**
   * Of the text that it was made as: `blob:` and the id that Git has for it, or, until it is made again,
   * `sha256:` and its hash from a lock of version 1.
   */
  hash: string
  kind: FileKind
  /** What rendered it; `adopted` for a person's own file that the fleet took over as it was. */
  by: Maker | 'adopted'
}

/** What a lock has of a file that was made as this text. */
export function lockedFile(content: string | Buffer, kind: FileKind, by: LockedFile['by']): LockedFile {
  return { hash: `blob:${blobId(content)}`, kind, by }
}

/** Every hash that a lock may have of a text. CRLF counts as LF. */
export function hashesOf(content: string | Buffer): string[] {
  return [`blob:${blobId(content)}`, `sha256:${contentHash(content)}`]
}

/** Whether a text is the one that a file was made as. CRLF counts as LF. */
export function isAsMade({ hash }: LockedFile, content: string | Buffer): boolean {
  return hash === (hash.startsWith('blob:') ? `blob:${blobId(content)}` : `sha256:${contentHash(content)}`)
}
