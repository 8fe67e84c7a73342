import { noLongerNeeded } from '../fleet/changes/remove-entries.ts'
import { describeChange, likelyRenamed } from '../fleet/file/fleet-texts.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { sectionOf } from '../fleet/sections/sections.ts'
import { withAsker } from './answers/open-asker.ts'
import { changeFleet } from './change/change-fleet.ts'
import { changeNotes, newClusterCommands, unneededNote } from './change/change-notes.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { type CommonFlags, changeFlags, keysFlag } from './command-line/options.ts'
import { ownLine } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { explainFile, FLEET_FILE } from './repositories/fleet-file.ts'
import { type OpenFleet, openFleet, wantedFleet } from './repositories/open-fleet.ts'
import { additionNotes } from './write/next-steps.ts'

/** Makes the files what a `flux-fleet.yaml` says that was edited by hand. */
export const applyCommand: CommandDefinition = {
  name: 'apply',
  usage: '',
  description: 'After flux-fleet.yaml was edited: change the files accordingly. Hand edits stay.',
  summary: { text: 'change the files after flux-fleet.yaml was edited' },
  needs: 'fleet',
  words: [],
  flags: () => [keysFlag(), ...changeFlags()],
  run: (_, flags, terminal) => apply(flags, terminal),
}

async function apply(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const open = await openFleet(flags, terminal)
  const { fleet, additions } = wantedFleet(open.file, open.library)
  const changes = describeChange(open.applied, fleet).join(', ')
  const hints = renameHints(open.applied, fleet, open.file.name)
  await withAsker(flags, (asker) =>
    explainFile(open.file, () =>
      changeFleet(
        open,
        { before: open.applied, after: fleet },
        {
          question: changes === '' ? 'Take over what updaters moved?' : `Apply this? ${changes}`,
          commit: 'Apply flux-fleet.yaml',
          // What it says is what is applied.
          commitAlso: [open.places.inFleet(FLEET_FILE)],
          notesFirst: hints.length > 0,
          notes: (planned) => [
            ...hints,
            ...additionNotes(additions),
            ...unneededNotes(open, fleet),
            ...changeNotes(planned, open),
          ],
          next: (planned) => newClusterCommands(planned, open),
          command: { words: ['apply'], flags: ['--yes'] },
        },
        { flags, terminal, asker },
      ),
    ),
  )
}

/** Says of a name that was changed by hand what it does on the clusters. */
function renameHints(before: Fleet, after: Fleet, file: string): string[] {
  return likelyRenamed(before, after).map(({ section, from, to }) => {
    const kind = sectionOf(section).word
    return `${kind} ${from} is gone from ${file}, and ${to} is new: Flux deletes the one and makes the other. If it is the same under a new name, keep what runs: put ${from} back and run "${ownLine(['rename', kind, from, to])}".`
  })
}

/** Components that came along with what was taken out of the file. They stand in it, so they stay. */
function unneededNotes({ applied, library }: OpenFleet, fleet: Fleet): string[] {
  const there = fleet.components.map(({ name }) => name)
  const gone = applied.components.map(({ name }) => name).filter((name) => !there.includes(name))
  const { pulledIn, staying } = noLongerNeeded(applied, gone, library.catalog)
  return unneededNote([...pulledIn, ...staying].filter((name) => there.includes(name)))
}
