let controller: AbortController | undefined

/**
 * Aborted when the person presses Ctrl-C, or the process is told to end. From the first call on, such a
 * signal no longer ends the process at once: whoever asks or writes looks here, cleans up and ends it. What
 * is wholly written is then still reported.
 */
export function interruption(): AbortSignal {
  if (controller === undefined) {
    const started = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => started.abort())
    controller = started
  }
  return controller.signal
}
