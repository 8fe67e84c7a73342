import { isDeepStrictEqual } from 'node:util'
import { Option } from 'commander'
import type { EntryKind } from '../../generators/index.ts'
import { addEntries, entryLike, keepPulledIn, placeLike } from '../fleet/changes/add-entries.ts'
import { plainFleet } from '../fleet/file/save-fleet.ts'
import { formatPath, InvalidFleetError } from '../fleet/issue.ts'
import { type Answers, answerAt, flagOf, type Surroundings } from '../fleet/questions/question.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { sectionOf } from '../fleet/sections/sections.ts'
import { suggestion } from '../text/suggestion.ts'
import type { Asker } from './answers/asker.ts'
import { parseEntry, setField, splitList } from './answers/entries.ts'
import { entryText } from './answers/equivalent.ts'
import { shortKeys, withClusterDefaults } from './answers/given-answers.ts'
import { askEntries, askNames } from './answers/interview.ts'
import { withAsker } from './answers/open-asker.ts'
import { changeFleet } from './change/change-fleet.ts'
import { changeNotes, newClusterCommands } from './change/change-notes.ts'
import { chooseKind } from './change/choose-kind.ts'
import { describeEntry, ENTRY_NAMES, entryCommand } from './change/entry-command.ts'
import { refuseDrift } from './change/refuse-drift.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, entryFlags, entryQuestions, keysFlag } from './command-line/options.ts'
import { type OwnCommand, ownLine } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { startsWithVerb } from './repositories/fleet-file.ts'
import { openFleet } from './repositories/open-fleet.ts'
import { additionNotes } from './write/next-steps.ts'

interface AddFlags extends CommonFlags {
  /** An entry whose choices a new one takes. */
  like?: string
  [question: string]: unknown
}

/** Adds entries to a fleet, with all that belongs to them. */
export const addCommand = entryCommand<AddFlags>({
  name: 'add',
  usage: '[name…]',
  description: `Add to a fleet: ${ENTRY_NAMES}. Without words, choose from lists.`,
  summary: { text: `add a ${ENTRY_NAMES.replace(/, ([^,]*)$/, ' or $1')}` },
  words: [['[names...]', 'which']],
  forEntry: (kind) => ({
    description: `Add to a fleet: ${describeEntry(kind)}.`,
    words: [['[names...]', `${kind.question.value}, such as ${kind.example}`]],
    flags: () => [
      ...entryFlags(kind.generator),
      ...(sectionOf(kind.section).like === undefined
        ? []
        : [new Option(`--like <${kind.name}>`, `Take another ${kind.name}'s choices`)]),
      keysFlag(),
    ],
  }),
  run: add,
})

/**
 * @param kind of what; without it a person chooses
 * @param words the entries, in the syntax of the flags of `create`
 */
async function add(
  kind: EntryKind | undefined,
  words: readonly string[],
  flags: AddFlags,
  terminal: Terminal,
): Promise<void> {
  const open = await openFleet(flags, terminal)
  refuseDrift(open)
  await withAsker(flags, async (asker) => {
    const chosen = kind ?? (await chooseKind('add', asker))
    const surroundings: Surroundings = { catalog: open.library.catalog, folder: undefined }
    const { entries, known } = await entriesToAdd(chosen, words, flags, open.file.fleet, surroundings, asker)
    const count = open.file.fleet[chosen.section].length
    const names = entries.map(({ name }) => String(name))
    try {
      const placed =
        flags.like === undefined ? open.file.fleet : placedLike(chosen, open.file.fleet, flags.like, names)
      const { fleet, additions } = addEntries(
        keepPulledIn(placed, chosen.section, known),
        chosen.section,
        entries,
        surroundings.catalog,
      )
      await changeFleet(
        open,
        {
          before: open.file.fleet,
          after: fleet,
          likeSiblings: chosen.section === 'environments' ? names : [],
        },
        {
          question: `Add ${chosen.name} ${names.join(', ')}?`,
          commit: `Add ${chosen.name} ${names.join(', ')}`,
          notes: (planned) => [
            ...known.map((name) => `${chosen.name} ${name} is there already.`),
            ...additionNotes(additions),
            ...changeNotes(planned, open),
          ],
          next: (planned) => newClusterCommands(planned, open),
          command: sameCommand(chosen, entries, words, flags, surroundings),
        },
        { flags, terminal, asker },
      )
    } catch (error) {
      throw error instanceof InvalidFleetError ? explained(error, chosen, entries, count) : error
    }
  })
}

/** The entries as the fleet is to hold them; those that are there as they were typed are only named. */
async function entriesToAdd(
  kind: EntryKind,
  words: readonly string[],
  flags: AddFlags,
  fleet: Fleet,
  surroundings: Surroundings,
  asker: Asker | undefined,
): Promise<{ entries: Answers[]; known: string[] }> {
  const answers: Answers = plainFleet(fleet)
  const there = (answers[kind.section] as Answers[] | undefined) ?? []
  const typed = words.map((word) =>
    parseEntry(kind.generator, `add ${kind.name}`, word, short(kind, surroundings)),
  )
  if (words.length === 0) {
    if (asker === undefined)
      throw new Failure(
        EXIT.usage,
        `add ${kind.name}: there is nobody to ask. Name what to add, such as: add ${kind.name} ${kind.example}`,
      )
    typed.push(...(await askNames(kind.question, answers, surroundings, asker)))
  }
  for (const entry of typed) takeFlags(kind, entry, flags)
  const known = typed.filter((entry) => isThere(kind, entry, there)).map(({ name }) => String(name))
  const fresh = typed
    .filter(({ name }) => !known.includes(String(name)))
    .map((entry) =>
      flags.like === undefined ? entry : { ...likeOf(kind, fleet, flags.like, entry), ...entry },
    )
  const all = { ...answers, [kind.section]: [...there, ...fresh] }
  if (asker === undefined) {
    refuseWithoutEnvironment(kind, fresh, fleet)
    const isCluster = kind.name === 'cluster'
    return {
      entries: isCluster ? fresh.map((entry) => withClusterDefaults(entry, surroundings)) : fresh,
      known,
    }
  }
  const asksAll = words.length === 0
  await askEntries(kind.generator, all, surroundings, asker, asksAll, there.length)
  return { entries: (all[kind.section] as Answers[]).slice(there.length), known }
}

function short({ generator }: EntryKind, surroundings: Surroundings) {
  return (name: string) => shortKeys(generator, name, surroundings)
}

/** Takes what flags say of every entry; what an entry says itself goes before. */
function takeFlags({ name: kind, generator }: EntryKind, entry: Answers, flags: AddFlags): void {
  for (const question of entryQuestions(generator)) {
    const flag = flagOf(question)
    const value = flags[flag.replace(/-[a-z]/g, (match) => match[1]!.toUpperCase())]
    if (value === undefined || answerAt(entry, question.field) !== undefined) continue
    const texts = Array.isArray(value) ? value.flatMap((text) => splitList(String(text))) : [String(value)]
    for (const text of texts) {
      const equals = text.indexOf('=')
      const [key, rest] =
        question.field === 'variables' && equals > 0
          ? [`variables.${text.slice(0, equals)}`, text.slice(equals + 1)]
          : [question.field, text]
      setField({ generator, label: `add ${kind} --${flag}`, text, entry }, key, rest)
    }
  }
}

/** Whether an entry of the same name says the same already. */
function isThere({ name: kind }: EntryKind, entry: Answers, there: readonly Answers[]): boolean {
  const same = there.find(({ name }) => name === entry.name)
  if (same === undefined) return false
  if (Object.entries(entry).every(([key, value]) => isDeepStrictEqual(value, same[key]))) return true
  throw new Failure(
    EXIT.usage,
    `add ${kind} ${String(entry.name)}: it is there already, and says something else. To change it, edit flux-fleet.yaml and run "${ownLine(['apply'])}".`,
  )
}

function likeOf({ name: kind, section }: EntryKind, fleet: Fleet, like: string, { name }: Answers): Answers {
  const names = fleet[section].map((entry) => entry.name)
  if (!names.includes(like))
    throw new Failure(
      EXIT.usage,
      `--like ${like}: there is no ${kind} "${like}"${suggestion(like, names) || `: ${names.join(', ')}`}`,
    )
  return entryLike(fleet, section, like, String(name))
}

function placedLike({ section }: EntryKind, fleet: Fleet, like: string, names: readonly string[]): Fleet {
  return names.reduce((placed, name) => placeLike(placed, section, like, name), fleet)
}

/** Nobody can be asked: a cluster takes the only environment there is, or has to name its own. */
function refuseWithoutEnvironment(
  { name: kind }: EntryKind,
  entries: readonly Answers[],
  fleet: Fleet,
): void {
  if (kind !== 'cluster') return
  const names = fleet.environments.map(({ name }) => name)
  const open = entries.filter(({ environment }) => environment === undefined)
  if (names.length === 1) for (const entry of open) entry.environment = names[0]
  else if (open.length > 0) {
    const lines = open.map(({ name }) => `  add cluster ${String(name)}=<environment>`)
    throw new Failure(
      EXIT.usage,
      `There is nobody to ask for the environment (${names.join(', ')}). Give it:\n${lines.join('\n')}`,
    )
  }
}

function sameCommand(
  { name: kind, question }: EntryKind,
  entries: readonly Answers[],
  words: readonly string[],
  flags: AddFlags,
  surroundings: Surroundings,
): OwnCommand {
  const texts = entries.map((entry) => entryText(question, entry, surroundings))
  const isKnown = flags.like === undefined && !texts.includes(undefined)
  const typed = isKnown ? (texts as string[]) : words
  const like = isKnown || flags.like === undefined ? [] : ['--like', flags.like]
  return { words: ['add', kind, ...typed], flags: ['--yes', ...like] }
}

/** What is wrong with the fleet, in the words that the person typed. */
function explained(
  error: InvalidFleetError,
  { name: kind, section }: EntryKind,
  entries: readonly Answers[],
  count: number,
): Failure {
  const lines = error.issues.map(({ path, message }) => {
    const entry = path[0] === section ? entries[Number(path[1]) - count] : undefined
    if (entry === undefined) return `${formatPath(path)}: ${message}`
    const field = startsWithVerb(message) ? `${formatPath(path.slice(2))} ` : ''
    return `add ${kind} ${String(entry.name)}: ${field}${message}`
  })
  return new Failure(EXIT.usage, [...new Set(lines)].join('\n'), { cause: error })
}
