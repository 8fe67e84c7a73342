import type { FreshJournal, IntoJournal } from './journal-form.ts'
import { ancestorsOf } from './paths.ts'

/** A run that made a whole root, as one that made each file in it. What is a `.git` in there, it does not say. */
export function wholeOf({ version, run, command, files = [] }: FreshJournal): IntoJournal {
  const folders = new Set(files.flatMap(({ path }) => ancestorsOf(path).slice(0, 1)))
  return {
    version,
    mode: 'into',
    run,
    ...(command === undefined ? {} : { command }),
    folders: [...folders],
    files,
    git: false,
  }
}
