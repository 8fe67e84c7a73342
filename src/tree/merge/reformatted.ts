import { type Outline, readOutline } from '../../yaml/outline/outline.ts'
import { YamlReadError } from '../../yaml/outline/read-error.ts'
import { formatOf } from './file-format.ts'
import { withoutAlignment } from './markdown-tables.ts'
import { overLines } from './merge-markdown.ts'
import { withLineFeeds } from './trivial.ts'

/**
 * Whether two texts of a file differ in nothing but what formatters change: of YAML and JSON indentation, quotes,
 * empty lines and where a line is broken; of Markdown the columns of tables. Comments and the order of entries are a
 * person's.
 * @param path of the file: its name says what it is
 */
export function isOnlyReformatted(path: string, one: string, other: string): boolean {
  if (one === other) return true
  const format = formatOf(path)
  if (format === 'markdown') return bareText(one) === bareText(other)
  if (format === 'text') return false
  const [first, second] = [one, other].map(saidIn)
  return first !== undefined && first === second
}

function bareText(text: string): string {
  return overLines(withLineFeeds(text), withoutAlignment)
    .replace(/\n+$/, '\n')
    .replaceAll(/\n{2,}/g, '\n\n')
}

/** All that a text says, comments included; undefined for one that can't be read. */
function saidIn(text: string): string | undefined {
  try {
    const outline = readOutline(withLineFeeds(text).replace(/^\uFEFF/, ''))
    return [
      ...valuesOf(outline),
      ...outline.comments.map((comment) => comment.text.replace(/^#\s*/, '# ').trim()),
    ].join('\n')
  } catch (error) {
    if (!(error instanceof YamlReadError)) throw error
    return undefined
  }
}

function valuesOf({ documents }: Outline): string[] {
  const values = documents.map(({ root: { node } }) => node.canonicalIfEnded ?? node.canonical)
  return values.filter((value) => value !== '~')
}
