import type { MergeConflict } from './types.ts'

/** What there is to say of a file that SOPS encrypted: it is never merged, nor replaced. */
export const ENCRYPTED_BY_SOPS: MergeConflict = {
  path: '',
  line: 1,
  column: 1,
  reason: 'is encrypted by SOPS and never changed',
  isFinal: true,
}
