import { type FileOperations, ignoring, quietly } from './files.ts'
import { callPrepare, type Job, takenBack } from './job.ts'
import { type FreshJournal, keepJournal, removeJournal, removeOldBackups, writeJournal } from './journal.ts'
import { folderModesOf, makeFolders, writeFiles, writesOf } from './stage.ts'
import { type State, siblingStaging } from './state.ts'
import { ChangedOnDiskError } from './tree-error.ts'

/**
 * Makes a root that is not there: everything is written beside it, and one rename puts it in place. That
 * rename is the commit.
 */
export async function applyFresh(job: Job): Promise<void> {
  const { plan, root, state, run, command, fs, step, signal } = job
  const staging = siblingStaging(root.path, run)
  const parents = root.missingParents
  const journal: FreshJournal = { version: 1, mode: 'fresh', run, command, staging, parents }
  // The hook starts programs: they run beside the writing, and are waited for before anything is taken back.
  let preparing: Promise<void> | undefined
  try {
    Object.assign(step, { operation: 'write the journal for', path: root.path })
    writeJournal(state, journal, fs)
    for (const folder of [...parents, staging]) {
      Object.assign(step, { operation: 'make the folder', path: folder })
      fs.mkdir(folder, 0o777)
    }
    const files = {
      folder: staging,
      writes: writesOf(plan),
      folderModes: folderModesOf(plan),
      fs,
      step,
      signal,
    }
    makeFolders(files)
    preparing = callPrepare(job, staging)
    preparing.catch(() => {})
    await writeFiles(files)
    Object.assign(step, { operation: 'prepare', path: staging })
    await preparing
    Object.assign(step, { operation: 'put in place', path: root.path })
    // A rename would replace an empty folder without a word.
    if (fs.lstat(root.path)) throw new ChangedOnDiskError(root.path, 'has appeared')
    fs.rename(staging, root.path)
  } catch (error) {
    const failedAt = { ...step }
    await preparing?.catch(() => {})
    throw takenBack(failedAt, error, () => undoFresh(journal, state, fs))
  }
  quietly(() => keepJournal(state, fs))
  removeOldBackups(state, journal, fs)
}

/** Removes a root in the making, the parents that were made for it, and at last the journal. */
export function undoFresh({ staging, parents }: FreshJournal, state: State, fs: FileOperations): void {
  fs.remove(staging)
  for (const parent of parents.toReversed()) {
    ignoring(['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'], () => fs.rmdir(parent))
  }
  removeJournal(state, fs)
}
