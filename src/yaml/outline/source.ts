/** A place in a text, counted from 1. */
export interface TextPlace {
  line: number
  column: number
}

/** A text and where its lines are. Offsets count UTF-16 units, as strings do. */
export class Source {
  readonly text: string
  readonly #starts: number[] = [0]

  constructor(text: string) {
    this.text = text
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1))
      this.#starts.push(end + 1)
  }

  /** The number of the line that an offset is on, from 0. */
  lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Where the line of an offset begins. */
  lineStart(offset: number): number {
    return this.#starts[this.lineOf(offset)]!
  }

  /** Where the line before the one of an offset begins, or undefined for the first line. */
  previousLine(offset: number): number | undefined {
    return this.#starts[this.lineOf(offset) - 1]
  }

  /** Where the line after the one of an offset begins; the end of the text for the last line. */
  nextLine(offset: number): number {
    return this.#starts[this.lineOf(offset) + 1] ?? this.text.length
  }

  /** The line of an offset, without its line end. */
  lineAt(offset: number): string {
    return this.text.slice(this.lineStart(offset), this.nextLine(offset)).replace(/\r?\n$/, '')
  }

  /** How far an offset is into its line. */
  column(offset: number): number {
    return offset - this.lineStart(offset)
  }

  place(offset: number): TextPlace {
    return { line: this.lineOf(offset) + 1, column: this.column(offset) + 1 }
  }

  /** The line end that is used around an offset: that of its line, else of the line before. */
  lineEnding(offset: number): '\r\n' | '\n' {
    let end = this.text.indexOf('\n', offset)
    if (end === -1) end = this.text.lastIndexOf('\n')
    return end > 0 && this.text[end - 1] === '\r' ? '\r\n' : '\n'
  }
}

/** An offset before the line end that stands right before it, if one does. */
export function beforeLineEnd(text: string, offset: number): number {
  if (text[offset - 1] !== '\n') return offset
  return text[offset - 2] === '\r' ? offset - 2 : offset - 1
}
