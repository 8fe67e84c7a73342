import type { PrintedCommand } from './printed-command.ts'

/** A printed command as a fenced code block of Markdown, without a line end behind it. */
export function markdownBlock(command: PrintedCommand): string {
  const text = `${command}`
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${command.language}\n${text}\n${fence}`
}
