import { isUtf8 } from 'node:buffer'
import type { Disk, Found } from '../tree/disk.ts'
import type { OnConflict } from '../tree/plan.ts'
import { Tree } from '../tree/tree.ts'
import { InvalidPathError } from '../tree/tree-error.ts'
import { FleetMismatchError, PackError } from './pack-error.ts'

interface DraftFile {
  content: string
  executable: boolean
  /** What the disk held, for a file that is changed. */
  before?: string
}

/**
 * What the actions of a generator would write, in memory: each sees what those before it made, over what is
 * on the disk.
 */
export class Draft {
  readonly #disk: Disk
  readonly #files = new Map<string, DraftFile>()

  constructor(disk: Disk) {
    this.#disk = disk
  }

  /** Whether there is a file, made here or on the disk. */
  has(path: string): boolean {
    return this.#files.has(path) || this.#look(path).type === 'file'
  }

  /**
   * Adds a new file. One that is on the disk with another content will be a conflict of the plan.
   * @throws PackError for a second file of the same path
   */
  add(path: string, content: string, executable: boolean): void {
    if (this.#files.has(path)) throw new PackError(`${path} is made twice`)
    this.#files.set(path, { content, executable })
  }

  /**
   * Changes a file that an earlier action made or that is on the disk.
   * @throws FleetMismatchError when there is none, or none of text
   */
  async edit(path: string, change: (text: string) => string | Promise<string>): Promise<void> {
    const file = this.#files.get(path) ?? this.#read(path)
    this.#files.set(path, { ...file, content: await change(file.content) })
  }

  /**
   * The files, as seeds: written once, never compared again.
   * @throws PackError for paths that can't lie side by side
   */
  tree(): Tree {
    const tree = new Tree()
    for (const [path, { content, executable }] of this.#files) {
      try {
        tree.add(path, content, { kind: 'seed', executable })
      } catch (error) {
        if (error instanceof InvalidPathError)
          throw new PackError(error.message.replace(/\.$/, ''), { cause: error })
        throw error
      }
    }
    return tree
  }

  /**
   * Lets a plan update the files that are changed here, as they were when they were read; leaves the others
   * to `rest`.
   */
  resolving(rest: OnConflict): OnConflict {
    return (change) => {
      const before = this.#files.get(change.path)?.before
      if (before !== undefined) return before === change.before ? 'replace' : 'fail'
      return typeof rest === 'function' ? rest(change) : rest
    }
  }

  #read(path: string): DraftFile {
    const found = this.#look(path)
    if (found.type === 'missing') throw new FleetMismatchError(`there is no ${path} to change`)
    if (found.type === 'blocked') throw new FleetMismatchError(`${path} can't be changed: ${found.reason}`)
    if (!isUtf8(found.bytes)) throw new FleetMismatchError(`${path} can't be changed: it is no text in UTF-8`)
    const content = found.bytes.toString('utf8')
    return { content, before: content, executable: (found.fingerprint.mode & 0o111) !== 0 }
  }

  #look(path: string): Found {
    return this.#disk.look(path)
  }
}
