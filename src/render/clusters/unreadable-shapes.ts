/** What begins a variable for Flux, and `$$`, which is a literal `$`. */
const BEGINNING = /\$\$|\$\{/g

/** A name, and what may come after it: the end, a default, or an operator. */
const NAME = /^\$\{#?[\p{L}\p{N}_]+([}=:#%/^,])/u

/** An operator that lacks what it works with. */
const INCOMPLETE = /^\$\{[\p{L}\p{N}_]+(:|##?|%%?|\/\/?[^/}]+)\}/u

const DISABLED = /kustomize\.toolkit\.fluxcd\.io\/substitute["']?: ["']?disabled/

/**
 * What stands in a text and begins like a variable, but can't be read by the parser that substitutes variables
 * (fluxcd/pkg/envsubst): one of these fails the whole Kustomization, whatever variables there are. Of shell, such
 * are `${x-default}`, `${list[@]}` and `${ x }`. A text that turns substitution off has none.
 */
export function unreadableShapes(text: string): string[] {
  if (!text.includes('${') || DISABLED.test(text)) return []
  const found = new Set<string>()
  for (const { 0: beginning, index } of text.matchAll(BEGINNING)) {
    if (beginning === '$$') continue
    const rest = text.slice(index, index + 200)
    const line = rest.split('\n', 1)[0]!
    const end = line.indexOf('}')
    if (end >= 0 && NAME.test(line) && !INCOMPLETE.test(line)) continue
    found.add(end < 0 ? line.trimEnd() : line.slice(0, end + 1))
  }
  return [...found]
}
