import { join } from 'node:path'
import { type FileOperations, failedWith } from './files.ts'

/**
 * Whether a `.git` is one as `git init` makes it: a folder without a single object, branch or tag, so that
 * nothing is lost with it. Throws whatever an operation threw.
 */
export function isUnborn(git: string, fs: FileOperations): boolean {
  if (fs.lstat(git)?.isDirectory() !== true || fs.lstat(join(git, 'packed-refs')) !== undefined) return false
  return !holdsFiles(join(git, 'objects'), fs) && !holdsFiles(join(git, 'refs'), fs)
}

function holdsFiles(folder: string, fs: FileOperations): boolean {
  let names: string[]
  try {
    names = fs.readdir(folder)
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return false
    throw error
  }
  return names.some((name) => {
    const path = join(folder, name)
    return fs.lstat(path)?.isDirectory() !== true || holdsFiles(path, fs)
  })
}
