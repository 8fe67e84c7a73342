import { resolveFleet } from '../features/resolve-fleet.ts'
import type { ListedRow } from '../fleet/sections/section.ts'
import { isSection, isSectionIn, SECTION_DESCRIPTORS, sectionOf } from '../fleet/sections/sections.ts'
import { suggestion } from '../text/suggestion.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, reportFlags } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { type OpenFleet, openFleet } from './repositories/open-fleet.ts'

/** The sections of a fleet, in the order in which they are listed. */
const IN_FLEET = SECTION_DESCRIPTORS.map(({ key }) => key)

const LISTED = [...IN_FLEET, 'catalog']

/** Lists what is in a fleet, or in the catalog. */
export const listCommand: CommandDefinition = {
  name: 'list',
  usage: '[what]',
  description: `List what is in the fleet: ${LISTED.join(', ')}.`,
  summary: { text: `list ${IN_FLEET.join(', ')}, or the catalog` },
  needs: 'fleet',
  words: [['[what]', `one of ${LISTED.join(', ')}; by default all of the fleet`]],
  flags: reportFlags,
  run: ([what], flags, terminal) => list(what, flags, terminal),
}

/** @param what one of `LISTED`; without it, everything of the fleet */
async function list(what: string | undefined, flags: CommonFlags, terminal: Terminal): Promise<void> {
  if (what !== undefined && !LISTED.includes(what)) {
    throw new Failure(
      EXIT.usage,
      `list ${what}: there is no list "${what}"${suggestion(what, LISTED) || `: ${LISTED.join(', ')}`}`,
    )
  }
  const open = await openFleet(flags, terminal, 'fleet')
  const wanted = what === undefined ? IN_FLEET.filter((key) => isSectionIn(open.file.fleet, key)) : [what]
  const lists = wanted.map((name) => [name, rowsOf(name, open)] as const)
  if (flags.json === true) return terminal.json(Object.fromEntries(lists))
  for (const [index, [name, rows]] of lists.entries()) {
    if (index > 0) terminal.result()
    if (what === undefined) terminal.result(terminal.style('bold', name))
    if (rows.length === 0) terminal.result('none')
    for (const line of aligned(rows)) terminal.result(line)
  }
}

function rowsOf(name: string, { file: { fleet }, library: { catalog } }: OpenFleet): ListedRow[] {
  if (isSection(name)) return sectionOf(name).rows(resolveFleet(fleet, catalog))
  return [...catalog.values()].map(({ name, layer, description }) => ({
    name,
    layer,
    there: fleet.components.some((component) => component.name === name) ? 'yes' : '',
    description,
  }))
}

function aligned(rows: readonly ListedRow[]): string[] {
  const cells = rows.map((row) =>
    Object.values(row).map((value) => (Array.isArray(value) ? value.join(', ') : value)),
  )
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
