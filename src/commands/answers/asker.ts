import type { Choice } from '../../fleet/questions/question.ts'

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
