import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Disk } from '../../src/tree/disk.ts'
import { makePlan, type Plan, type PlanOptions } from '../../src/tree/plan.ts'
import { Tree } from '../../src/tree/tree.ts'

// The tests speak of modes, which are to be the same whatever the umask of who runs them.
process.umask(0o022)

/** A folder that is removed at the end of the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flux-fleet-tree-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files, with the folders that they need. */
export function write(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** A tree of managed files. */
export function treeOf(files: Record<string, string>): Tree {
  const tree = new Tree()
  for (const [path, content] of Object.entries(files)) tree.add(path, content)
  return tree
}

/** A plan for files at a root; conflicts fail. */
export function planOf(
  root: string,
  files: Record<string, string>,
  options: Partial<PlanOptions> = {},
): Promise<Plan> {
  return makePlan({ theirs: treeOf(files), disk: new Disk(root), onConflict: 'fail', ...options })
}

/** Everything below a folder: type, mode and content by path. Empty where there is no folder. */
export function snapshot(folder: string): Record<string, string> {
  const entries: Record<string, string> = {}
  const visit = (path: string): void => {
    const stats = lstatSync(join(folder, path))
    const mode = (stats.mode & 0o7777).toString(8)
    if (stats.isSymbolicLink()) entries[path] = `link ${readlinkSync(join(folder, path))}`
    else if (stats.isFile()) entries[path] = `file ${mode} ${readFileSync(join(folder, path), 'utf8')}`
    else {
      entries[`${path}/`] = `folder ${mode}`
      for (const name of readdirSync(join(folder, path))) visit(path === '' ? name : `${path}/${name}`)
    }
  }
  if (existsSync(folder)) visit('')
  return entries
}

/** What is in a state directory beside the records of last runs and the originals that belong to them. */
export function unfinished(stateDirectory: string): string[] {
  const names = existsSync(stateDirectory) ? readdirSync(stateDirectory) : []
  const records = names.filter((name) => name.endsWith('.record'))
  const backups = records.map((name) => {
    const { run } = JSON.parse(readFileSync(join(stateDirectory, name), 'utf8')) as { run: string }
    return `${name.slice(0, -'record'.length)}backup-${run}`
  })
  return names.filter((name) => !records.includes(name) && !backups.includes(name))
}

/** The error that a promise is rejected with; fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}
