/**
 * What `--help` and `--version` print, by the words that ask for it. Empty here, so that commander answers;
 * the build fills it with commander's own answers, which spares loading it.
 */
export const helpTexts: ReadonlyMap<string, string> = new Map()
