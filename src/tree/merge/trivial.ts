import type { MergeInput } from './types.ts'

/**
 * The result of a merge where only one side changed anything, or both the same; undefined where there is
 * something to merge. CRLF counts as LF, and stays as it is in ours.
 */
export function withoutMerging({ base, theirs, ours }: MergeInput): string | undefined {
  if (base === theirs || ours === theirs) return ours
  if (ours === base) return theirs
  const [was, wanted, is] = [base, theirs, ours].map(withLineFeeds)
  if (was === wanted || is === wanted) return ours
  if (is === was && hasOnlyCrlf(ours)) return wanted!.replaceAll('\n', '\r\n')
  return undefined
}

/** Whether every line of a text ends with CRLF. */
export function hasOnlyCrlf(text: string): boolean {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text)
}

/** A text with LF for every CRLF. */
export function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n')
}
