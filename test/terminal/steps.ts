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

/** What is asked of somebody who takes every default. */
export const DEFAULTS: readonly Step[] = [
  'Layout',
  'Name of the fleet',
  'Where the repository will be',
  'Owner: a user',
  'Is the owner a user',
  'Name of the repository',
  'Branch that Flux follows',
  'Environments, separated',
  'Clusters, as name',
  'staging: Region',
  'staging: Domain',
  'staging: Own variables',
  'production: Region',
  'production: Domain',
  'production: Own variables',
  'Components to install',
  'cert-manager: Address',
  'metrics-server: Whether',
  'Secrets in Git',
  'Public age keys',
  'Where pull requests',
  'Flux version',
  'Split the repository',
  'Make it a Git repository?',
  'Write this fleet?',
].map(accept)
