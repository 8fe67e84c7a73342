import { isUtf8 } from 'node:buffer'
import { exactHash } from './hash.ts'
import type { Change, Content } from './plan.ts'

/**
 * What a change does to its file, as a unified diff; the empty string where nothing changes. A difference
 * between CRLF and LF is none. Of bytes that are no text in UTF-8 it is only said that they differ, in Git's
 * words. A move is told as Git tells it. The library is loaded here and not before.
 */
export async function unifiedDiff({
  path,
  from,
  before,
  after,
}: Pick<Change, 'path' | 'from' | 'before' | 'after'>): Promise<string> {
  const renamed = from === undefined ? '' : `rename from ${from}\nrename to ${path}\n`
  if (before === after) return renamed
  const [old, now] = [
    before === undefined ? '/dev/null' : `a/${from ?? path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
  ]
  const [oldText, newText] = [textOf(before), textOf(after)]
  if (oldText === undefined || newText === undefined)
    return isSame(before, after) ? renamed : `${renamed}Binary files ${old} and ${now} differ\n`
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const patch = createTwoFilesPatch(old, now, oldText, newText, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    stripTrailingCr: true,
  })
  const isPresent = before !== undefined && after !== undefined
  return renamed + (isPresent && !patch.includes('\n@@ ') ? '' : patch)
}

/** The text of a file, empty for none; undefined for bytes that are no text. */
function textOf(content: Content | undefined): string | undefined {
  if (content === undefined || typeof content === 'string') return content ?? ''
  return isUtf8(content) ? content.toString('utf8') : undefined
}

function isSame(before: Content | undefined, after: Content | undefined): boolean {
  return before !== undefined && after !== undefined && exactHash(before) === exactHash(after)
}
