import { withoutCrlf } from './hash.ts'
import { isAsMade, type LockedFile } from './locked-file.ts'
import type { TreeFile } from './tree.ts'

/** In what way the templates of today would not make a file as it was made. */
export type Outdated = 'new' | 'no longer made' | 'made otherwise'

/**
 * What became of a file since it was made, and whether it would be made otherwise now.
 *
 * - `fresh`: as it would be made now, whoever made it so.
 * - `edited`: a person changed it; `deleted`: a person deleted it.
 * - `not checked out`: Git has it, and a sparse checkout leaves it out.
 * - `stale`: as it was made, and these templates would make it otherwise.
 * - `stale and edited`: both.
 * - `moved by an updater`: nothing but versions differ from what was made, as Renovate or Flux's image automation
 *   move them; no hand edit.
 * - `adopted`: a person's own, as it was when the fleet took it over.
 * - `handed over`: a seed or another program's file, which is never compared.
 */
export type FileState =
  | { name: 'fresh' | 'edited' | 'deleted' | 'not checked out' | 'adopted' | 'handed over' }
  | { name: 'stale' | 'stale and edited'; outdated: Outdated }
  | { name: 'moved by an updater'; outdated?: Outdated }

/** What the state of a file follows from. One of the lock and the templates knows it. */
export interface FileFacts {
  /** Its line in the lock. */
  locked: LockedFile | undefined
  /** What would be made now. */
  rendered: Pick<TreeFile, 'content' | 'kind'> | undefined
  /** What is on the disk. */
  there: string | undefined
  /** Whether what is there differs from what was made in versions only; asked where somebody changed it. */
  isOnlyMoved?: () => boolean
  /** Whether what is there differs from what would be made now in its form only, as a formatter leaves it. */
  isOnlyReformatted?: () => boolean
  /** Whether Git leaves it out of this checkout; asked where it is not there. */
  isLeftOut?: () => boolean
}

/** The state of a file. CRLF counts as LF. */
export function fileState(facts: FileFacts): FileState {
  const { locked, rendered, there, isOnlyMoved, isOnlyReformatted, isLeftOut } = facts
  if ((rendered ?? locked)?.kind !== 'managed') return { name: 'handed over' }
  if (isSameText(there, rendered?.content) || isOnlyReformatted?.() === true) return { name: 'fresh' }
  if (locked === undefined) return { name: 'stale', outdated: 'new' }
  if (there === undefined) return { name: isLeftOut?.() === true ? 'not checked out' : 'deleted' }
  const outdated = outdatedBy(locked, rendered?.content)
  if (isAsMade(locked, there))
    return outdated === undefined ? { name: 'adopted' } : { name: 'stale', outdated }
  if (isOnlyMoved?.() === true)
    return { name: 'moved by an updater', ...(outdated === undefined ? {} : { outdated }) }
  return outdated === undefined ? { name: 'edited' } : { name: 'stale and edited', outdated }
}

/**
 * Whether nobody wrote anything into a file since templates made it, whichever these were. Of a file that was
 * handed over nothing is known.
 */
export function isUntouched({ name }: FileState): boolean {
  return name === 'fresh' || name === 'stale' || name === 'moved by an updater'
}

function outdatedBy(locked: LockedFile, rendered: string | undefined): Outdated | undefined {
  if (rendered === undefined) return 'no longer made'
  // What a person made, no templates ever did.
  return locked.by === 'adopted' || isAsMade(locked, rendered) ? undefined : 'made otherwise'
}

function isSameText(first: string | undefined, second: string | undefined): boolean {
  if (first === undefined || second === undefined) return first === second
  return first === second || withoutCrlf(first) === withoutCrlf(second)
}
