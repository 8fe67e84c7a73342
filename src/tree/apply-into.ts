import { join } from 'node:path'
import { Disk, type Fingerprint, type Found } from './disk.ts'
import { exactHash } from './hash.ts'
import { callPrepare, type Job, takenBack } from './job.ts'
import { keepJournal, removeOldBackups, writeJournal } from './journal.ts'
import { type IntoJournal, JOURNAL_VERSION, type JournalFile } from './journal-form.ts'
import { originalFile } from './originals.ts'
import { ancestorsOf, comparePaths } from './paths.ts'
import type { Plan } from './plan.ts'
import { removeEmptied, stagedTree, undoInto } from './run-record.ts'
import { folderModesOf, isExecutable, makeFolders, type Write, writeFiles, writesOf } from './stage.ts'
import { backupOf, innerStaging } from './state.ts'
import { ChangedOnDiskError } from './tree-error.ts'

/**
 * Writes into a root that exists, which may be someone's working directory and is never replaced itself. The
 * files are staged in a folder inside it; then, in one go that nothing interrupts, what the plan read is
 * checked again, originals are copied to the state directory, a journal is written, and all is renamed into
 * place. The journal becoming the record of the last run is the commit.
 */
export async function applyInto(job: Job): Promise<void> {
  const { plan, root, state, run, fs, step, signal } = job
  const staging = innerStaging(root.path, run)
  const folder = stagedTree(staging)
  const backup = backupOf(state, run)
  const writes = writesOf(plan)
  let journal: IntoJournal
  try {
    Object.assign(step, { operation: 'make the folder', path: staging })
    fs.mkdir(staging, 0o700)
    fs.mkdir(folder, 0o777)
    const files = { folder, writes, folderModes: folderModesOf(plan), fs, step, signal }
    makeFolders(files)
    await writeFiles(files)
    Object.assign(step, { operation: 'prepare', path: folder })
    await callPrepare(job, folder)
    journal = arrange(job, staging, writes)
    Object.assign(step, { operation: 'write the journal for', path: root.path })
    writeJournal(state, journal, fs)
  } catch (error) {
    throw takenBack(step, error, () => {
      fs.remove(staging)
      fs.remove(backup)
    })
  }
  try {
    putInPlace(job, journal)
    Object.assign(step, { operation: 'remove', path: staging })
    fs.remove(staging)
    removeEmptied(journal, root.path, fs)
    Object.assign(step, { operation: 'write', path: state.record })
    keepJournal(state, fs)
  } catch (error) {
    throw takenBack(step, error, () => undoInto(journal, root.path, state, fs))
  }
  removeOldBackups(state, journal, fs)
}

/**
 * The folders above deleted files, outermost first, without those that are to stay if nothing else is in
 * them.
 */
function foldersToEmpty({ changes, folders }: Plan): string[] {
  const above = changes.flatMap(({ path, action }) => (action === 'delete' ? ancestorsOf(path) : []))
  return [...new Set(above)].filter((path) => folders?.removable.has(path) ?? true).sort(comparePaths)
}

/** Checks that the disk is as the plan saw it, keeps what will be replaced, and says what is to be done. */
function arrange(
  { plan, root, state, run, command, undoes, fs, step }: Job,
  staging: string,
  writes: readonly Write[],
): IntoJournal {
  const disk = new Disk(root.path, fs)
  const backup = backupOf(state, run)
  const folders = new Set<string>()
  const files: JournalFile[] = []
  const kinds = new Map(plan.changes.map(({ path, kind }) => [path, kind]))
  const keep = (path: string, after: Pick<JournalFile, 'hash' | 'executable'>): void => {
    const kind = kinds.get(path)
    const file: JournalFile = { path, ...(kind === undefined ? {} : { kind }), ...after }
    const found = disk.look(path)
    const seen = plan.seen.get(path)
    checkUnchanged(path, found, seen)
    if (found.type !== 'file') {
      files.push(file)
      const missing = ancestorsOf(path).find((ancestor) => disk.folder(ancestor).type === 'missing')
      if (missing !== undefined) folders.add(missing)
      return
    }
    Object.assign(step, { operation: 'keep a copy of', path })
    const { mode, mtimeMs, size, hash: before } = found.fingerprint
    fs.mkdirs(backup, 0o700)
    fs.writeFile(originalFile(state, run, files.length), found.bytes, 0o600)
    files.push({ ...file, before: { hash: before, mode: mode & 0o777, mtimeMs, size } })
  }
  Object.assign(step, { operation: 'check', path: root.path })
  for (const { path, content } of writes) {
    const executable = isExecutable(fs.lstat(join(stagedTree(staging), path))!.mode)
    keep(path, { hash: exactHash(content), executable })
  }
  for (const { path, action } of plan.changes) {
    if (action === 'delete') keep(path, {})
    const seen = plan.seen.get(path)
    if (action === 'unchanged' && seen && !disk.isSame(path, seen))
      throw new ChangedOnDiskError(path, 'has changed')
  }
  const git =
    exists(fs.lstat(join(stagedTree(staging), '.git'))) && !exists(fs.lstat(join(root.path, '.git')))
  const repositories = [...folders].filter((path) =>
    exists(fs.lstat(join(stagedTree(staging), path, '.git'))),
  )
  const emptied = foldersToEmpty(plan).map((path) => ({
    path,
    mode: fs.lstat(join(root.path, path))!.mode & 0o7777,
  }))
  return {
    version: JOURNAL_VERSION,
    mode: 'into',
    run,
    command,
    ...(undoes ? { undoes } : {}),
    folders: [...folders],
    files,
    git,
    repositories,
    emptied,
  }
}

function exists(stats: unknown): boolean {
  return stats !== undefined
}

function checkUnchanged(path: string, found: Found, seen: Fingerprint | undefined): void {
  if (found.type === 'blocked') throw new ChangedOnDiskError(path, `has changed (${found.reason})`)
  if (!seen && found.type === 'file') throw new ChangedOnDiskError(path, 'has appeared')
  if (seen && found.type === 'missing') throw new ChangedOnDiskError(path, 'is gone')
  if (seen && found.type === 'file' && found.fingerprint.hash !== seen.hash) {
    throw new ChangedOnDiskError(path, 'has changed')
  }
}

function putInPlace({ root, fs, step }: Job, { run, folders, files, git }: IntoJournal): void {
  const tree = stagedTree(innerStaging(root.path, run))
  const whole = new Set(folders)
  const move = (path: string): void => {
    step.path = path
    fs.rename(join(tree, path), join(root.path, path))
  }
  step.operation = 'put in place'
  for (const folder of folders) move(folder)
  for (const { path, hash } of files) {
    if (hash !== undefined && !ancestorsOf(path).some((ancestor) => whole.has(ancestor))) move(path)
  }
  step.operation = 'delete'
  for (const { path, hash } of files) {
    if (hash !== undefined) continue
    step.path = path
    fs.unlink(join(root.path, path))
  }
  step.operation = 'put in place'
  // Last, so that a `.git` in place means that everything is: recovering never has to remove one.
  if (git) move('.git')
}
