import type { EntryKind } from '../../generators/index.ts'
import { removeWithPulledIn } from '../fleet/changes/remove-entries.ts'
import { dependentsOf } from '../fleet/references/dependents.ts'
import { membershipsIn } from '../fleet/references/memberships.ts'
import type { Fleet, Section } from '../fleet/schema/fleet-schema.ts'
import { sectionOf } from '../fleet/sections/sections.ts'
import { suggestion } from '../text/suggestion.ts'
import type { Asker } from './answers/asker.ts'
import { withAsker } from './answers/open-asker.ts'
import { changeFleet } from './change/change-fleet.ts'
import { changeNotes, unneededNote } from './change/change-notes.ts'
import { chooseKind } from './change/choose-kind.ts'
import { describeEntry, ENTRY_NAMES, entryCommand } from './change/entry-command.ts'
import { refuseDrift } from './change/refuse-drift.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import type { CommonFlags } from './command-line/options.ts'
import { ownLine } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { explainFile } from './repositories/fleet-file.ts'
import { type OpenFleet, openFleet } from './repositories/open-fleet.ts'

/** Removes entries from a fleet with all that belongs to them: the inverse of `add`. */
export const removeCommand = entryCommand({
  name: 'remove',
  usage: '[name…]',
  description: `Remove from a fleet: ${ENTRY_NAMES}. Says what Flux will delete, and refuses while something depends on it.`,
  summary: { usage: '<thing> <name…>', text: 'remove one, with its files' },
  words: [['[names...]', 'which']],
  forEntry: (kind) => ({
    description: `Remove from a fleet: ${describeEntry(kind)}.`,
    words: [['[names...]', 'what is removed; without names, choose from a list']],
  }),
  run: remove,
})

/**
 * @param kind of what; without it a person chooses
 * @throws Failure while something that stays depends on an entry
 */
async function remove(
  kind: EntryKind | undefined,
  words: readonly string[],
  flags: CommonFlags,
  terminal: Terminal,
): Promise<void> {
  const open = await openFleet(flags, terminal)
  refuseDrift(open)
  const { fleet } = open.file
  await withAsker(flags, async (asker) => {
    const chosen = kind ?? (await chooseKind('remove', asker))
    const names = [...new Set(words.length > 0 ? words : await chooseNames(chosen, open, asker))]
    refuseUnknown(chosen, names, open)
    refuseDependents(chosen, names, open)
    const what = `${chosen.name} ${names.join(', ')}`
    const {
      fleet: after,
      pulledIn,
      staying,
    } = removeWithPulledIn(fleet, chosen.section, names, open.library.catalog)
    const along = pulledIn.length === 0 ? '' : ` and what was added for it: ${pulledIn.join(', ')}`
    await explainFile(open.file, () =>
      changeFleet(
        open,
        { before: fleet, after },
        {
          question: `Remove ${what}${along}?`,
          commit: `Remove ${what}${along}`,
          notesFirst: true,
          notes: (planned) => [
            ...pulledIn.map(
              (name) =>
                `${name} is removed as well: it was added because something needed it, and nothing does now.`,
            ),
            ...unneededNote(staying),
            ...placeNotes(chosen.section, fleet, after),
            ...changeNotes(planned, open),
          ],
          next: () => [],
          command: { words: ['remove', chosen.name, ...names], flags: ['--yes'] },
        },
        { flags, terminal, asker },
      ),
    )
  })
}

/** What belongs to fewer entries by name than before. */
function placeNotes(section: Section, before: Fleet, after: Fleet): string[] {
  const now = new Map(membershipsIn(after, section).map((left) => [`${left.holder} ${left.name}`, left]))
  return membershipsIn(before, section).flatMap(({ holder, name, members }) => {
    const left = now.get(`${holder} ${name}`)
    if (left === undefined || left.members.length === members.length) return []
    return [
      `${sectionOf(holder).word} ${name} was also on other ${section} by name, and stays there: ${left.members.join(', ')}.`,
    ]
  })
}

async function chooseNames(
  { name: kind, section }: EntryKind,
  { file }: OpenFleet,
  asker: Asker | undefined,
): Promise<string[]> {
  const names = file.fleet[section].map(({ name }) => name)
  if (asker === undefined)
    throw new Failure(
      EXIT.usage,
      `remove ${kind}: there is nobody to ask. Name what to remove: ${names.join(', ') || 'there is none'}.`,
    )
  if (names.length === 0) throw new Failure(EXIT.usage, `remove ${kind}: there is none.`)
  const choices = names.map((value) => ({ value, title: value }))
  return asker.chooseSeveral(`What to remove of the ${section}`, choices, [])
}

function refuseUnknown(
  { name: kind, section }: EntryKind,
  names: readonly string[],
  { file }: OpenFleet,
): void {
  const there = file.fleet[section].map(({ name }) => name)
  const lines = names
    .filter((name) => !there.includes(name))
    .map(
      (name) =>
        `remove ${kind} ${name}: there is no ${kind} "${name}"${suggestion(name, there) || `: ${there.join(', ') || 'there is none'}`}`,
    )
  if (lines.length > 0) throw new Failure(EXIT.usage, lines.join('\n'))
}

function refuseDependents(
  { name: kind, section }: EntryKind,
  names: readonly string[],
  { file, library }: OpenFleet,
): void {
  const dependents = dependentsOf(file.fleet, section, names, library.catalog)
  if (dependents.length === 0) return
  throw new Failure(
    EXIT.obstacle,
    `remove ${kind} ${names.join(' ')}: something depends on it:\n${dependents.map((line) => `  ${line}`).join('\n')}\nRemove that first, or change it in ${file.name} and run "${ownLine(['apply'])}". Nothing was written.`,
  )
}
