import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { pathIn } from '../fleet/resolve/repositories.ts'
import type { Section } from '../fleet/schema/fleet-schema.ts'
import { SECTIONS, sectionOf } from '../fleet/sections/sections.ts'
import { folderName, pathsNamed } from '../render/named-paths.ts'
import type { FileState } from '../tree/file-state.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, readerFlags } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { stateOfFile } from './repositories/compare-files.ts'
import { FLEET_FILE, LOCK_FILE } from './repositories/fleet-file.ts'
import { writtenKustomization } from './repositories/kustomization-names.ts'
import { type OpenFleet, openFleet } from './repositories/open-fleet.ts'
import { placedRepositories, renderPlaced } from './repositories/repository-places.ts'

/** Tells what made a file, and whether it was changed since. */
export const explainCommand: CommandDefinition = {
  name: 'explain',
  usage: '<path>',
  description: 'Tell what made a file, and whether it was changed since.',
  summary: { text: 'tell what made a file, and whether it was changed since' },
  needs: 'fleet',
  words: [['<path>', 'a file of the fleet']],
  flags: readerFlags,
  run: ([path], flags, terminal) => explain(path!, flags, terminal),
}

/** What each kind of file means for the person who edits it. */
const KINDS = {
  managed: 'is kept in step with flux-fleet.yaml; hand edits stay',
  seed: 'was written once, and is yours since',
  'handed-over': 'was written for another program to fill, and is left alone',
} as const

/** What became of a file since it was rendered. */
const SINCE: Readonly<Record<FileState['name'], string>> = {
  fresh: 'as it was rendered',
  edited: 'changed by hand since it was rendered',
  stale: 'as it was rendered',
  'stale and edited': 'changed by hand since it was rendered',
  'moved by an updater': 'moved by an updater since it was rendered',
  deleted: 'deleted by hand since it was rendered',
  'not checked out': 'not checked out: the sparse checkout leaves it out',
  adopted: 'as it was when the fleet took it over',
  'handed over': 'made by create-flux-fleet',
}

/**
 * @param path as the person typed it, from where the command runs
 * @throws Failure for a path outside of the fleet, and for one that is nowhere
 */
async function explain(path: string, flags: CommonFlags, terminal: Terminal): Promise<void> {
  const open = await openFleet(flags, terminal, 'repositories')
  const full = relative(open.root, resolve(open.cwd, path)).split(sep).join('/')
  if (full === '' || full.startsWith('..'))
    throw new Failure(EXIT.usage, `explain ${path}: it is not in the fleet at ${open.root}.`)
  const report = await explanation(full, open)
  if (report === undefined) {
    const there = existsSync(join(open.root, full))
    if (there && statSync(join(open.root, full)).isDirectory())
      throw new Failure(EXIT.usage, `explain ${path}: it is a folder; name a file of it.`)
    if (!there) throw new Failure(EXIT.usage, `explain ${path}: there is no such file, and none is rendered.`)
  }
  const shown = report ?? { path: full, kind: 'own', entries: [], state: 'not ours: nobody will change it' }
  if (flags.json === true) return terminal.json(shown)
  terminal.result(`${terminal.style('bold', shown.path)}: ${shown.state}`)
  if (shown.kind in KINDS) terminal.result(`It ${KINDS[shown.kind as keyof typeof KINDS]}.`)
  if (shown.entries.length > 0) terminal.result(`It comes of ${shown.entries.join(', ')}.`)
}

interface Explanation {
  path: string
  kind: string
  /** Entries without which the file would not be there. */
  entries: string[]
  state: string
}

async function explanation(path: string, open: OpenFleet): Promise<Explanation | undefined> {
  for (const { repository, tree } of renderPlaced(open, open.applied)) {
    const prefix = pathIn(repository, '')
    if (!path.startsWith(prefix)) continue
    const short = path.slice(prefix.length)
    if (short === LOCK_FILE || (repository.kind === 'fleet' && short === FLEET_FILE)) {
      const state =
        short === LOCK_FILE
          ? 'records what was last rendered; do not edit it'
          : 'says what the fleet is made of; edit it'
      return { path, kind: short === LOCK_FILE ? 'lock' : 'fleet', entries: [], state }
    }
    const written = writtenKustomization(short)
    const isRenamed = written !== short && !existsSync(join(open.root, pathIn(repository, written)))
    const made = isRenamed ? written : short
    const file = tree.get(made)
    if (file === undefined) continue
    const state =
      file.kind === 'managed'
        ? sinceMade(await stateOfFile(open, { repository, tree }, made))
        : existsSync(join(open.root, path))
          ? SINCE['handed over']
          : 'deleted'
    return { path, kind: file.kind, entries: entriesOf(path, open), state }
  }
  return undefined
}

/** In words what became of a managed file; one whose repository is not there is taken for what was rendered. */
function sinceMade(state: FileState = { name: 'fresh' }): string {
  const isOutdated = 'outdated' in state && state.outdated !== undefined
  return `${SINCE[state.name]}${isOutdated ? '; these templates would make it otherwise' : ''}`
}

/** The entries of the fleet that a file, or a folder that it lies in, is named after. */
function entriesOf(path: string, open: OpenFleet): string[] {
  const repositories = placedRepositories(open, open.applied)
  const isNamed = (section: Section, name: string) =>
    // A fleet may have a thousand entries, and each as many paths as there are environments.
    path.includes(name) &&
    pathsNamed(open.applied, section, name, repositories).some((named) => `${path}/`.startsWith(`${named}/`))
  return SECTIONS.flatMap((section) =>
    open.applied[section]
      .filter((entry) => isNamed(section, folderName(section, entry)))
      .map(({ name }) => `${sectionOf(section).word} ${name}`),
  )
}
