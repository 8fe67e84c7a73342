/** Text without the line ends at its end; other white space there is somebody's value. */
export function withoutLastLineEnds(text: string): string {
  return text.replace(/\n+$/, '')
}

/** Indents every line that is not empty. */
export function indent(text: string, width: number): string {
  const space = ' '.repeat(width)
  return withoutLastLineEnds(text)
    .split('\n')
    .map((line) => (line === '' ? '' : space + line))
    .join('\n')
}
