import { findRepository } from '../../tools/git.ts'
import { readBlobs, readBlobsAt } from '../../tools/git-blobs.ts'
import type { BaseSource, LockedFiles } from '../../tree/base-source.ts'
import { hashesOf } from '../../tree/locked-file.ts'

const BLOB = 'blob:'

/**
 * The texts of files as Git keeps them: the blob that the lock names, in a commit or not. Where there is none,
 * the right one of those that were committed at the file's path: the lock may have a hash of version 1, and the
 * repository ids of SHA-256. Git is only looked at, as `readBlobs` says.
 * @param folder that the paths of the lock begin at; where it is in no repository, nothing is found
 */
export function gitBases(folder: string): BaseSource {
  return {
    textsOf: async (files) => {
      if (findRepository(folder) === undefined) return new Map()
      const named = await namedBlobs(folder, files)
      const others = new Map([...files].filter(([path]) => !named.has(path)))
      return new Map([...named, ...(await committedBlobs(folder, others))])
    },
  }
}

async function namedBlobs(folder: string, files: LockedFiles): Promise<Map<string, string>> {
  const ids = new Map(
    [...files].flatMap(([path, { hash }]) =>
      hash.startsWith(BLOB) ? [[path, hash.slice(BLOB.length)] as const] : [],
    ),
  )
  const blobs = await readBlobs(folder, [...new Set(ids.values())])
  return new Map(
    [...ids].flatMap(([path, id]) => {
      const bytes = blobs.get(id)
      return bytes === undefined ? [] : [[path, bytes.toString('utf8')] as const]
    }),
  )
}

async function committedBlobs(folder: string, files: LockedFiles): Promise<Map<string, string>> {
  const paths = new Map<string, string[]>()
  for (const [path, { hash }] of files) paths.set(hash, [...(paths.get(hash) ?? []), path])
  const found = new Map<string, string>()
  for (const bytes of (await readBlobsAt(folder, [...files.keys()])).values()) {
    for (const path of hashesOf(bytes).flatMap((hash) => paths.get(hash) ?? []))
      found.set(path, bytes.toString('utf8'))
  }
  return found
}
