import { join } from 'node:path'
import { Disk } from './disk.ts'
import { type FileOperations, failedWith, ignoring, quietly } from './files.ts'
import { exactHash } from './hash.ts'
import { backupFile, type IntoJournal, type JournalFile, removeJournal } from './journal.ts'
import { ancestorsOf, comparePaths, parentOf } from './paths.ts'
import { backupOf, type State } from './state.ts'
import { RecoverError } from './tree-error.ts'

/** The folder below a staging folder in an existing root that is laid out like the root. */
export function stagedTree(staging: string): string {
  return join(staging, 'tree')
}

/** What could not be taken back because somebody changed it since. */
export interface Left {
  paths: string[]
  /** Where the originals of these paths are kept, if there are any. */
  originals?: string
}

/**
 * Takes back what a journal says was begun, however far it came: restores what was replaced or deleted,
 * removes what was made, and at last the staging folder and the journal. A file that is neither what we wrote
 * nor what was there before is someone's work, and stays. May be done again when it was interrupted.
 */
export function undoInto(journal: IntoJournal, root: string, state: State, fs: FileOperations): Left {
  restoreEmptied(journal, root, fs)
  const disk = new Disk(root, fs)
  const left: string[] = []
  let originals = false
  if (disk.rootExists) {
    takeGitBack(journal, root, fs)
    for (const folder of journal.repositories ?? []) takeRepositoryBack(journal, folder, root, fs)
    for (const [index, file] of [...journal.files.entries()].reverse()) {
      const bring = (): void => restore(journal, index, root, state, fs)
      if (takeBack(file, disk, fs, bring)) continue
      left.push(file.path)
      originals ||= file.before !== undefined
    }
    for (const folder of foldersMadeBy(journal)) {
      if (disk.folder(folder).type === 'folder' && !removeFolder(join(root, folder), fs))
        left.push(`${folder}/`)
    }
    fs.remove(journal.staging)
  }
  removeJournal(state, fs)
  const backup = backupOf(state, journal.run)
  if (!originals) {
    fs.remove(backup)
    return { paths: left }
  }
  const kept = backup.replace('.backup-', '.originals-')
  fs.rename(backup, kept)
  return { paths: left, originals: kept }
}

/** Whether a `.git` that the journal speaks of is in place. */
function isGitInPlace({ git, staging }: IntoJournal, root: string, fs: FileOperations): boolean {
  return git && !fs.lstat(join(stagedTree(staging), '.git')) && fs.lstat(join(root, '.git')) !== undefined
}

/** Whether everything that the journal speaks of is in place. */
export function isAllInPlace(journal: IntoJournal, root: string, fs: FileOperations): boolean {
  if (isGitInPlace(journal, root, fs)) return true
  const disk = new Disk(root, fs)
  if (journal.git || !disk.rootExists) return false
  return journal.files.every(({ path, hash }) => {
    const found = disk.look(path)
    return hash === undefined
      ? found.type === 'missing'
      : found.type === 'file' && found.fingerprint.hash === hash
  })
}

/**
 * Removes the folders that held nothing but files that a run deleted. Git does not know of folders, so nobody
 * minds one that stays: this is no reason to fail.
 */
export function removeEmptied({ emptied = [] }: IntoJournal, root: string, fs: FileOperations): void {
  // A folder that still holds something is refused by the system.
  for (const { path } of emptied.toReversed()) quietly(() => fs.rmdir(join(root, path)))
}

function restoreEmptied({ emptied = [] }: IntoJournal, root: string, fs: FileOperations): void {
  const disk = new Disk(root, fs)
  for (const { path, mode } of emptied) {
    if (!disk.rootExists || disk.folder(path).type !== 'missing') continue
    const isFolder = fs.lstat(join(root, parentOf(path)))?.isDirectory()
    if (isFolder !== true) continue
    fs.mkdir(join(root, path), mode)
    fs.chmod(join(root, path), mode)
  }
}

function takeGitBack(journal: IntoJournal, root: string, fs: FileOperations): void {
  if (!isGitInPlace(journal, root, fs)) return
  fs.mkdirs(stagedTree(journal.staging), 0o700)
  fs.rename(join(root, '.git'), join(stagedTree(journal.staging), '.git'))
}

/** A folder that was put in place whole can only be removed without the `.git` that came with it. */
function takeRepositoryBack(
  { staging }: IntoJournal,
  folder: string,
  root: string,
  fs: FileOperations,
): void {
  const aside = join(stagedTree(staging), folder)
  if (fs.lstat(aside) !== undefined || fs.lstat(join(root, folder, '.git')) === undefined) return
  fs.mkdirs(aside, 0o700)
  fs.rename(join(root, folder, '.git'), join(aside, '.git'))
}

/** Gives false where something stands that is neither ours nor what was there. */
function takeBack(
  { path, hash, before }: JournalFile,
  disk: Disk,
  fs: FileOperations,
  restore: () => void,
): boolean {
  const found = disk.look(path)
  if (found.type === 'blocked') return false
  if (found.type === 'missing') {
    if (!before) return true
    if (disk.folder(parentOf(path)).type !== 'folder') return false
    restore()
    return true
  }
  if (before && found.fingerprint.hash === before.hash) return true
  if (hash === undefined || found.fingerprint.hash !== hash) return false
  if (before) restore()
  else fs.unlink(join(disk.root, path))
  return true
}

function restore(journal: IntoJournal, index: number, root: string, state: State, fs: FileOperations): void {
  const { path, before } = journal.files[index]!
  const { hash, mode, mtimeMs } = before!
  const backup = backupFile(state, journal.run, index)
  const bytes = fs.readFile(backup)
  if (exactHash(bytes) !== hash)
    throw new RecoverError(backup, `is damaged, so ${path} cannot be restored from it.`)
  const aside = join(journal.staging, 'restored')
  fs.mkdirs(journal.staging, 0o700)
  fs.remove(aside)
  fs.writeFile(aside, bytes, 0o600)
  fs.chmod(aside, mode)
  fs.utimes(aside, mtimeMs / 1000, mtimeMs / 1000)
  fs.rename(aside, join(root, path))
}

/** The folders that a run put in place and all in them, innermost first. */
export function foldersMadeBy({ folders, files }: IntoJournal): string[] {
  const whole = new Set(folders)
  const made = new Set<string>()
  for (const { path } of files) {
    const ancestors = ancestorsOf(path)
    const first = ancestors.findIndex((ancestor) => whole.has(ancestor))
    if (first !== -1) for (const folder of ancestors.slice(first)) made.add(folder)
  }
  return [...made].sort(comparePaths).reverse()
}

function removeFolder(folder: string, fs: FileOperations): boolean {
  try {
    ignoring(['ENOENT'], () => fs.rmdir(folder))
    return true
  } catch (error) {
    if (failedWith(error, 'ENOTEMPTY', 'EEXIST')) return false
    throw error
  }
}
