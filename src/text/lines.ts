/** Text without the line ends at its end; other white space there is somebody's value. */
export function withoutLastLineEnds(text: string): string {
  let end = text.length
  while (text[end - 1] === '\n') end -= 1
  return text.slice(0, end)
}

/** Indents every line that is not empty. */
export function indent(text: string, width: number): string {
  const space = ' '.repeat(width)
  return withoutLastLineEnds(text)
    .split('\n')
    .map((line) => (line === '' ? '' : space + line))
    .join('\n')
}
