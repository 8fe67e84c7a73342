/** What can be answered, and each answer's choices. */
export type Factors = Record<string, readonly string[]>

/** One choice for every question. */
export type Choices<F extends Factors> = { [Name in keyof F]: F[Name][number] }

/**
 * Cases in which every two choices of two questions meet at least once, made greedily and always the same.
 * @param factors the questions and their choices
 * @param allowed whether choices may stand together; it is asked with some of them left out, too
 * @returns the cases, and the pairs that no allowed case can have (as `question=choice`, in twos)
 */
export function pairwise<F extends Factors>(
  factors: F,
  allowed: (some: Partial<Choices<F>>) => boolean,
): { cases: Choices<F>[]; impossible: [string, string][] } {
  const names = Object.keys(factors)
  const pairs = new Map<string, [[string, string], [string, string]]>()
  const keyOf = (one: [string, string], two: [string, string]) =>
    [one, two]
      .map((choice) => choice.join('='))
      .sort()
      .join(' ')
  for (const [index, first] of names.entries()) {
    for (const second of names.slice(index + 1)) {
      for (const a of factors[first]!) {
        for (const b of factors[second]!)
          pairs.set(keyOf([first, a], [second, b]), [
            [first, a],
            [second, b],
          ])
      }
    }
  }
  const used = new Map<string, number>()
  const cases: Choices<F>[] = []
  const impossible: [string, string][] = []

  /**
   * Fills the questions that are open, the choice that meets most new pairs first; undefined when nothing
   * fits.
   */
  const complete = (chosen: Record<string, string>): Record<string, string> | undefined => {
    const open = names.filter((name) => chosen[name] === undefined)
    const ranked = open.map((name) => {
      const choices = factors[name]!.filter((choice) =>
        allowed({ ...chosen, [name]: choice } as Partial<Choices<F>>),
      )
      const scored = choices.map((choice) => ({
        choice,
        gain: Object.entries(chosen).filter((other) => pairs.has(keyOf([name, choice], other))).length,
        uses: used.get(`${name}=${choice}`) ?? 0,
      }))
      return { name, scored: scored.sort((one, two) => two.gain - one.gain || one.uses - two.uses) }
    })
    if (ranked.some(({ scored }) => scored.length === 0)) return undefined
    const [next] = ranked.sort((one, two) => two.scored[0]!.gain - one.scored[0]!.gain)
    if (next === undefined) return chosen
    for (const { choice } of next.scored) {
      const done = complete({ ...chosen, [next.name]: choice })
      if (done !== undefined) return done
    }
    return undefined
  }

  for (const [key, [first, second]] of pairs) {
    if (!pairs.has(key)) continue
    const seed = Object.fromEntries([first, second])
    const done = allowed(seed as Partial<Choices<F>>) ? complete(seed) : undefined
    if (done === undefined) {
      pairs.delete(key)
      impossible.push([first.join('='), second.join('=')])
      continue
    }
    const chosen = Object.entries(done)
    for (const [index, one] of chosen.entries()) {
      used.set(one.join('='), (used.get(one.join('=')) ?? 0) + 1)
      for (const two of chosen.slice(index + 1)) pairs.delete(keyOf(one, two))
    }
    cases.push(done as Choices<F>)
  }
  return { cases, impossible }
}
