import { withoutLastLineEnds } from '../../text/lines.ts'
import type { Library } from '../templates/library.ts'
import type { FillPlace, Place } from '../templates/places.ts'
import type { Composition, Piece } from './composition.ts'
import type { DocumentParts } from './document-parts.ts'
import { numberedSteps } from './numbered-steps.ts'

/**
 * The text of a document: its sections with an empty line between them. A section that comes out empty is left out.
 * @param sections those of the document
 * @param context what all its templates know; those of a contributor also know what it says
 */
export function documentText(
  sections: readonly Piece[],
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
  const text = ({ template, from }: Piece) => library.template(template)(contextOf(from), { data })
  const fillPlace: FillPlace = (place, here, options) => {
    // Inside of a loop a place is about the entry; at the top it is about what its contributor knows.
    const inPlace = (piece: Piece) =>
      here === options.data.root ? text(piece) : library.template(piece.template)(here, options)
    if (place.kind === 'steps') return numberedSteps(composition.pieces.get(place.name)!.map(inPlace))
    return (composition.fillings.get(place.name) ?? [])
      .map((filling) => placed(place.kind, typeof filling === 'string' ? filling : inPlace(filling)))
      .join('')
  }
  const data = { fillPlace }
  const texts = sections.map((section) => withoutLastLineEnds(text(section)))
  return `${texts.filter((section) => section !== '').join('\n\n')}\n`
}

function placed(kind: Place['kind'], text: string): string {
  const bare = withoutLastLineEnds(text)
  if (bare === '' || kind === 'phrase') return bare
  return kind === 'block' ? `${bare}\n\n` : `${bare}\n`
}
