import { git, gitBytes, ONLY_LOOK } from './git.ts'

/** More than any file that is rendered, and little enough to read thousands of them. */
const LARGEST = 1 << 20

/** So many contents are read at a time that they fit into memory, whatever somebody committed. */
const BLOBS_AT_A_TIME = 100

/** Lists objects and those below; one that a partial clone lacks begins with a question mark. */
const LIST_OBJECTS = ['--objects', '--no-object-names', '--missing=print', '--stdin']

/**
 * Reads blobs of a repository by their ids. What is not there, is no blob or is larger than any rendered file
 * is left out. Nothing is fetched, and nothing that the repository configures is run.
 * @throws GitError
 */
export async function readBlobs(repository: string, ids: readonly string[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map()
  // Asked for an object that a partial clone lacks, `cat-file` fails; `rev-list` says so.
  const there = await listObjects(repository, ['--no-walk', '--ignore-missing'], linesOf(ids))
  const wanted = new Set(ids)
  return readLocal(
    repository,
    there.filter((id) => wanted.has(id)),
  )
}

/**
 * Reads every blob that was ever committed at some paths, in any branch, as `readBlobs` does.
 * @param paths relative to the folder
 * @throws GitError
 */
export async function readBlobsAt(folder: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  if (paths.length === 0) return new Map()
  return readLocal(folder, await listObjects(folder, ['--all', '--full-history'], `--\n${linesOf(paths)}`))
}

async function listObjects(folder: string, words: readonly string[], input: string): Promise<string[]> {
  const output = await git(folder, 'rev-list', { ...ONLY_LOOK, after: [...words, ...LIST_OBJECTS], input })
  return output.split('\n').filter((id) => id !== '' && !id.startsWith('?'))
}

async function readLocal(folder: string, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const small = await smallBlobs(folder, ids)
  const blobs = new Map<string, Buffer>()
  for (let start = 0; start < small.length; start += BLOBS_AT_A_TIME) {
    const some = small.slice(start, start + BLOBS_AT_A_TIME)
    const input = linesOf(some)
    const output = await gitBytes(folder, 'cat-file', { ...ONLY_LOOK, after: ['--batch', '--buffer'], input })
    for (const [id, bytes] of contentsIn(output)) blobs.set(id, bytes)
  }
  return blobs
}

/** Those of some objects that are blobs of a size that is rendered. */
async function smallBlobs(folder: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const input = linesOf(ids)
  const output = await git(folder, 'cat-file', { ...ONLY_LOOK, after: ['--batch-check', '--buffer'], input })
  return output.split('\n').flatMap((line) => {
    const [id, type, size] = line.split(' ')
    return type === 'blob' && Number(size) <= LARGEST ? [id!] : []
  })
}

/** Each object is `<id> <type> <size>`, a line feed, its bytes and another one. */
function* contentsIn(output: Buffer): Generator<[id: string, bytes: Buffer]> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at)
    const [id, , size] = output.toString('latin1', at, end).split(' ')
    at = end + 1
    // Collected as garbage since it was asked about.
    if (size === undefined) continue
    yield [id!, output.subarray(at, at + Number(size))]
    at += Number(size) + 1
  }
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
