import { helpTexts } from './commands/help-texts.ts'

const words = process.argv.slice(2)
// Whoever reads may have seen enough, as `head` has: what is being done is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
const help = helpTexts.get(words.join(' '))
if (help === undefined) void start()
else process.stdout.write(help)

async function start(): Promise<void> {
  const { main } = await import('./commands/main.ts')
  process.exitCode = await main(words)
}
