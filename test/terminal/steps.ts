import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { interviewed } from '../commands/answers/asking.ts'
import { KEY, type Session } from './session.ts'

/** A question of the interview, and how a person answers it. */
export interface Step {
  /** The beginning of the question, short enough for a narrow terminal to show on one line. */
  asked: string
  answer(session: Session): Promise<void>
}

/** Takes what is offered. */
export function accept(asked: string): Step {
  return { asked, answer: async (session) => session.type(KEY.enter) }
}

/** Types an answer. */
export function type(asked: string, text: string): Step {
  return { asked, answer: async (session) => session.type(text + KEY.enter) }
}

/** Types an answer that is refused with these words, and then another one. */
export function retype(asked: string, wrong: string, refusal: string, text: string): Step {
  return {
    asked,
    answer: async (session) => {
      session.type(wrong + KEY.enter)
      await session.see(refusal)
      session.type(KEY.clear + text + KEY.enter)
    },
  }
}

/** Moves to a choice of a list and takes it. */
export function pick(asked: string, title: string): Step {
  return {
    asked,
    answer: async (session) => {
      await moveTo(session, title)
      session.type(KEY.enter)
    },
  }
}

/** Switches choices of a checkbox, from top to bottom, and submits. */
export function toggle(asked: string, titles: readonly string[]): Step {
  return {
    asked,
    answer: async (session) => {
      for (const title of titles) {
        await moveTo(session, title)
        session.type(KEY.space)
      }
      await session.see('❯')
      session.type(KEY.enter)
    },
  }
}

async function moveTo(session: Session, title: string): Promise<void> {
  for (;;) {
    await session.see('❯')
    const line = await session.see('\n')
    if (line.replace(/^[◉◯ ]+/, '').trim() === title) return
    session.type(KEY.down)
  }
}

/** Answers questions in order, each when it is asked. */
export async function answerAll(session: Session, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await session.see(`? ${step.asked}`)
    await step.answer(session)
  }
}

/** The steps before the one that answers a question. */
export function until(steps: readonly Step[], asked: string): Step[] {
  return steps.slice(0, indexOf(steps, asked))
}

/** The step that answers a question, and those after it. */
export function from(steps: readonly Step[], asked: string): Step[] {
  return steps.slice(indexOf(steps, asked))
}

/** All steps but the one that answers a question. */
export function except(steps: readonly Step[], asked: string): Step[] {
  return steps.toSpliced(indexOf(steps, asked), 1)
}

function indexOf(steps: readonly Step[], asked: string): number {
  const index = steps.findIndex((step) => step.asked.startsWith(asked) || asked.startsWith(step.asked))
  if (index < 0) throw new Error(`no step answers "${asked}"`)
  return index
}

/** Enough of a question to know it by, short enough for a narrow terminal to show on one line. */
export function beginning(question: string): string {
  return question.length <= 27 ? question : question.slice(0, 27).replace(/\W+\w*$/, '')
}

const { catalog } = await Library.create(await builtinFiles())
const { put } = await interviewed({ catalog, folder: undefined })

/** What is asked of somebody who takes every default. */
export const DEFAULTS: readonly Step[] = [
  ...put.map(({ message }) =>
    // Nobody can make that up.
    message.startsWith('Owner: ') ? type(beginning(message), 'acme') : accept(beginning(message)),
  ),
  accept('Write this fleet?'),
]
