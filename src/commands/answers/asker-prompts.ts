import type { Choice } from '../../fleet/questions/question.ts'
import { visible } from '../../text/visible.ts'
import { Cancelled } from '../command-line/failure.ts'
import type { Asker } from './asker.ts'

/** How many choices are shown at once. */
const PAGE = 14

/**
 * Asks with inquirer's prompts on standard error, so that standard output holds results only.
 * The prompts are loaded here and not before.
 * @param signal cancels the prompt that is open and all that follow
 */
export async function openPromptAsker(signal: AbortSignal): Promise<Asker> {
  const [{ default: checkbox, Separator }, { default: confirm }, { default: input }, { default: select }] =
    await Promise.all([
      import('@inquirer/checkbox'),
      import('@inquirer/confirm'),
      import('@inquirer/input'),
      import('@inquirer/select'),
    ])
  const context = { output: process.stderr, signal }
  const ask = async <Answer>(prompt: () => Promise<Answer>): Promise<Answer> => {
    // A prompt that starts aborted keeps the terminal open.
    if (signal.aborted) throw new Cancelled()
    try {
      return await prompt()
    } catch (error) {
      if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError'))
        throw new Cancelled()
      throw error
    }
  }
  return {
    text: (message, initial, check) =>
      ask(() =>
        input(
          {
            message: visible(message),
            validate: (answer) => check(answer) ?? true,
            ...(initial === undefined ? {} : { default: initial }),
          },
          context,
        ),
      ),
    choose: (message, choices, initial) =>
      ask(() =>
        select(
          {
            message: visible(message),
            pageSize: PAGE,
            choices: choices.map(toPromptChoice),
            ...(initial === undefined ? {} : { default: initial }),
          },
          context,
        ),
      ),
    chooseSeveral: (message, choices, initial) =>
      ask(() =>
        checkbox(
          {
            message: visible(message),
            pageSize: PAGE + 4,
            loop: false,
            choices: grouped(choices).flatMap(([group, members]) => [
              ...(group === '' ? [] : [new Separator(`── ${group}`)]),
              ...members.map((choice) => ({
                ...toPromptChoice(choice),
                checked: initial.includes(choice.value),
              })),
            ]),
          },
          context,
        ),
      ),
    confirm: (message, initial) =>
      ask(() => confirm({ message: visible(message), default: initial }, context)),
    close: () => {},
  }
}

function toPromptChoice({ value, title, hint }: Choice) {
  return { value, name: visible(title), ...(hint === undefined ? {} : { description: visible(hint) }) }
}

function grouped(choices: readonly Choice[]): [string, Choice[]][] {
  const groups = new Map<string, Choice[]>()
  for (const choice of choices)
    groups.set(choice.group ?? '', [...(groups.get(choice.group ?? '') ?? []), choice])
  return [...groups]
}
