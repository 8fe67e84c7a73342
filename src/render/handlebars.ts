import type Handlebars from 'handlebars'
import { scalar } from './scalar.ts'
import { toYaml } from '../fleet/yaml-document.ts'

type Instance = Pick<typeof Handlebars, 'registerHelper'>

const SHELL_PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/

/** Registers the helpers that templates may use; `docs/architecture.md` lists them. */
export function registerHelpers(instance: Instance): void {
  instance.registerHelper('scalar', (value: unknown) => scalar(value))
  instance.registerHelper('yaml', (value: unknown) => withoutLastLineEnds(toYaml(value)))
  instance.registerHelper('indent', (text: unknown, width: unknown) => indent(String(text), Number(width)))
  instance.registerHelper('eq', (first: unknown, second: unknown) => first === second)
  instance.registerHelper('join', (list: readonly unknown[], separator: unknown) =>
    list.join(String(separator)),
  )
  instance.registerHelper('code', (text: unknown) => markdownCode(String(text)))
  instance.registerHelper('shell', (text: unknown) => shellWord(String(text)))
  instance.registerHelper('table', (text: unknown) =>
    String(text).replaceAll('|', '\\|').replaceAll('\n', ' '),
  )
}

/** Other white space at the end is somebody's value. */
function withoutLastLineEnds(text: string): string {
  return text.replace(/\n+$/, '')
}

/** Indents every line that is not empty. */
export function indent(text: string, width: number): string {
  const space = ' '.repeat(width)
  return withoutLastLineEnds(text)
    .split('\n')
    .map((line) => (line === '' ? '' : space + line))
    .join('\n')
}

/**
 * Text as Markdown inline code; what a code span can't show (line ends, outer spaces, nothing at all) as a
 * JSON string.
 */
function markdownCode(text: string): string {
  const shown = text === '' || text !== text.trim() || /\p{Cc}/u.test(text) ? JSON.stringify(text) : text
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return fence + space + shown + space + fence
}

/** An argument as a POSIX shell reads it back: quoted when it must be. */
export function shellWord(text: string): string {
  return SHELL_PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
