/** Names in a row, or what is said where there are none. */
export function namesOrNone(names: readonly string[], none = 'none yet'): string {
  return names.length === 0 ? none : names.join(', ')
}
