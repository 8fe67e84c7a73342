import { join } from 'node:path'
import { breathe } from './breathe.ts'
import type { Step } from './errors.ts'
import type { FileOperations } from './files.ts'
import { ancestorsOf, parentOf } from './paths.ts'
import type { Content, Plan } from './plan.ts'

/** A file to write. */
export interface Write {
  path: string
  content: Content
  mode: number
  /** Whether the mode is that of the file it replaces or was, and so not subject to the umask. */
  keepsMode: boolean
}

/** What a plan writes: its changes and its private files. */
export function writesOf(plan: Plan): Write[] {
  const writes: Write[] = []
  for (const { path, from, action, after, executable } of plan.changes) {
    if (action !== 'create' && action !== 'update' && action !== 'merge') continue
    const before = plan.seen.get(from ?? path)
    const mode = before ? withExecutable(before.mode, executable) : executable ? 0o755 : 0o644
    writes.push({ path, content: after!, mode, keepsMode: before !== undefined })
  }
  for (const { path, content } of plan.privateFiles)
    writes.push({ path, content, mode: 0o600, keepsMode: false })
  return writes
}

// Whoever may read a program may run it.
function withExecutable(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111
}

/** What is written where, and by which means. */
export interface Staging {
  folder: string
  writes: readonly Write[]
  /** Folders of private files, which nobody else may look into. */
  privateFolders: ReadonlySet<string>
  fs: FileOperations
  /** Kept up to date, so that an error can say where it was. */
  step: Step
  signal: AbortSignal | undefined
}

/** The folders of a plan's private files. */
export function privateFoldersOf(plan: Plan): Set<string> {
  return new Set(plan.privateFiles.map(({ path }) => parentOf(path)).filter((folder) => folder !== ''))
}

/** Makes the folders of the files to write, below an existing folder. Throws whatever an operation threw. */
export function makeFolders({ folder, writes, privateFolders, fs, step }: Staging): void {
  const made = new Set<string>([''])
  for (const { path } of writes) {
    if (made.has(parentOf(path))) continue
    step.operation = 'write'
    step.path = path
    for (const parent of ancestorsOf(path)) {
      if (made.has(parent)) continue
      fs.mkdir(join(folder, parent), privateFolders.has(parent) ? 0o700 : 0o777)
      made.add(parent)
    }
  }
}

/** Writes files into the folders that `makeFolders` made. Throws `CancelledError`, or whatever an operation threw. */
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
