/** More than this is counted instead of named. */
const MANY = 10

/** The names of entries, or how many they are: `12 clusters`. */
export function counted(entries: readonly { name: string }[], plural: string): string {
  return entries.length > MANY ? `${entries.length} ${plural}` : entries.map(({ name }) => name).join(', ')
}
