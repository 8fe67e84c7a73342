import { basename, dirname, join, resolve } from 'node:path'
import { exactHash } from './hash.ts'
import { stagingPrefix } from './paths.ts'

/** Where the runs on one root keep what is not in the tree: all in one directory, told apart by the root. */
export interface State {
  directory: string
  /** What the names of everything of this root begin with. */
  prefix: string
  lock: string
  journal: string
  /** What the last run did: its journal, once it is over. */
  record: string
}

/** The places of a root in a state directory. Several roots may share the directory. */
export function stateOf(stateDirectory: string, root: string): State {
  const directory = resolve(stateDirectory)
  const prefix = `${exactHash(root).slice(0, 16)}.`
  return {
    directory,
    prefix,
    lock: join(directory, `${prefix}lock`),
    journal: join(directory, `${prefix}journal`),
    record: join(directory, `${prefix}record`),
  }
}

/** What the name of a folder with the originals of a run begins with, in the state directory. */
export function backupPrefix(state: State): string {
  return `${state.prefix}backup-`
}

/** Where a run keeps the originals of what it replaces. */
export function backupOf(state: State, run: string): string {
  return join(state.directory, backupPrefix(state) + run)
}

/** Where the originals stay of a run that could not be taken back wholly. */
export function originalsOf(state: State, run: string): string {
  return join(state.directory, `${state.prefix}originals-${run}`)
}

/** The beginning of the name of the folder beside a missing one in which that is made. */
export function siblingPrefix(path: string): string {
  return `.${basename(path)}.flux-fleet-`
}

/** The folder beside a missing one that is renamed to it. */
export function siblingStaging(path: string, run: string): string {
  return join(dirname(path), siblingPrefix(path) + run)
}

/**
 * Every folder in which a run may have been making a root: beside the root, or beside one of the folders above
 * it, of which some may have been missing then.
 */
export function siblingStagings(root: string, run: string): string[] {
  const above = dirname(root)
  return above === root ? [] : [siblingStaging(root, run), ...siblingStagings(above, run)]
}

/** The folder in an existing root in which files wait to be put in place. */
export function innerStaging(root: string, run: string): string {
  return join(root, stagingPrefix + run)
}
