import { EXIT, Failure } from './failure.ts'

/** Flags that npm knows too: it may have been given one for itself. */
const ALSO_NPMS = new Set(['yes'])

/**
 * npm takes the flags that stand before `--` for itself, so that `npm create flux-fleet x --dry-run` would write. Then nothing
 * may be written: the right line is shown instead.
 * @param environment of the process; npm tells what it took in `npm_config_*`
 * @param words what reached us
 * @param flags our flags, without `--`
 * @throws Failure with the line that works
 */
export function refuseSwallowedFlags(
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
  flags: ReadonlyMap<string, { takesValue: boolean }>,
): void {
  const command = environment['npm_command']
  if (command !== 'init' && command !== 'exec') return
  const positional = words.filter((word) => !word.startsWith('-'))
  const received = words.filter((word) => word.startsWith('-'))
  const swallowed: string[] = []
  for (const [flag, { takesValue }] of flags) {
    const value = environment[`npm_config_${flag.replaceAll('-', '_')}`]
    if (value === undefined || value === '' || value === 'false') continue
    if (received.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`))) continue
    if (ALSO_NPMS.has(flag) && received.length > 0) continue
    swallowed.push(takesValue && value !== 'true' ? `--${flag}=${value}` : `--${flag}`)
  }
  if (swallowed.length === 0) return
  const [directory, ...surplus] = positional
  const starter = command === 'init' ? 'npm create flux-fleet@latest' : 'npx create-flux-fleet'
  const valueFlag = swallowed.findIndex((flag) => !flag.includes('=') && flags.get(flag.slice(2))?.takesValue)
  const restored = swallowed.map((flag, index) => (index === valueFlag && surplus.length > 0 ? `${flag}=${surplus.join(' ')}` : flag))
  const line = [starter, ...(directory === undefined ? [] : [directory]), '--', ...restored, ...received].join(' ')
  throw new Failure(
    EXIT.usage,
    `npm kept ${swallowed.map((flag) => flag.split('=')[0]).join(', ')} for itself: it takes every flag before "--". Nothing was written. Type:\n\n  ${line}`,
  )
}
