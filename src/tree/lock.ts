import { contentHash } from './hash.ts'
import { checkPath, comparePaths } from './paths.ts'
import type { FileKind, Tree } from './tree.ts'
import { LockFormatError, messageOf } from './tree-error.ts'

/** A file as it was last rendered. */
export interface LockedFile {
  /** As `contentHash` gives it. */
  hash: string
  kind: FileKind
  /** The version of the generator that rendered it. */
  generator: string
}

/** What a lock file says. */
export interface Lock {
  /** The version of the generator that wrote the file. */
  generator: string
  /** The model that was last applied, with a line feed at its end unless it is empty. */
  model: string
  files: Map<string, LockedFile>
}

const formatVersion = '1'
const heading = '# Written by flux-fleet to know what it last rendered. Keep it in Git; do not edit it.'
const plainPath = /^[A-Za-z0-9._/-]+$/
const version = /^[0-9A-Za-z][0-9A-Za-z.+-]*$/
const fileLine =
  /^ {2}("(?:[^"\\]|\\.)*"|[A-Za-z0-9._/-]+): sha256:([0-9a-f]{64}) (managed|seed|handed-over) (\S+)$/

/**
 * The text of a lock file. It has one sorted line for each file of the tree, so that two branches that change
 * different files merge. A model without a final line feed gets one.
 */
export function renderLock({
  model,
  generator,
  tree,
}: {
  model: string
  generator: string
  tree: Tree
}): string {
  const files = new Map<string, LockedFile>()
  for (const [path, { content, kind }] of tree)
    files.set(path, { hash: contentHash(content), kind, generator })
  return formatLock({ model, generator, files })
}

/** The text of a lock file that says exactly this; its files are sorted. */
export function formatLock({ model, generator, files }: Lock): string {
  const lines = [heading, `version: ${formatVersion}`, `generator: ${generator}`, 'model:']
  for (const line of linesOf(model)) lines.push(line === '' ? '' : `  ${line}`)
  lines.push('files:')
  for (const path of [...files.keys()].sort(comparePaths)) {
    const { hash, kind, generator: by } = files.get(path)!
    const key = plainPath.test(path) ? path : JSON.stringify(path)
    lines.push(`  ${key}: sha256:${hash} ${kind} ${by}`)
  }
  return `${lines.join('\n')}\n`
}

/**
 * Reads what `renderLock` wrote. Throws `LockFormatError` with the number of the first line that is wrong.
 */
export function parseLock(text: string): Lock {
  const lines = linesOf(text)
  let next = 0
  const fail = (problem: string): never => {
    throw new LockFormatError(next + 1, problem)
  }
  const take = (key: string, pattern: RegExp): string => {
    const line = lines[next] ?? ''
    const value = line.startsWith(`${key}: `) ? line.slice(key.length + 2) : ''
    if (!pattern.test(value)) fail(`should be "${key}: ${key === 'version' ? formatVersion : '<version>'}"`)
    next++
    return value
  }
  const conflict = lines.findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line))
  if (conflict !== -1) {
    next = conflict
    fail('is a conflict marker of Git; resolve the merge first')
  }

  while (lines[next]?.startsWith('#')) next++
  if (/^version: \d+$/.test(lines[next] ?? '') && lines[next] !== `version: ${formatVersion}`) {
    fail(`says ${lines[next]}, which this generator does not know; use a newer one`)
  }
  take('version', /^1$/)
  const generator = take('generator', version)
  if (lines[next] !== 'model:') fail('should be "model:"')
  next++
  const model: string[] = []
  for (; lines[next] === '' || lines[next]?.startsWith('  '); next++) model.push(lines[next]!.slice(2))
  if (lines[next] !== 'files:')
    fail('should be "files:", or a line of the model, which begins with two spaces')
  next++

  const files = new Map<string, LockedFile>()
  for (; next < lines.length; next++) {
    const [path, file] = readFileLine(lines[next]!, fail)
    if (files.has(path)) fail(`has ${path} for a second time`)
    files.set(path, file)
  }
  return { generator, model: model.map((line) => `${line}\n`).join(''), files }
}

function readFileLine(line: string, fail: (problem: string) => never): [path: string, file: LockedFile] {
  const [, key, hash, kind, generator] = fileLine.exec(line) ?? []
  if (key === undefined || !version.test(generator!)) {
    return fail('should be "  <path>: sha256:<64 digits> <managed|seed|handed-over> <version>"')
  }
  try {
    const path = key.startsWith('"') ? (JSON.parse(key) as string) : key
    checkPath(path)
    return [path, { hash: hash!, kind: kind as FileKind, generator: generator! }]
  } catch (error) {
    return fail(`has no valid path (${messageOf(error)})`)
  }
}

function linesOf(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
