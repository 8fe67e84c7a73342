import { type CST, LineCounter, Parser } from 'yaml'

/** What the parser of the `yaml` package finds in a text, before values are made of it. */
export interface Tokens {
  tokens: readonly CST.Token[]
  /** Where the lines begin. */
  lines: LineCounter
}

/** A text shorter than this is parsed again sooner than kept. */
const LARGE = 20_000
const MOST_KEPT = 2

const kept = new Map<string, Tokens>()

/**
 * The tokens of a YAML text. Those of a large one are kept for a while: the file of a large fleet is read,
 * merged and checked, and parsing takes most of the time of each. Nobody may change them.
 */
export function tokensOf(text: string): Tokens {
  const known = kept.get(text)
  if (known !== undefined) return known
  const lines = new LineCounter()
  const found = { tokens: [...new Parser(lines.addNewLine).parse(text)], lines }
  if (text.length >= LARGE) {
    const [oldest] = kept.keys()
    if (kept.size >= MOST_KEPT) kept.delete(oldest!)
    kept.set(text, found)
  }
  return found
}
