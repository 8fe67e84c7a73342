import { ENTRY_KINDS, type EntryKind } from '../../../generators/index.ts'
import type { Asker } from '../answers/asker.ts'
import { EXIT, Failure } from '../command-line/failure.ts'

/** What is done to entries. */
export type Verb = 'add' | 'remove' | 'rename'

/**
 * How a person chooses a kind of entry: what to do where nobody can be asked, words that name one, and what
 * to know of each.
 */
const CHOOSING: Readonly<
  Record<Verb, { remedy: string; words: (kind: EntryKind) => string; hint: boolean }>
> = {
  add: { remedy: 'Name it, such as', words: ({ example }) => example, hint: true },
  remove: { remedy: 'Name it', words: () => '<name>', hint: false },
  rename: { remedy: 'Name it', words: () => '<old> <new>', hint: false },
}

/**
 * Asks what kind of entry a command is about.
 * @throws Failure where nobody can be asked
 */
export async function chooseKind(verb: Verb, asker: Asker | undefined): Promise<EntryKind> {
  const { remedy, words, hint } = CHOOSING[verb]
  if (asker === undefined) {
    const lines = ENTRY_KINDS.map((kind) => `  ${verb} ${kind.name} ${words(kind)}`)
    throw new Failure(EXIT.usage, `There is nobody to ask what to ${verb}. ${remedy}:\n${lines.join('\n')}`)
  }
  const choices = ENTRY_KINDS.map(({ name, generator }) => ({
    value: name,
    title: name,
    ...(hint ? { hint: generator.description } : {}),
  }))
  const name = await asker.choose(`What to ${verb}`, choices, undefined)
  return ENTRY_KINDS.find((kind) => kind.name === name)!
}
