import type { Identity } from '../../tree/merge/oracle/identity.ts'
import type { Line } from '../../tree/merge/trial/render.ts'
import { linesOf } from '../../tree/merge/trial/trial.ts'
import { type Place, placesOf } from './places.ts'

/** What hand edits write, so that it is known as a person's. */
const MINE = /mine \d+/

/**
 * The lines of a real file, and what each is about. A comment of the generator that it would not write any
 * more is about nothing that stays, and left out.
 */
export function linesOfYaml(text: string, theirs: string, identities: ReadonlyMap<string, Identity>): Line[] {
  const places = placesOf(text, identities)
  const lines: (Line & { isComment?: boolean })[] = linesOf(text).map((line) => ({ text: line, paths: [] }))
  const inScalar = new Set<number>()
  for (const place of places) {
    for (let line = place.first; line <= place.last; line += 1) {
      const { paths } = lines[line]!
      if (place.value === 'block') {
        if (line === place.first) paths.push(place.path, `${place.path}/{}`)
        continue
      }
      paths.push(place.path)
      if (place.value === 'flow') paths.push(`${place.path}/**`)
      if (line > place.first) inScalar.add(line)
    }
  }
  for (const place of places) {
    const item = place.parent
    if (place.kind !== 'pair' || item?.kind !== 'item' || place.isBesideDash) continue
    // Without the keys before it, it moves up to the dash.
    const before = places.filter(({ parent, first }) => parent === item && first < place.first)
    for (let line = place.first; line <= place.last; line += 1)
      lines[line]!.after ??= before.map(({ path }) => path)
  }
  const written = new Set(linesOf(theirs).map((line) => line.trim()))
  return lines.filter((line, index) => {
    if (inScalar.has(index)) return true
    const bare = line.text.trim()
    if (bare === '---') {
      const next = places.find(({ first }) => first > index)
      if (next !== undefined) line.paths.push(next.path.split('/').slice(0, 2).join('/'))
    }
    if (bare !== '' && !bare.startsWith('#')) return true
    const [previous, next] = neighbors(places, index)
    if (bare !== '' && MINE.test(bare)) {
      const column = line.text.length - line.text.trimStart().length
      line.within = next !== undefined && next.column <= column ? next.path : (previous?.path ?? '')
      return true
    }
    line.paths = [previous, next].flatMap((place) => (place === undefined ? [] : [`${place.path}#`]))
    return bare === '' || written.has(bare)
  })
}

/** The entries that end above a line and begin below it. */
function neighbors(places: readonly Place[], line: number): [Place | undefined, Place | undefined] {
  return [
    places.findLast(({ last, value }) => last < line && value !== 'block'),
    places.find(({ first }) => first > line),
  ]
}
