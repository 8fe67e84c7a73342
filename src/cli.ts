import { helpTexts } from './commands/help-texts.ts'

const words = process.argv.slice(2)
const help = helpTexts.get(words.join(' '))
if (help === undefined) void start()
else process.stdout.write(help)

async function start(): Promise<void> {
  const { main } = await import('./commands/main.ts')
  process.exitCode = await main(words)
}
