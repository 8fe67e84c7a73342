import { join } from 'node:path'
import { breathe } from './breathe.ts'
import type { FileOperations } from './files.ts'
import { ancestorsOf, parentOf } from './paths.ts'
import type { Content, Plan } from './plan.ts'
import type { Step } from './tree-error.ts'

/** A file to write. */
export interface Write {
  path: string
  content: Content
  mode: number
  /** Whether the mode is that of a file that was there, and so not subject to the umask. */
  keepsMode: boolean
}

/** What a plan writes: its changes and its private files. */
export function writesOf(plan: Plan): Write[] {
  const writes: Write[] = []
  for (const { path, from, action, after, executable, mode: exact } of plan.changes) {
    if (action !== 'create' && action !== 'update' && action !== 'merge') continue
    const before = plan.seen.get(from ?? path)
    const mode = exact ?? (before ? withExecutable(before.mode, executable) : executable ? 0o755 : 0o644)
    writes.push({ path, content: after!, mode, keepsMode: (before ?? exact) !== undefined })
  }
  for (const { path, content } of plan.privateFiles)
    writes.push({ path, content, mode: 0o600, keepsMode: false })
  return writes
}

/** Whether a mode lets the owner of a file run it, which is all that Git knows of modes. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0
}

// Whoever may read a program may run it.
function withExecutable(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111
}

/** What is written where, and by which means. */
export interface Staging {
  folder: string
  writes: readonly Write[]
  /** Modes of folders that are not to be made as any other. */
  folderModes: ReadonlyMap<string, number>
  fs: FileOperations
  /** Kept up to date, so that an error can say where it was. */
  step: Step
  signal: AbortSignal | undefined
}

/**
 * The modes that a plan asks for folders to be made with: nobody else may look into those of private files.
 */
export function folderModesOf({ folders, privateFiles }: Plan): Map<string, number> {
  const modes = new Map(folders?.modes)
  for (const { path } of privateFiles) modes.set(parentOf(path), 0o700)
  return modes
}

/** Makes the folders of the files to write, below an existing folder. Throws whatever an operation threw. */
export function makeFolders({ folder, writes, folderModes, fs, step }: Staging): void {
  const made = new Set<string>([''])
  for (const { path } of writes) {
    if (made.has(parentOf(path))) continue
    step.operation = 'write'
    step.path = path
    for (const parent of ancestorsOf(path)) {
      if (made.has(parent)) continue
      const mode = folderModes.get(parent)
      fs.mkdir(join(folder, parent), mode ?? 0o777)
      if (mode !== undefined) fs.chmod(join(folder, parent), mode)
      made.add(parent)
    }
  }
}

/**
 * Writes files into the folders that `makeFolders` made. Throws `CancelledError`, or whatever an operation
 * threw.
 */
export async function writeFiles({ folder, writes, fs, step, signal }: Staging): Promise<void> {
  const pause = breathe(signal)
  for (const { path, content, mode, keepsMode } of writes) {
    await pause()
    step.operation = 'write'
    step.path = path
    const target = join(folder, path)
    fs.writeFile(target, content, mode)
    if (keepsMode) fs.chmod(target, mode)
  }
}
