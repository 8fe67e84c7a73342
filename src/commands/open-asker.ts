import type { Asker } from './asker.ts'
import { openLineAsker } from './asker-lines.ts'
import { openPromptAsker } from './asker-prompts.ts'
import { interruption } from './interruption.ts'

/** The asker for this terminal: plain lines for screen readers when `ACCESSIBLE` is set, and where nothing can be redrawn. */
export async function openAsker(environment: Readonly<Record<string, string | undefined>>): Promise<Asker> {
  const signal = interruption()
  const accessible = environment.ACCESSIBLE ?? ''
  if ((accessible !== '' && accessible !== '0') || environment.TERM === 'dumb') return openLineAsker(signal)
  return openPromptAsker(signal)
}
