/** Entries in the order of the file, in which a person is told of them. */
export function asWritten<Entry extends { index: number }>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((first, second) => first.index - second.index)
}
