/** The codes of the colors and weights that we write; none of them hides anything. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys is what is looked for
const STYLE = /\u001b\[(?:[0-49]|2[1-49]|3[1-79]|9[0-7])m/gu

const ODD = /[^\P{Cc}\n\t\r]|\r(?!\n|$)|[\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * A text in which nothing is left that a terminal obeys or that changes how the rest of the line reads: names
 * come from files that somebody else may have written.
 */
export function visible(text: string): string {
  return text.replaceAll(ODD, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** The same of a text that we styled. */
export function visibleWithStyles(text: string): string {
  let shown = ''
  let end = 0
  for (const { 0: code, index } of text.matchAll(STYLE)) {
    shown += visible(text.slice(end, index)) + code
    end = index + code.length
  }
  return shown + visible(text.slice(end))
}

/** The text of a JSON value in which the same is escaped: whoever reads it gets the same value. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
