import { FleetMismatchError } from './pack-error.ts'

/** A marker in a file: a string is looked for as it stands, and its first place counts. */
export type Pattern = string | RegExp

/** Renders a template; what was put in for references to groups of the pattern comes out as it went in. */
type Render = (template: string) => string

/** What is to be put into a text. */
export interface Insertion {
  template: string
  render: Render
}

/**
 * Replaces what a pattern matches. References to its groups (`$1`, `$&`, `$<name>`) count in the template of
 * a regular expression only, never in what answers bring in; any other `$` is a `$`.
 * @throws FleetMismatchError when nothing matches
 */
export function modifyText(text: string, pattern: Pattern, { template, render }: Insertion): string {
  return withLineFeeds(text, (content) => {
    const fill = renderWithGroups(pattern, template, render)
    return replaceMatches(content, pattern, fill)
  })
}

/**
 * Adds a text behind what a pattern matches, or at the end when there is none; the final line feed stays
 * final.
 * @param unique true to leave a text alone that has the addition already, in a line of its own
 * @throws FleetMismatchError when nothing matches
 */
export function appendText(
  text: string,
  pattern: Pattern | undefined,
  insertion: Insertion,
  { separator, unique }: { separator: string; unique: boolean },
): string {
  return withLineFeeds(text, (content) => {
    if (pattern === undefined)
      return appendAtEnd(content, insertion.render(insertion.template), separator, unique)
    const fill = renderWithGroups(pattern, insertion.template, insertion.render)
    return replaceMatches(content, pattern, (match, behind) => {
      const added = fill(match)
      return unique && isThere(behind, added, separator) ? match[0] : match[0] + separator + added
    })
  })
}

function appendAtEnd(content: string, added: string, separator: string, unique: boolean): string {
  if (unique && isThere(separator + content, added, separator)) return content
  const end = content === '' || content.endsWith('\n') ? '\n' : ''
  const body = end === '' ? content : content.slice(0, -1)
  return `${body === '' ? '' : body + separator}${added}${added.endsWith('\n') ? '' : end}`
}

/** Whether a text has the addition behind a separator, not as the beginning of a longer line. */
function isThere(text: string, added: string, separator: string): boolean {
  const wanted = separator + added
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const rest = text.slice(at + wanted.length)
    if (
      rest === '' ||
      wanted.endsWith('\n') ||
      rest.startsWith('\n') ||
      (separator !== '' && rest.startsWith(separator))
    )
      return true
  }
  return false
}

/** What was matched: the whole at 0, then the groups. */
interface Match {
  readonly [group: number]: string | undefined
  readonly 0: string
  readonly groups?: Readonly<Record<string, string | undefined>> | undefined
}

function replaceMatches(
  content: string,
  pattern: Pattern,
  replacement: (match: Match, behind: string) => string,
): string {
  const found = typeof pattern === 'string' ? firstPlace(content, pattern) : places(content, pattern)
  if (found.length === 0)
    throw new FleetMismatchError(
      `has nothing that matches ${typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)}`,
    )
  let result = ''
  let end = 0
  for (const { match, index } of found) {
    const next = index + match[0].length
    result += content.slice(end, index) + replacement(match, content.slice(next))
    end = next
  }
  return result + content.slice(end)
}

interface Place {
  match: Match
  index: number
}

function firstPlace(content: string, pattern: string): Place[] {
  const index = content.indexOf(pattern)
  return index === -1 ? [] : [{ match: [pattern], index }]
}

function places(content: string, pattern: RegExp): Place[] {
  if (!pattern.global) {
    const match = new RegExp(pattern.source, pattern.flags).exec(content)
    return match === null ? [] : [{ match, index: match.index }]
  }
  return [...content.matchAll(new RegExp(pattern.source, pattern.flags))].map((match) => ({
    match,
    index: match.index,
  }))
}

/**
 * Renders a template once, with placeholders for the groups, so that a group's text is never taken for a
 * template.
 */
function renderWithGroups(pattern: Pattern, template: string, render: Render): (match: Match) => string {
  if (typeof pattern === 'string') {
    const rendered = render(template)
    return () => rendered
  }
  const groups = new RegExp(`${pattern.source}|`, pattern.flags.replace(/[gy]/g, '')).exec('')!
  const references: string[] = []
  const marked = template.replace(
    /\$(?:&|([1-9]\d?)|<([^>]+)>)/g,
    (whole, number?: string, name?: string) => {
      if (number !== undefined && Number(number) >= groups.length) return whole
      if (name !== undefined && !(name in (groups.groups ?? {}))) return whole
      return `\uFDD0${references.push(name ?? number ?? '0') - 1}\uFDD1`
    },
  )
  const rendered = render(marked)
  return (match) =>
    // Characters that Unicode keeps out of texts mark the placeholders.
    rendered.replace(/\uFDD0(\d+)\uFDD1/g, (_, index: string) => {
      const reference = references[Number(index)]!
      return (/^\d/.test(reference) ? match[Number(reference)] : match.groups?.[reference]) ?? ''
    })
}

/** Changes a text with LF line ends; one with CRLF throughout gets them back. */
function withLineFeeds(text: string, change: (text: string) => string): string {
  const usesCrlf = text.includes('\r\n') && !/(^|[^\r])\n/.test(text)
  if (!usesCrlf) return change(text)
  return change(text.replaceAll('\r\n', '\n')).replaceAll(/\r?\n/g, '\r\n')
}
