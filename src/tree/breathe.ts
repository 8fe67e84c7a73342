import { setImmediate } from 'node:timers/promises'
import { CancelledError } from './tree-error.ts'

const filesAtATime = 256

/**
 * Gives a function to call once a file. Every so often it lets the event loop run, so that Ctrl-C is noticed
 * among synchronous calls, and throws `CancelledError` when the signal is aborted.
 */
export function breathe(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let files = 0
  return () => (files++ % filesAtATime === 0 ? pauseFor(signal) : undefined)
}

async function pauseFor(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  throwIfAborted(signal)
}

/** Throws `CancelledError` when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError()
}
