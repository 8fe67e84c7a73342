import { withoutCrlf } from '../hash.ts'
import { formatOf } from '../merge/file-format.ts'
import { isMovedVersion } from './moved-version.ts'
import { inOneStyle } from './one-style.ts'

/**
 * What tells Flux's image automation what to write into a line
 * (https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources).
 */
const SETTER = /^#\s*\{\s*"\$imagepolicy":\s*"[^"]+"\s*\}$/
/** The tag that a pinned commit or digest has, as Renovate writes it behind. */
const TAG_COMMENT = /^#\s*(?:renovate:\s*)?(?:tag=|pin @|ratchet:\S+@)?v?\d[\w.+-]*$/
/** What Renovate puts below `ref.tag` of an OCIRepository. */
const PIN = /^(\s*)digest: ["']?sha256:[0-9a-f]{64}["']?$/
const RENOVATE = /^\s*#\s*renovate:/

/**
 * Whether a text differs from what was made in nothing but versions, tags and digests, and in what updaters write
 * beside these: the tag behind a commit or a digest, the marker of an image policy. Flux's image automation
 * writes files anew, without empty lines and the `---` at the top: these say nothing.
 * @param path of the file: its name says what it is
 */
export function isOnlyMoved(path: string, made: string, there: string): boolean {
  if (hasOnlyMovedLines(made, there)) return true
  if (formatOf(path) !== 'yaml') return false
  // Formatters write too, before updaters or after them.
  const [before, after] = [made, there].map(inOneStyle)
  return before !== undefined && after !== undefined && hasOnlyMovedLines(before, after)
}

function hasOnlyMovedLines(made: string, there: string): boolean {
  const before = linesThatSay(made)
  const after = withoutPins(linesThatSay(there), before)
  return (
    before.length === after.length &&
    before.every((line, index) => isSameOrMoved(line, after[index]!, before[index - 1]))
  )
}

function linesThatSay(text: string): string[] {
  const lines = withoutCrlf(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  return lines[0] === '---' ? lines.slice(1) : lines
}

/** Without the digests that Renovate writes below the tag of a source, where there was none. */
function withoutPins(lines: readonly string[], made: readonly string[]): readonly string[] {
  if (lines.length === made.length) return lines
  return lines.filter((line, index) => {
    const pin = PIN.exec(line)
    return pin === null || !lines[index - 1]?.startsWith(`${pin[1]}tag: `)
  })
}

function isSameOrMoved(made: string, there: string, above: string | undefined): boolean {
  if (made === there) return true
  const [was, now] = [splitLine(made), splitLine(there)]
  if (!isSameComment(was.comment, now.comment)) return false
  if (was.code === now.code) return true
  const [from, to] = [was.code, now.code].map(readValue)
  if (from === undefined || to === undefined) return false
  if (from.before !== to.before || from.after !== to.after) return false
  if (SETTER.test(now.comment)) return true
  const isFollowed = above !== undefined && RENOVATE.test(above)
  return isMovedVersion({ key: from.key, value: from.value, isFollowed }, to.value)
}

function isSameComment(was: string, now: string): boolean {
  if (was === now) return true
  const isTag = (comment: string) => TAG_COMMENT.test(comment)
  return was === '' ? isTag(now) || SETTER.test(now) : isTag(was) && (isTag(now) || now === '')
}

/** What a line says, and the comment behind it. */
function splitLine(line: string): { code: string; comment: string } {
  let quote: string | undefined
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index]!
    if (quote !== undefined) quote = character === quote ? undefined : quote
    else if (/["']/.test(character) && /(?:^|[\s:=,[{(-])$/.test(line.slice(0, index))) quote = character
    else if (character === '#' && (index === 0 || /\s/.test(line[index - 1]!)))
      return { code: line.slice(0, index).trimEnd(), comment: line.slice(index) }
  }
  return { code: line.trimEnd(), comment: '' }
}

const ENTRY =
  /^(?<lead>\s*(?:- )?(?:(?:export|readonly|local) )?)(?<quote>["']?)(?<key>[\w.-]+)\k<quote>(?<mark>: +|=)(?<rest>\S.*)$/
const ITEM = /^(?<lead>\s*- )(?<rest>\S.*)$/
const VALUE = /^(["']?)(?<value>.*?)\1(?<after>,?)$/

/** The value of a line of YAML, JSON or a script, with what stands before and behind it. */
function readValue(code: string): { before: string; key: string; value: string; after: string } | undefined {
  const found = (ENTRY.exec(code) ?? ITEM.exec(code))?.groups
  if (found === undefined) return undefined
  const { value, after } = VALUE.exec(found.rest!)!.groups as { value: string; after: string }
  const { lead, key = '', mark = '' } = found
  return { before: `${lead}${key}${mark.trim()}`, key, value, after }
}
