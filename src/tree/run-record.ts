import { join } from 'node:path'
import { Disk } from './disk.ts'
import { type FileOperations, failedWith, ignoring, quietly } from './files.ts'
import { removeJournal } from './journal.ts'
import type { IntoJournal, JournalFile } from './journal-form.ts'
import { readOriginal } from './originals.ts'
import { ancestorsOf, comparePaths, parentOf } from './paths.ts'
import { backupOf, innerStaging, originalsOf, type State } from './state.ts'
import { isUnborn } from './unborn-repository.ts'

/** The folder below a staging folder in an existing root that is laid out like the root. */
export function stagedTree(staging: string): string {
  return join(staging, 'tree')
}

function stagedIn(root: string, run: string): string {
  return stagedTree(innerStaging(root, run))
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
 * nor what was there before is someone's work, and stays. May be done again when it was interrupted. Throws
 * `RecoverError`, with nothing touched, where an original that is needed is not what the run kept.
 */
export function undoInto(journal: IntoJournal, root: string, state: State, fs: FileOperations): Left {
  checkOriginals(journal, root, state, fs)
  restoreEmptied(journal, root, fs)
  const disk = new Disk(root, fs)
  const left: string[] = []
  let originals = false
  if (disk.rootExists) {
    takeGitBack(journal, root, fs)
    for (const folder of journal.repositories ?? []) takeRepositoryBack(journal, folder, disk, fs)
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
    fs.remove(innerStaging(root, journal.run))
  }
  removeJournal(state, fs)
  const backup = backupOf(state, journal.run)
  if (!originals) {
    fs.remove(backup)
    return { paths: left }
  }
  const kept = originalsOf(state, journal.run)
  fs.rename(backup, kept)
  return { paths: left, originals: kept }
}

/** Whether a `.git` that the journal speaks of is in place. */
function isGitInPlace({ git, run }: IntoJournal, root: string, fs: FileOperations): boolean {
  return git && !fs.lstat(join(stagedIn(root, run), '.git')) && fs.lstat(join(root, '.git')) !== undefined
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
  const disk = new Disk(root, fs)
  // A folder that still holds something is refused by the system.
  for (const { path } of emptied.toReversed()) {
    if (disk.folder(path).type === 'folder') quietly(() => fs.rmdir(join(root, path)))
  }
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
  const aside = stagedIn(root, journal.run)
  fs.mkdirs(aside, 0o700)
  fs.rename(join(root, '.git'), join(aside, '.git'))
}

/**
 * A folder that was put in place whole can only be removed without the `.git` that came with it. One that has
 * commits is somebody's work by now, and stays.
 */
function takeRepositoryBack({ run }: IntoJournal, folder: string, disk: Disk, fs: FileOperations): void {
  const { root } = disk
  const aside = join(stagedIn(root, run), folder)
  if (fs.lstat(aside) !== undefined || disk.folder(folder).type !== 'folder') return
  if (!isUnborn(join(root, folder, '.git'), fs)) return
  fs.mkdirs(aside, 0o700)
  fs.rename(join(root, folder, '.git'), join(aside, '.git'))
}

/** What has to be done about a file to have it as it was. */
type TakingBack = 'nothing' | 'restore' | 'remove' | 'leave'

/** Left is what is neither ours nor what was there. */
function takingBack({ path, hash, before }: JournalFile, disk: Disk): TakingBack {
  const found = disk.look(path)
  if (found.type === 'blocked') return 'leave'
  if (found.type === 'missing') {
    if (!before) return 'nothing'
    return disk.folder(parentOf(path)).type === 'folder' ? 'restore' : 'leave'
  }
  if (before && found.fingerprint.hash === before.hash) return 'nothing'
  if (hash === undefined || found.fingerprint.hash !== hash) return 'leave'
  return before ? 'restore' : 'remove'
}

/** Gives false where something stays that is neither ours nor what was there. */
function takeBack(file: JournalFile, disk: Disk, fs: FileOperations, restore: () => void): boolean {
  const doing = takingBack(file, disk)
  if (doing === 'restore') restore()
  if (doing === 'remove') fs.unlink(join(disk.root, file.path))
  return doing !== 'leave'
}

/** Looks at every original that may be needed, before the first file is touched. */
function checkOriginals(journal: IntoJournal, root: string, state: State, fs: FileOperations): void {
  const disk = new Disk(root, fs)
  if (!disk.rootExists) return
  for (const [index, file] of journal.files.entries()) {
    if (file.before === undefined) continue
    const found = disk.look(file.path)
    const isOurs =
      found.type === 'file' &&
      found.fingerprint.hash === file.hash &&
      found.fingerprint.hash !== file.before.hash
    if (isOurs || found.type === 'missing') readOriginal(journal, index, state, fs)
  }
}

function restore(journal: IntoJournal, index: number, root: string, state: State, fs: FileOperations): void {
  const { path, before } = journal.files[index]!
  const { mode, mtimeMs } = before!
  const bytes = readOriginal(journal, index, state, fs)
  const staging = innerStaging(root, journal.run)
  const aside = join(staging, 'restored')
  fs.mkdirs(staging, 0o700)
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
