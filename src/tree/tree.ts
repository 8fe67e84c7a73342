import { comparePaths, PathSet } from './paths.ts'

/**
 * Who a file belongs to after it was written: `managed` files are kept up to date, a `seed` is written once,
 * a `handed-over` file is written once for another program to fill.
 */
export type FileKind = 'managed' | 'seed' | 'handed-over'

/** A file of a tree. */
export interface TreeFile {
  content: string
  kind: FileKind
  executable?: boolean
}

/** Files in memory, by path: what is to be in a repository. */
export class Tree implements Iterable<[path: string, file: TreeFile]> {
  #files = new Map<string, TreeFile>()
  #names = new PathSet()
  #sorted: string[] | undefined

  /**
   * Adds a file, by default a managed one. Throws `InvalidPathError` for a path that is there already, that
   * is unsafe (see `checkPath`), or that cannot lie beside the others on every file system.
   */
  add(path: string, content: string, { kind = 'managed', executable = false }: Partial<TreeFile> = {}): this {
    this.#names.add(path)
    this.#files.set(path, executable ? { content, kind, executable } : { content, kind })
    this.#sorted = undefined
    return this
  }

  /** Replaces the content of every file by what a function makes of it. */
  rewrite(change: (content: string) => string): void {
    for (const file of this.#files.values()) file.content = change(file.content)
  }

  /** The file at a path, or undefined. */
  get(path: string): TreeFile | undefined {
    return this.#files.get(path)
  }

  has(path: string): boolean {
    return this.#files.has(path)
  }

  /** How many files there are. */
  get size(): number {
    return this.#files.size
  }

  /** All paths, sorted. */
  paths(): readonly string[] {
    this.#sorted ??= [...this.#files.keys()].sort(comparePaths)
    return this.#sorted
  }

  /** The files, sorted by path. */
  *[Symbol.iterator](): Generator<[path: string, file: TreeFile]> {
    for (const path of this.paths()) yield [path, this.#files.get(path)!]
  }
}
