import { EXIT } from './commands/command-line/failure.ts'
import { helpTexts } from './commands/command-line/help-texts.ts'
import { startedAs } from './commands/command-line/started-as.ts'

const words = process.argv.slice(2)
// Whoever reads may have seen enough, as `head` has: what is being done is done all the same.
let isLost = false
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isLost) return
  isLost = true
  process.exitCode ||= EXIT.obstacle
  process.stderr.write(
    `error: Standard output can't be written to (${error.message}). What was to be done is done; what it says is lost.\n`,
  )
})
// Until something is asked or written, a signal ends the program; then `interruption` has it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return
    process.stderr.write('error: Cancelled. Nothing was written.\n')
    process.exit(EXIT.cancelled)
  })
// What happens where nobody waits for it, such as in a program that was started.
process.on('uncaughtException', (error) => {
  tell(error)
  process.exit()
})
// There is nobody left to tell.
process.stderr.on('error', () => {})
const help = helpTexts.get(words.join(' '))
if (help === undefined) start().catch(tell)
else process.stdout.write(help)

/** What went wrong before or beside the commands, such as a file of ours that can't be opened. */
function tell(error: unknown): void {
  const { code, message, stack } = error as NodeJS.ErrnoException
  const isOfTheSystem = code !== undefined && /^E[A-Z]+$/.test(code)
  const advice =
    code === 'EMFILE'
      ? '. The process has too many files open: allow it more (ulimit -n), then run the command again.'
      : isOfTheSystem
        ? ''
        : '\nThis is a fault of ours: please report it, with what --debug shows.'
  process.exitCode = isOfTheSystem ? EXIT.obstacle : EXIT.fault
  process.stderr.write(`error: ${message}${advice}\n`)
  if (words.includes('--debug')) process.stderr.write(`${stack}\n`)
}

async function start(): Promise<void> {
  const { main } = await import('./commands/main.ts')
  const code = await main(words, startedAs(process.argv[1]))
  process.exitCode = code || (isLost ? EXIT.obstacle : code)
}
