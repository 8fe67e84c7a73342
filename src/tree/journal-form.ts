import type { FileKind } from './tree.ts'

/** The version of what is written. Version 1 said as well where it staged, which is not read. */
export const JOURNAL_VERSION = 2

/** A root is being made beside its place. It is there as soon as its staging folder is renamed. */
export interface FreshJournal {
  version: 1 | 2
  mode: 'fresh'
  run: string
  /** What was run, in words for a person. */
  command?: string
  /** The files that are made, so that they can be taken back. Older generators did not say. */
  files?: JournalFile[]
}

/** What a file was like that a run replaced or deleted. */
export interface Before {
  hash: string
  mode: number
  mtimeMs: number
  /** Journals of version 1 do not have it. */
  size?: number
}

/** A file that a run puts in place, replaces or deletes. */
export interface JournalFile {
  path: string
  /** None for a private file. */
  kind?: FileKind
  /** Of what is put in place; none for a file that is deleted. */
  hash?: string
  /** Whether what is put in place may be run as a program. */
  executable?: boolean
  /** Of what was there before; its bytes are in the backup, under the file's number in the list. */
  before?: Before
}

/** Files are being put in place in an existing root. The run counts as done when the journal is gone. */
export interface IntoJournal {
  version: 1 | 2
  mode: 'into'
  run: string
  /** What was run, in words for a person. */
  command?: string
  /** Whether it took back the run before it, so that there is nothing left to take back. */
  undoes?: true
  /** Folders that were missing and are put in place whole, with all that is in them. */
  folders: string[]
  files: JournalFile[]
  /** Whether a `.git` is put in place, as the last thing of all. */
  git: boolean
  /** Those of `folders` that are put in place with a `.git` of their own. */
  repositories?: string[]
  /** The folders above deleted files, which are removed where nothing else is in them. */
  emptied?: { path: string; mode: number }[]
}

/** What a run that is under way, or the last one, did to a root. */
export type Journal = FreshJournal | IntoJournal
