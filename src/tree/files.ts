import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'

/**
 * Every file operation that a plan and its application use. They are synchronous, which is several times as
 * fast as promises for many small files, and an object, so that a test can make one of them fail.
 */
export interface FileOperations {
  /** Undefined where nothing is there. */
  lstat(path: string): Stats | undefined
  /** Follows links; undefined where nothing is there. */
  stat(path: string): Stats | undefined
  realpath(path: string): string
  readFile(path: string): Buffer
  readdir(path: string): string[]
  mkdir(path: string, mode: number): void
  /** Makes the missing parents too; a folder that is there is no error. */
  mkdirs(path: string, mode: number): void
  /** Writes a new file; one that is there is an error. */
  writeFile(path: string, content: string | Buffer, mode: number): void
  /** Has the system write a file's content to the disk. */
  sync(path: string): void
  chmod(path: string, mode: number): void
  /** Both times in seconds. */
  utimes(path: string, accessed: number, modified: number): void
  rename(from: string, to: string): void
  unlink(path: string): void
  rmdir(path: string): void
  /** Removes a file or a folder with all that is in it; nothing there is no error. */
  remove(path: string): void
}

// The option of Node.js covers ENOENT only; below a file nothing is either.
function unlessMissing(look: (path: string, options: { throwIfNoEntry: false }) => Stats | undefined) {
  return (path: string): Stats | undefined => {
    try {
      return look(path, { throwIfNoEntry: false })
    } catch (error) {
      if (failedWith(error, 'ENOTDIR')) return undefined
      throw error
    }
  }
}

/** The operations of the real disk. */
export const realFiles: FileOperations = {
  lstat: unlessMissing(lstatSync),
  stat: unlessMissing(statSync),
  realpath: (path) => realpathSync.native(path),
  readFile: (path) => readFileSync(path),
  readdir: (path) => readdirSync(path),
  mkdir: (path, mode) => mkdirSync(path, { mode }),
  mkdirs: (path, mode) => {
    mkdirSync(path, { mode, recursive: true })
  },
  writeFile: (path, content, mode) => writeFileSync(path, content, { mode, flag: 'wx' }),
  sync: (path) => {
    const descriptor = openSync(path, 'r+')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  },
  chmod: (path, mode) => chmodSync(path, mode),
  utimes: (path, accessed, modified) => utimesSync(path, accessed, modified),
  rename: (from, to) => renameSync(from, to),
  unlink: (path) => unlinkSync(path),
  rmdir: (path) => rmdirSync(path),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
}

/** Whether an operation failed with one of these error codes. */
export function failedWith(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Does something whose failure does not matter, because the next run can do it as well. */
export function quietly(operation: () => void): void {
  try {
    operation()
  } catch {
    // As the name says.
  }
}

/** Does something that may fail with these error codes. */
export function ignoring(codes: string[], operation: () => void): void {
  try {
    operation()
  } catch (error) {
    if (!failedWith(error, ...codes)) throw error
  }
}
