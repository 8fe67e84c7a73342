/** A lock as its lines say it, before anybody has looked at what stands behind the paths. */
export interface LockText {
  /** The version of the generator that wrote the file. */
  generator: string
  /** The model that was last applied, with a line feed at its end unless it is empty. */
  model: string
  /** The lines of the files, one each. */
  files: readonly string[]
}

/** Makes a lock of one version what the next version has it as. */
export interface LockMigration {
  from: number
  /** Changes nothing of what it is given, and keeps the order of the lines, by which faults are told. */
  migrate(lock: LockText): LockText
}

/** The version of the locks that are written. */
export const LOCK_VERSION = 2

/** All migrations, in order: from the first version that was ever released to the one that is written. */
export const LOCK_MIGRATIONS: readonly LockMigration[] = [
  {
    // 0.1.0 recorded the SHA-256 of each text. Version 2 has the id of its Git blob, which nobody can tell from
    // the hash; so a hash stays as it is until its file is made again, and a change of a fleet touches no other
    // lines of its lock.
    from: 1,
    migrate: (lock) => lock,
  },
]
