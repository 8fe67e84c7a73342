import type { Choice } from '../../generators/question.ts'
import { interruption } from './interruption.ts'

/** Says what is wrong with an answer, or nothing when it is right. */
export type Check = (answer: string) => string | undefined

/** Asks a person, one question at a time. Every method throws `Cancelled` when the person stops. */
export interface Asker {
  text(message: string, initial: string | undefined, check: Check): Promise<string>
  choose(message: string, choices: readonly Choice[], initial: string | undefined): Promise<string>
  chooseSeveral(message: string, choices: readonly Choice[], initial: readonly string[]): Promise<string[]>
  confirm(message: string, initial: boolean): Promise<boolean>
  close(): void
}

/** The asker for this terminal: plain lines for screen readers when `ACCESSIBLE` is set. */
export async function openAsker(environment: Readonly<Record<string, string | undefined>>): Promise<Asker> {
  const signal = interruption()
  const accessible = environment['ACCESSIBLE'] ?? ''
  if (accessible !== '' && accessible !== '0') return (await import('./asker-lines.ts')).openLineAsker(signal)
  return (await import('./asker-prompts.ts')).openPromptAsker(signal)
}
