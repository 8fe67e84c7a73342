import { withoutLastLineEnds } from '../../text/lines.ts'
import type { Library } from '../templates/library.ts'
import type { FillPlace, Place } from '../templates/places.ts'
import type { Composition, Filling, Piece } from './composition.ts'
import type { DocumentParts } from './document-parts.ts'
import { numberedSteps } from './numbered-steps.ts'

/**
 * The text of a document: its sections with an empty line between them. A section that comes out empty is left out.
 * @param context what all its templates know; those of a contributor also know what it says
 */
export function documentText(
  name: string,
  composition: Composition,
  library: Library,
  context: object,
): string {
  const contexts = new Map<DocumentParts, object>()
  const contextOf = (from: DocumentParts | undefined): object => {
    if (from?.context === undefined) return context
    const known = contexts.get(from) ?? { ...context, ...from.context }
    contexts.set(from, known)
    return known
  }
  const text = ({ template, from }: Piece, here: object | undefined) =>
    library.template(template)(here ?? contextOf(from), { fillPlace })
  // Inside of a loop a place is about the entry; at the top it is about what its contributor knows.
  const fillPlace: FillPlace = (place, here, top) => {
    const entry = here === top ? undefined : here
    if (place.kind === 'steps')
      return numberedSteps(composition.pieces.get(place.name)!.map((step) => text(step, entry)))
    const fillings = composition.fillings.get(place.name)
    if (fillings === undefined) return ''
    const written = (filling: Filling) => (typeof filling === 'string' ? filling : text(filling, entry))
    return fillings.map((filling) => inPlace(place.kind, written(filling))).join('')
  }
  const sections = composition.pieces
    .get(name)!
    .map((section) => withoutLastLineEnds(text(section, undefined)))
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function inPlace(kind: Place['kind'], text: string): string {
  const bare = withoutLastLineEnds(text)
  if (bare === '' || kind === 'phrase') return bare
  return kind === 'block' ? `${bare}\n\n` : `${bare}\n`
}
