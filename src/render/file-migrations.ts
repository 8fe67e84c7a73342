/** A file that a newer version of the generator makes under another path. */
export interface FileMigration {
  /** What messages call it. */
  name: string
  /** The path that it had in a repository; `*` stands for a name. */
  from: string
  /** The path that it has, with the same names in the same order. */
  to: string
}

/** All files that ever moved, the oldest first: a merge alone would take one file for deleted and another for new. */
export const FILE_MIGRATIONS: readonly FileMigration[] = []

/** A file of a repository that has another path by now. */
export interface MigratedFile {
  name: string
  from: string
  to: string
}

/**
 * The files that moved since they were made.
 * @param made paths that a lock knows
 * @param isMade whether a path is made now
 */
export function migratedFiles(
  made: Iterable<string>,
  isMade: (path: string) => boolean,
  migrations: readonly FileMigration[] = FILE_MIGRATIONS,
): MigratedFile[] {
  const known = new Set(made)
  return [...known].flatMap((from) => {
    const names: string[] = []
    let to = from
    for (const migration of migrations) {
      const next = pathAfter(to, migration)
      if (next === undefined) continue
      names.push(migration.name)
      to = next
    }
    return to === from || known.has(to) || isMade(from) || !isMade(to)
      ? []
      : [{ name: names.join(', '), from, to }]
  })
}

function pathAfter(path: string, { from, to }: FileMigration): string | undefined {
  const [pattern, found] = [from.split('/'), path.split('/')]
  if (pattern.length !== found.length) return undefined
  const names: string[] = []
  for (const [index, part] of pattern.entries()) {
    if (part === '*') names.push(found[index]!)
    else if (part !== found[index]) return undefined
  }
  return to
    .split('/')
    .map((part) => (part === '*' ? names.shift()! : part))
    .join('/')
}
