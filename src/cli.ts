import { helpTexts } from './commands/help-texts.ts'

const words = process.argv.slice(2)
const help = helpTexts.get(words.join(' '))
if (help === undefined) {
  const { main } = await import('./commands/main.ts')
  process.exitCode = await main(words)
} else {
  process.stdout.write(help)
}
