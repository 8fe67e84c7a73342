import { Option } from 'commander'
import type { EntryKind } from '../../generators/index.ts'
import { resolveFleet } from '../features/resolve-fleet.ts'
import { renameEntry } from '../fleet/changes/rename-entry.ts'
import { parseFleet } from '../fleet/file/load-fleet.ts'
import { plainFleet } from '../fleet/file/save-fleet.ts'
import { formatPath, InvalidFleetError } from '../fleet/issue.ts'
import { pathIn } from '../fleet/resolve/repositories.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../fleet/sections/section.ts'
import { renamableEntries, sectionOf } from '../fleet/sections/sections.ts'
import { folderName, renameMoves } from '../render/named-paths.ts'
import { suggestion } from '../text/suggestion.ts'
import { type Move, movedPath } from '../tree/moves.ts'
import type { Asker } from './answers/asker.ts'
import { withAsker } from './answers/open-asker.ts'
import { changeFleet } from './change/change-fleet.ts'
import { chooseKind } from './change/choose-kind.ts'
import { describeEntry, ENTRY_NAMES, entryCommand } from './change/entry-command.ts'
import type { FleetChange } from './change/plan-fleet-change.ts'
import { refuseDrift } from './change/refuse-drift.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import type { CommonFlags } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { beforePush, moveCommands } from './rename/move-commands.ts'
import { renameNotes } from './rename/rename-notes.ts'
import { startsWithVerb } from './repositories/fleet-file.ts'
import { type OpenFleet, openFleet } from './repositories/open-fleet.ts'
import { placedRepositories } from './repositories/repository-places.ts'

interface RenameFlags extends CommonFlags {
  /** Whether folders that would keep their name take the new one. */
  move?: boolean
}

/**
 * Gives an entry of a fleet another name. Folders, files and documentation follow; the objects on the
 * clusters stay the same ones, since Flux would delete them and make others.
 */
export const renameCommand = entryCommand<RenameFlags>({
  name: 'rename',
  usage: '[old] [new]',
  description: `Give another name to a ${ENTRY_NAMES} of a fleet. Folders and files follow; what runs on the clusters stays.`,
  summary: {
    usage: '<thing> <o> <n>',
    text: 'rename one; folders follow, and what runs on the clusters stays',
  },
  words: [
    ['[old]', 'its name'],
    ['[new]', 'its new name'],
  ],
  forEntry: (kind) => ({
    description: `Give another name to ${describeEntry(kind)}.`,
    words: [
      ['[old]', 'its name; without it, choose from a list'],
      ['[new]', 'its new name'],
    ],
    flags: () => (sectionOf(kind.section).folderName === undefined ? [] : [moveFlag()]),
  }),
  run: rename,
})

function moveFlag(): Option {
  return new Option(
    '--move',
    'Give its folders the new name too, and tell how Flux on the cluster finds them',
  )
}

/**
 * @param kind of what; without it a person chooses
 * @throws Failure for an entry that is not there, a name that is taken, and a component of the catalog
 */
async function rename(
  kind: EntryKind | undefined,
  words: readonly string[],
  flags: RenameFlags,
  terminal: Terminal,
): Promise<void> {
  const open = await openFleet(flags, terminal)
  refuseDrift(open)
  await withAsker(flags, async (asker) => {
    const chosen = kind ?? (await chooseKind('rename', asker))
    const { name } = chosen
    const from = words[0] ?? (await chooseOld(chosen, open, asker))
    refuseUnknown(chosen, from, words[1], open)
    const moving = flags.move === true
    const to = words[1] ?? (await askNew(chosen, from, open, moving, asker))
    const what = `${name} ${from}`
    const change = renaming(chosen, from, to, open, moving)
    const { renamed } = change
    try {
      await changeFleet(
        open,
        change,
        {
          question: from === to ? `Move ${what}?` : `Rename ${what} to ${to}?`,
          commit: from === to ? `Move ${what}` : `Rename ${what} to ${to}`,
          notesFirst: true,
          notes: (planned) => renameNotes(planned, change.renamed, open),
          beforePush: (planned) => beforePush(planned, renamed, open),
          next: (planned) => moveCommands(planned, renamed, open),
          command: { words: ['rename', name, from, to], flags: ['--yes', ...(moving ? ['--move'] : [])] },
        },
        { flags, terminal, asker },
      )
    } catch (error) {
      throw error instanceof InvalidFleetError ? explained(error, `rename ${what} ${to}`) : error
    }
  })
}

/** The change that a renaming is. Throws `Failure` for one that can't be. */
function renaming(
  chosen: EntryKind,
  from: string,
  to: string,
  open: OpenFleet,
  moving: boolean,
): FleetChange & { renamed: Renamed & { moves: readonly Move[] } } {
  const before = open.file.fleet
  const { name, section } = chosen
  refuseTaken(chosen, from, to, open, moving)
  const problem = sectionOf(section).renamable?.problem(before, open.library.catalog, from, to)
  if (problem !== undefined) throw new Failure(EXIT.usage, `rename ${name} ${from} ${to}: ${problem}`)
  const renamed: Renamed = { section, from, to }
  const moves = renameMoves(before, renamed, moving, placedRepositories(open, before))
  const explain = (error: InvalidFleetError) => explained(error, `rename ${name} ${from} ${to}`)
  const after = valid(withMovedCharts(renameEntry(before, renamed, moving), moves, open), explain)
  return { before, after, renamed: { ...renamed, moves } }
}

async function chooseOld(
  { name: kind, section }: EntryKind,
  { file }: OpenFleet,
  asker: Asker | undefined,
): Promise<string> {
  const names = renamableEntries(file.fleet, section).map(({ name }) => name)
  if (asker === undefined)
    throw new Failure(
      EXIT.usage,
      `rename ${kind}: there is nobody to ask. Name what to rename and its new name: rename ${kind} <old> <new>, of ${names.join(', ') || 'none'}.`,
    )
  if (names.length === 0) {
    const which = sectionOf(section).renamable?.which ?? ''
    throw new Failure(EXIT.usage, `rename ${kind}: there is none${which}.`)
  }
  const choices = names.map((value) => ({ value, title: value }))
  return asker.choose(`What to rename of the ${section}`, choices, undefined)
}

async function askNew(
  chosen: EntryKind,
  from: string,
  open: OpenFleet,
  moving: boolean,
  asker: Asker | undefined,
): Promise<string> {
  if (asker === undefined)
    throw new Failure(
      EXIT.usage,
      `rename ${chosen.name} ${from}: the new name is missing, and there is nobody to ask: rename ${chosen.name} ${from} <new>.`,
    )
  return asker.text(`New name of ${chosen.name} ${from}`, undefined, (answer) => {
    try {
      renaming(chosen, from, answer, open, moving)
      return undefined
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return error.message.replaceAll(`rename ${chosen.name} ${from} ${answer}: `, '')
    }
  })
}

function refuseUnknown(
  { name: kind, section }: EntryKind,
  from: string,
  to: string | undefined,
  { file }: OpenFleet,
): void {
  const names = namesIn(file.fleet, section)
  if (names.includes(from)) return
  const line = `rename ${kind} ${from}${to === undefined ? '' : ` ${to}`}: there is no ${kind} "${from}"`
  if (to !== undefined && names.includes(to))
    throw new Failure(
      EXIT.usage,
      `${line}, and one called "${to}" is there already: it may have been renamed before.`,
    )
  throw new Failure(
    EXIT.usage,
    line + (suggestion(from, names) || `: ${names.join(', ') || 'there is none'}`),
  )
}

function refuseTaken(
  { name: kind, section }: EntryKind,
  from: string,
  to: string,
  { file: { fleet } }: OpenFleet,
  moves: boolean,
): void {
  const line = `rename ${kind} ${from} ${to}`
  if (from === to) {
    const entry = fleet[section].find(({ name }) => name === from)
    if (moves && entry !== undefined && folderName(section, entry) !== to) return
    throw new Failure(EXIT.usage, `${line}: that is its name already.`)
  }
  if (namesIn(fleet, section).includes(to))
    throw new Failure(EXIT.usage, `${line}: there is a ${kind} "${to}" already. Choose another name.`)
}

/** A chart that lies in a folder which moves is found there. */
function withMovedCharts(fleet: Fleet, moves: readonly Move[], open: OpenFleet): Fleet {
  const prefix = pathIn(open.places.place(resolveFleet(fleet, open.library.catalog).layersRepository), '')
  return {
    ...fleet,
    components: fleet.components.map((component) => {
      const { chart } = component
      if (chart?.path === undefined || chart.git !== undefined) return component
      const path = movedPath(prefix + chart.path, moves).slice(prefix.length)
      return path === chart.path ? component : { ...component, chart: { ...chart, path } }
    }),
  }
}

function valid(fleet: Fleet, explain: (error: InvalidFleetError) => Failure): Fleet {
  const parsed = parseFleet(plainFleet(fleet))
  if ('issues' in parsed) throw explain(new InvalidFleetError(parsed.issues))
  return parsed.fleet
}

/** What is wrong with the fleet as it would be, in the words that the person typed. */
function explained(error: InvalidFleetError, line: string): Failure {
  const lines = error.issues.map(
    ({ path, message }) => `${line}: ${startsWithVerb(message) ? `${formatPath(path)} ` : ''}${message}`,
  )
  return new Failure(EXIT.usage, [...new Set(lines)].join('\n'), { cause: error })
}

function namesIn(fleet: Fleet, section: EntryKind['section']): string[] {
  return fleet[section].map(({ name }) => name)
}
