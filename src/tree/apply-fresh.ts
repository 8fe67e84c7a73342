import { join, relative } from 'node:path'
import { type FileOperations, quietly } from './files.ts'
import { exactHash } from './hash.ts'
import { callPrepare, type Job, takenBack } from './job.ts'
import { keepJournal, removeJournal, removeOldBackups, writeJournal } from './journal.ts'
import { type FreshJournal, JOURNAL_VERSION, type JournalFile } from './journal-form.ts'
import type { Plan } from './plan.ts'
import { folderModesOf, makeFolders, writeFiles, writesOf } from './stage.ts'
import { type State, siblingStaging, siblingStagings } from './state.ts'
import { ChangedOnDiskError } from './tree-error.ts'

/**
 * Makes a root that is not there: everything is written beside it, and one rename puts it in place. Folders
 * above it that are missing are made in the same way, as part of what is renamed. That rename is the commit.
 */
export async function applyFresh(job: Job): Promise<void> {
  const { plan, root, state, run, command, fs, step, signal } = job
  const topmost = root.missingParents[0] ?? root.path
  const staging = siblingStaging(topmost, run)
  const folder = join(staging, relative(topmost, root.path))
  const journal: FreshJournal = {
    version: JOURNAL_VERSION,
    mode: 'fresh',
    run,
    command,
    files: filesOf(plan),
  }
  // The hook starts programs: they run beside the writing, and are waited for before anything is taken back.
  let preparing: Promise<void> | undefined
  try {
    Object.assign(step, { operation: 'write the journal for', path: root.path })
    writeJournal(state, journal, fs)
    for (const path of [...root.missingParents, root.path]) {
      const made = join(staging, relative(topmost, path))
      Object.assign(step, { operation: 'make the folder', path: made })
      fs.mkdir(made, 0o777)
    }
    const files = {
      folder,
      writes: writesOf(plan),
      folderModes: folderModesOf(plan),
      fs,
      step,
      signal,
    }
    makeFolders(files)
    preparing = callPrepare(job, folder)
    preparing.catch(() => {})
    await writeFiles(files)
    Object.assign(step, { operation: 'prepare', path: folder })
    await preparing
    Object.assign(step, { operation: 'put in place', path: root.path })
    // A rename would replace an empty folder without a word.
    if (fs.lstat(topmost)) throw new ChangedOnDiskError(topmost, 'has appeared')
    fs.rename(staging, topmost)
  } catch (error) {
    const failedAt = { ...step }
    await preparing?.catch(() => {})
    throw takenBack(failedAt, error, () => undoFresh(journal, root.path, state, fs))
  }
  quietly(() => keepJournal(state, fs))
  removeOldBackups(state, journal, fs)
}

/** What a plan makes where nothing was. */
function filesOf({ changes, privateFiles }: Plan): JournalFile[] {
  return [
    ...changes.flatMap(({ path, kind, after, executable }) =>
      after === undefined ? [] : [{ path, kind, hash: exactHash(after), executable }],
    ),
    ...privateFiles.map(({ path, content }) => ({ path, hash: exactHash(content), executable: false })),
  ]
}

/** Removes a root in the making, and at last the journal. */
export function undoFresh({ run }: FreshJournal, root: string, state: State, fs: FileOperations): void {
  for (const staging of stagingOf(root, run, fs)) fs.remove(staging)
  removeJournal(state, fs)
}

/** The folders in which a run is still making a root. */
export function stagingOf(root: string, run: string, fs: FileOperations): string[] {
  return siblingStagings(root, run).filter((path) => fs.lstat(path)?.isDirectory() === true)
}
