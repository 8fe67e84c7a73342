import { join } from 'node:path'
import { type FileOperations, realFiles } from './files.ts'
import { exactHash } from './hash.ts'
import { parentOf } from './paths.ts'
import { locateRoot } from './root.ts'
import { ReadError } from './tree-error.ts'

/** What a file was like when it was read, to notice later that somebody changed it. */
export interface Fingerprint {
  /** Of exactly its bytes. */
  hash: string
  size: number
  mtimeMs: number
  mode: number
}

/**
 * What is at a path: nothing, a file that may be read, or something that is neither written through nor over.
 */
export type Found =
  | { type: 'missing' }
  | { type: 'file'; bytes: Buffer; fingerprint: Fingerprint }
  | { type: 'blocked'; reason: string }

type Folder = { type: 'folder' } | { type: 'missing' } | { type: 'blocked'; reason: string }

const missing = { type: 'missing' } as const
const folder = { type: 'folder' } as const

/**
 * A view of what is below a root. It follows no link, and looks at each folder once: make a new one where
 * things may have changed.
 */
export class Disk {
  /** Absolute, links resolved. */
  readonly root: string
  readonly rootExists: boolean
  readonly #fs: FileOperations
  readonly #folders = new Map<string, Folder>([['', folder]])

  /** Throws `RootError` where the root cannot be a folder. */
  constructor(root: string, fs: FileOperations = realFiles) {
    const { path, exists } = locateRoot(root, fs)
    this.root = path
    this.rootExists = exists
    this.#fs = fs
  }

  /** What is at a path of a tree, read. Throws `ReadError` where the system does not let us look. */
  look(path: string): Found {
    const found = this.#lookAt(path)
    if (!('stats' in found)) return found
    const { size, mtimeMs, mode } = found.stats
    const bytes = this.#try(path, () => this.#fs.readFile(join(this.root, path)))
    return {
      type: 'file',
      bytes,
      fingerprint: { hash: exactHash(bytes), size, mtimeMs, mode: mode & 0o7777 },
    }
  }

  /** Whether there is anything at a path. Throws `ReadError` where the system does not let us look. */
  exists(path: string): boolean {
    const found = this.#lookAt(path)
    return !('type' in found) || found.type !== 'missing'
  }

  /**
   * Whether a file that was seen before is surely the same. Reads it only if its size or time is another.
   */
  isSame(path: string, before: Fingerprint): boolean {
    const found = this.#lookAt(path)
    if (!('stats' in found)) return false
    if (found.stats.size === before.size && found.stats.mtimeMs === before.mtimeMs) return true
    return exactHash(this.#try(path, () => this.#fs.readFile(join(this.root, path)))) === before.hash
  }

  /** What is at the path of a folder. */
  folder(path: string): Folder {
    if (!this.rootExists) return missing
    const known = this.#folders.get(path)
    if (known) return known
    const parent = this.folder(parentOf(path))
    const found = parent.type === 'folder' ? this.#lookAtFolder(path) : parent
    this.#folders.set(path, found)
    return found
  }

  /**
   * The paths of everything at or below a path that is no folder, sorted. Links are named and not followed.
   * Throws `ReadError` where the system does not let us look.
   */
  filesBelow(path: string): string[] {
    if (this.folder(path).type !== 'folder') return this.#lookAt(path).type === 'missing' ? [] : [path]
    const names = this.#try(path, () => this.#fs.readdir(join(this.root, path)))
    return names.sort().flatMap((name) => this.filesBelow(`${path}/${name}`))
  }

  #lookAtFolder(path: string): Folder {
    const stats = this.#try(path, () => this.#fs.lstat(join(this.root, path)))
    if (!stats) return missing
    if (stats.isDirectory()) return folder
    const what = stats.isSymbolicLink()
      ? 'a symbolic link, which is not followed'
      : 'a file where a folder must be'
    return { type: 'blocked', reason: `${path} is ${what}` }
  }

  #lookAt(path: string) {
    const parent = this.folder(parentOf(path))
    if (parent.type !== 'folder') return parent
    const stats = this.#try(path, () => this.#fs.lstat(join(this.root, path)))
    if (!stats) return missing
    if (stats.isFile()) return { type: 'file', stats } as const
    if (stats.isDirectory()) return { type: 'blocked', reason: 'a folder is where the file must be' } as const
    if (stats.isSymbolicLink())
      return { type: 'blocked', reason: 'it is a symbolic link, which is not followed' } as const
    return { type: 'blocked', reason: 'it is no regular file' } as const
  }

  #try<T>(path: string, operation: () => T): T {
    try {
      return operation()
    } catch (error) {
      throw new ReadError(path, error)
    }
  }
}
