import { interruption } from '../command-line/interruption.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { canAsk } from '../command-line/terminal.ts'
import type { Asker } from './asker.ts'
import { openLineAsker } from './asker-lines.ts'
import { openPromptAsker } from './asker-prompts.ts'

/**
 * The asker for this terminal: plain lines for screen readers when `ACCESSIBLE` is set, and where nothing can
 * be redrawn.
 */
async function openAsker(environment: Readonly<Record<string, string | undefined>>): Promise<Asker> {
  const signal = interruption()
  const accessible = environment.ACCESSIBLE ?? ''
  if ((accessible !== '' && accessible !== '0') || environment.TERM === 'dumb') return openLineAsker(signal)
  return openPromptAsker(signal)
}

/**
 * Runs a step with an asker, where somebody can be asked and nobody said that all defaults are fine; it is
 * closed afterwards.
 */
export async function withAsker<Result>(
  flags: CommonFlags,
  step: (asker: Asker | undefined) => Promise<Result>,
): Promise<Result> {
  const asks = flags.yes !== true && flags.json !== true && canAsk(process.env)
  const asker = asks ? await openAsker(process.env) : undefined
  try {
    return await step(asker)
  } finally {
    asker?.close()
  }
}
