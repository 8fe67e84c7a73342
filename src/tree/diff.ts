import type { Change } from './plan.ts'

/**
 * What a change does to its file, as a unified diff; the empty string where nothing changes. A difference
 * between CRLF and LF is none. The library is loaded here and not before.
 */
export async function unifiedDiff({
  path,
  before,
  after,
}: Pick<Change, 'path' | 'before' | 'after'>): Promise<string> {
  if (before === after) return ''
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY, stripTrailingCr: true },
  )
  const isPresent = before !== undefined && after !== undefined
  return isPresent && !patch.includes('\n@@ ') ? '' : patch
}
