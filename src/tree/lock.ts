import { LOCK_MIGRATIONS, LOCK_VERSION, type LockMigration, type LockText } from './lock-migrations.ts'
import { type LockedFile, lockedFile, type Maker } from './locked-file.ts'
import { checkPath, comparePaths } from './paths.ts'
import type { FileKind, Tree } from './tree.ts'
import { LockFormatError, messageOf, NewerLockError } from './tree-error.ts'

/** What a lock file says. */
export interface Lock {
  /** The version of the generator that wrote the file. */
  generator: string
  /** The model that was last applied, with a line feed at its end unless it is empty. */
  model: string
  files: Map<string, LockedFile>
}

const heading = '# Written by flux-fleet to know what it last rendered. Keep it in Git; do not edit it.'
const plainPath = /^[A-Za-z0-9._/-]+$/
const version = /^[0-9A-Za-z][0-9A-Za-z.+-]*$/
const fileLine =
  /^ {2}("(?:[^"\\]|\\.)*"|[A-Za-z0-9._/-]+): (blob:[0-9a-f]{40}|sha256:[0-9a-f]{64}) (managed|seed|handed-over) ([0-9A-Za-z][0-9A-Za-z.-]*(?:\+[0-9a-f]+)?)$/
const conflictMarker = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/m

/**
 * The text of a lock file. It has one sorted line for each file of the tree, so that two branches that change
 * different files merge. A model without a final line feed gets one.
 */
export function renderLock({ model, by, tree }: { model: string; by: Maker; tree: Tree }): string {
  const lines = linesAbove(model, by.generator)
  for (const path of tree.paths()) {
    const { content, kind } = tree.get(path)!
    lines.push(lineOf(path, lockedFile(content, kind, by)))
  }
  return `${lines.join('\n')}\n`
}

/** The text of a lock file that says exactly this; its files are sorted. */
export function formatLock({ model, generator, files }: Lock): string {
  const lines = linesAbove(model, generator)
  for (const path of [...files.keys()].sort(comparePaths)) lines.push(lineOf(path, files.get(path)!))
  return `${lines.join('\n')}\n`
}

/** What stands above the lines of the files. */
function linesAbove(model: string, generator: string): string[] {
  const lines = [heading, `version: ${LOCK_VERSION}`, `generator: ${generator}`, 'model:']
  for (const line of linesOf(model)) lines.push(line === '' ? '' : `  ${line}`)
  lines.push('files:')
  return lines
}

function lineOf(path: string, { hash, kind, by }: LockedFile): string {
  const key = plainPath.test(path) ? path : JSON.stringify(path)
  return `  ${key}: ${hash} ${kind} ${makerName(by)}`
}

/**
 * Reads what `renderLock` wrote, or an earlier version of it.
 * @param migrations from the versions before to the one that is written
 * @throws LockFormatError with the number of the first line that is wrong
 * @throws NewerLockError for a version that only a newer generator knows
 */
export function parseLock(text: string, migrations: readonly LockMigration[] = LOCK_MIGRATIONS): Lock {
  const lines = linesOf(text)
  let next = 0
  const fail = (problem: string): never => {
    throw new LockFormatError(next + 1, problem)
  }
  if (conflictMarker.test(text)) {
    next = lines.findIndex((line) => conflictMarker.test(line))
    fail('is a conflict marker of Git; resolve the merge first')
  }

  while (lines[next]?.startsWith('#')) next++
  const format = Number(/^version: (\d+)$/.exec(lines[next] ?? '')?.[1])
  const generator = /^generator: (.*)$/.exec(lines[next + 1] ?? '')?.[1] ?? ''
  if (format > LOCK_VERSION) throw new NewerLockError(next + 1, format, generator)
  if (format !== LOCK_VERSION && !migrations.some(({ from }) => from === format))
    fail(`should be "version: ${LOCK_VERSION}"`)
  next++
  if (!version.test(generator)) fail('should be "generator: <version>"')
  next++
  if (lines[next] !== 'model:') fail('should be "model:"')
  next++
  const model: string[] = []
  for (; lines[next] === '' || lines[next]?.startsWith('  '); next++) model.push(lines[next]!.slice(2))
  if (lines[next] !== 'files:')
    fail('should be "files:", or a line of the model, which begins with two spaces')
  next++

  const lock = migrations
    .filter(({ from }) => from >= format)
    .reduce<LockText>((older, { migrate }) => migrate(older), {
      generator,
      model: model.map((line) => `${line}\n`).join(''),
      files: lines.slice(next),
    })
  const files = new Map<string, LockedFile>()
  const makers = new Map<string, LockedFile['by']>()
  for (const line of lock.files) {
    const [, key, hash, kind, by] = fileLine.exec(line) ?? []
    if (key === undefined)
      return fail('should be "  <path>: blob:<40 digits> <managed|seed|handed-over> <version>"')
    const path = pathOf(key, fail)
    if (files.has(path)) fail(`has ${path} for a second time`)
    const maker = makers.get(by!) ?? makerCalled(by!)
    makers.set(by!, maker)
    files.set(path, { hash: hash!, kind: kind as FileKind, by: maker })
    next++
  }
  return { generator: lock.generator, model: lock.model, files }
}

function pathOf(key: string, fail: (problem: string) => never): string {
  try {
    const path = key.startsWith('"') ? (JSON.parse(key) as string) : key
    checkPath(path)
    return path
  } catch (error) {
    return fail(`has no valid path (${messageOf(error)})`)
  }
}

function makerName(by: LockedFile['by']): string {
  if (by === 'adopted') return by
  return by.templates === undefined ? by.generator : `${by.generator}+${by.templates}`
}

function makerCalled(name: string): LockedFile['by'] {
  if (name === 'adopted') return name
  const [generator, templates] = name.split('+') as [string, string?]
  return templates === undefined ? { generator } : { generator, templates }
}

function linesOf(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
