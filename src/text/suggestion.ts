import leven from 'leven'

/**
 * The nearest of the candidates, or, where none is near, those there are, as long as they can be taken in at
 * a glance.
 */
export function suggestionOrAll(word: string, candidates: readonly string[]): string {
  const nearest = suggestion(word, candidates)
  return nearest !== '' || candidates.length === 0 || candidates.length > 12
    ? nearest
    : `: ${candidates.join(', ')}`
}

/** `, did you mean "x"?` when one of the candidates is near the word, else nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const nearest = nearestWord(word, candidates, leven)
  return nearest === undefined ? '' : `, did you mean "${nearest}"?`
}

/** No word that somebody misspells is longer, and comparing takes as long as the words are. */
const LONGEST = 100

/**
 * The candidate that a misspelled word most likely meant.
 * @param word what was typed
 * @param candidates what would have been right
 * @param distance edit distance between two words
 * @returns the nearest candidate, or undefined when none is near
 */
export function nearestWord(
  word: string,
  candidates: readonly string[],
  distance: (first: string, second: string) => number,
): string | undefined {
  if (word.length > LONGEST) return undefined
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const found = distance(word, candidate)
    // Of two words with nothing in common neither was meant by the other.
    if (found < bestDistance && found < Math.max(word.length, candidate.length)) {
      best = candidate
      bestDistance = found
    }
  }
  return best
}
