import type { CollectionNode } from '../../yaml/outline/nodes.ts'
import { beforeLineEnd } from '../../yaml/outline/source.ts'
import { commentsWithin } from './comments.ts'
import { entryLines } from './entry-lines.ts'
import { flowPair, flowText, keyText } from './flow-text.ts'
import { leadOf } from './lead.ts'
import type { Insert } from './place.ts'
import type { NewEntry, Sides, Three } from './run.ts'

/**
 * Puts the first entries into a collection of ours that is empty, as `[]` or nothing: in brackets where
 * theirs has brackets or brackets are around it, else on lines of their own.
 */
export function fillEmpty(
  sides: Sides,
  { theirs: theirOwner, ours: owner }: Three,
  theirs: CollectionNode,
  inserts: readonly Insert<NewEntry>[],
  inFlow: boolean,
): void {
  const { source } = sides.ours
  const { node } = owner
  const isNothing = node.type === 'scalar'
  if (inFlow || theirs.flow) {
    const parts = inserts.map(({ item: { entry } }) => {
      const value = flowText(sides.theirs, entry.node)
      return theirs.type === 'list' ? value : flowPair(keyText(sides.theirs, entry), value)
    })
    const text = theirs.type === 'list' ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`
    sides.edits.push({ start: node.start, end: node.end, text: isNothing ? ` ${text}` : text })
    return
  }
  const eol = source.lineEnding(owner.start)
  const step = theirs.entries[0]!.column - theirOwner.column
  const isRoot =
    owner.start === node.propsStart && owner.afterIndicator <= node.propsStart && owner.key === ''
  const column = isRoot
    ? 0
    : owner.column + (theirs.entries[0]!.inline ? step : sides.restyle(theirs.type, step))
  const lines = inserts.flatMap(({ item: { entry }, previous }, index) => {
    const { blanks } = leadOf(sides.theirs, entry, previous?.entry)
    const { comments, lines } = entryLines(sides.theirs, entry, previous?.entry, column, sides.restyle)
    return [...blanks.map(() => '').slice(0, index === 0 ? 0 : undefined), ...comments, ...lines]
  })
  const props = source.text.slice(node.propsStart, node.start).trimEnd()
  const start = isRoot ? node.start : props === '' ? owner.afterIndicator : node.propsStart + props.length
  const end = beforeLineEnd(source.text, owner.bottom)
  const beside = commentsWithin(sides.ours, start, owner.bottom)[0]
  const head = isRoot ? '' : (beside ? ` ${beside.text}` : '') + eol
  sides.edits.push({ start, end, text: head + lines.join(eol) })
}
