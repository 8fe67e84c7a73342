/** A line of a table: cells between bars. */
const ROW = /^\|.*\|$/
const FENCE = /^\s*(?:```|~~~)/
const DELIMITER = /^:?-+:?$/
const BETWEEN_CELLS = /(?<!\\)\|/

/** The rows of tables without the spaces that line up their columns; all other lines as they are. */
export function withoutAlignment(lines: readonly string[]): string[] {
  let inCode = false
  return lines.map((line) => {
    if (FENCE.test(line)) inCode = !inCode
    return !inCode && ROW.test(line) ? rowOf(cellsOf(line)) : line
  })
}

/**
 * Puts the spaces back that a person or a formatter lined up the columns of tables with. A table that changed is lined
 * up anew if it was as a formatter leaves it; of any other its own rows stay as they were.
 * @param lines of a text without such spaces
 * @param aligned the lines of the text that has them
 */
export function withAlignment(lines: readonly string[], aligned: readonly string[]): string[] {
  const bare = withoutAlignment(aligned)
  const tables = new Map<string, readonly string[]>()
  const formatted = new Set<string>()
  const written = new Map<string, string>()
  for (const { start, end } of tablesIn(bare)) {
    const [rows, asWritten] = [bare.slice(start, end), aligned.slice(start, end)]
    if (isSame(rows, asWritten)) continue
    tables.set(rows.join('\n'), asWritten)
    const isFormatted = isSame(linedUp(rows), asWritten)
    for (const [index, row] of rows.entries()) {
      written.set(row, asWritten[index]!)
      // Many tables have the same head.
      if (isFormatted && index !== 1) formatted.add(row)
    }
  }
  const result = [...lines]
  for (const { start, end } of tablesIn(lines)) {
    const rows = lines.slice(start, end)
    const asWritten =
      tables.get(rows.join('\n')) ??
      (rows.some((row) => formatted.has(row)) ? linedUp(rows) : rows.map((row) => written.get(row) ?? row))
    result.splice(start, end - start, ...asWritten)
  }
  return result
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.every((line, index) => line === other[index])
}

function tablesIn(lines: readonly string[]): { start: number; end: number }[] {
  const tables: { start: number; end: number }[] = []
  let inCode = false
  for (const [index, line] of lines.entries()) {
    if (FENCE.test(line)) inCode = !inCode
    if (inCode || !ROW.test(line)) continue
    const last = tables.at(-1)
    if (last?.end === index) last.end = index + 1
    else tables.push({ start: index, end: index + 1 })
  }
  return tables
}

/** Rows whose columns are as wide as their widest cell, as Prettier writes them. */
function linedUp(rows: readonly string[]): string[] {
  const cells = rows.map(cellsOf)
  const isDelimiter = (row: readonly string[]): boolean => row.every((cell) => DELIMITER.test(cell))
  const widths = cells[0]!.map((_, column) =>
    Math.max(3, ...cells.filter((row) => !isDelimiter(row)).map((row) => widthOf(row[column] ?? ''))),
  )
  return cells.map((row) => {
    const isLine = isDelimiter(row)
    return rowOf(
      row.map((cell, column) => {
        const missing = Math.max(0, (widths[column] ?? 0) - widthOf(cell))
        return isLine ? dashes(cell, widths[column] ?? 3) : cell + ' '.repeat(missing)
      }),
    )
  })
}

function dashes(cell: string, width: number): string {
  const [left, right] = [cell.startsWith(':') ? ':' : '', cell.endsWith(':') ? ':' : '']
  return left + '-'.repeat(Math.max(1, width - left.length - right.length)) + right
}

function cellsOf(row: string): string[] {
  const cells = row
    .slice(1, -1)
    .split(BETWEEN_CELLS)
    .map((cell) => cell.trim())
  return cells.map((cell) => (DELIMITER.test(cell) ? cell.replace(/-+/, '---') : cell))
}

function rowOf(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/gu

/** How many columns a text takes: characters of East Asia, and pictures, take two. */
function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0)
}
