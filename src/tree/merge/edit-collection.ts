import type { Entry } from '../../yaml/outline/nodes.ts'
import { editBlock } from './block-edits.ts'
import { fillEmpty } from './fill-empty.ts'
import { editFlow } from './flow-edits.ts'
import type { CollectionChange, Collections, Merging, Three, Where } from './run.ts'

/** Adds, removes and moves entries of a collection of ours. */
export function editCollection(
  merging: Merging,
  three: Three,
  { theirs, ours }: Collections,
  change: CollectionChange & { moved?: ReadonlySet<Entry> },
  where: Where,
): void {
  const { inserts, removals, moved } = change
  if (inserts.length === 0 && removals.length === 0) return
  if (moved && isEdited(merging, moved)) {
    merging.conflict(three, where, 'moved and changed at once by the generator')
  } else if (ours.entries.length === 0) {
    fillEmpty(merging.sides, three, theirs, inserts, where.inFlow)
  } else if (ours.flow) {
    editFlow(merging.sides, ours, change)
  } else {
    editBlock(merging.sides, three.ours, ours, change)
  }
}

/** Whether there are edits inside of entries whose old text is about to be put elsewhere. */
function isEdited({ sides }: Merging, entries: ReadonlySet<Entry>): boolean {
  return sides.edits.some(({ start, end }) =>
    [...entries].some((entry) => start < entry.bottom && end > entry.start),
  )
}
