import type Handlebars from 'handlebars'
import { markdownBlock } from '../../text/commands/markdown-block.ts'
import type { PrintedCommand } from '../../text/commands/printed-command.ts'
import { indent, withoutLastLineEnds } from '../../text/lines.ts'
import { markdownCode, tableCell } from '../../text/markdown.ts'
import { namesOrNone } from '../../text/names.ts'
import { shellWord } from '../../text/shell.ts'
import { scalar } from '../../yaml/scalar.ts'
import { toYaml } from '../../yaml/write.ts'

type Instance = Pick<typeof Handlebars, 'registerHelper'>

/** A column that a table has more, as the helper `cells` takes it. */
interface Column {
  cell(entry: unknown): string
}

/** Registers the helpers that templates may use; `docs/architecture.md` lists them. */
export function registerHelpers(instance: Instance): void {
  instance.registerHelper('scalar', (value: unknown) => scalar(value))
  instance.registerHelper('yaml', (value: unknown) => withoutLastLineEnds(toYaml(value)))
  instance.registerHelper('indent', (text: unknown, width: unknown) => indent(String(text), Number(width)))
  instance.registerHelper('eq', (first: unknown, second: unknown) => first === second)
  instance.registerHelper('join', (list: readonly unknown[], separator: unknown) =>
    list.join(String(separator)),
  )
  instance.registerHelper('names', (list: readonly string[], ifNone: unknown) =>
    // Without a second word, Handlebars' own options are there.
    namesOrNone(list, typeof ifNone === 'string' ? ifNone : undefined),
  )
  instance.registerHelper('codes', (list: readonly string[], ifNone: unknown) =>
    list.length === 0 && typeof ifNone === 'string' ? ifNone : list.map(markdownCode).join(', '),
  )
  instance.registerHelper('yesNo', (value: unknown) => (value ? 'yes' : 'no'))
  instance.registerHelper('cells', (columns: readonly Column[], entry: unknown) =>
    columns.map(({ cell }) => ` ${cell(entry)} |`).join(''),
  )
  instance.registerHelper('code', (text: unknown) => markdownCode(String(text)))
  instance.registerHelper('shell', (text: unknown) => shellWord(String(text)))
  instance.registerHelper('fenced', (command: PrintedCommand) => markdownBlock(command))
  instance.registerHelper('table', (text: unknown) => tableCell(String(text)))
}
