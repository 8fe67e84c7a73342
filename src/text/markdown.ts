/**
 * Text as Markdown inline code; what a code span can't show (line ends, outer spaces, nothing at all) as a
 * JSON string.
 */
export function markdownCode(text: string): string {
  const shown = text === '' || text !== text.trim() || /\p{Cc}/u.test(text) ? JSON.stringify(text) : text
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return fence + space + shown + space + fence
}

/** Text as it stands in a cell of a Markdown table. */
export function tableCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
