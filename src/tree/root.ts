import { basename, dirname, join, resolve } from 'node:path'
import { type FileOperations, failedWith } from './files.ts'
import { RootError } from './tree-error.ts'

/** Where a repository is or will be. */
export interface Root {
  /** Absolute, with the links in what exists of it resolved: the same root always has the same path. */
  path: string
  exists: boolean
  /** The folders above it that are missing, outermost first. */
  missingParents: string[]
}

/**
 * Finds out where a root is. The root itself may be reached through links, since the user named it; below it
 * none is followed. Throws `RootError` where it cannot be a folder.
 */
export function locateRoot(root: string, fs: FileOperations): Root {
  const path = resolve(root)
  try {
    return locate(path, fs)
  } catch (error) {
    if (failedWith(error, 'ENAMETOOLONG')) throw new RootError(path, 'is a longer name than the system takes')
    if (failedWith(error, 'ELOOP')) throw new RootError(path, 'is reached through a symbolic link to itself')
    throw error
  }
}

function locate(path: string, fs: FileOperations): Root {
  const there = fs.stat(path)
  if (there?.isDirectory()) return { path: fs.realpath(path), exists: true, missingParents: [] }
  if (there) throw new RootError(path, 'is a file; a folder is needed here')
  if (fs.lstat(path)) throw new RootError(path, 'is a symbolic link to nothing')

  const missing: string[] = []
  let parent = dirname(path)
  for (let found = fs.stat(parent); !found?.isDirectory(); found = fs.stat(parent)) {
    if (found || fs.lstat(parent)) throw new RootError(parent, `is no folder, so ${path} cannot be made`)
    missing.unshift(basename(parent))
    parent = dirname(parent)
  }
  let folder = fs.realpath(parent)
  const missingParents = missing.map((name) => {
    folder = join(folder, name)
    return folder
  })
  return { path: join(folder, basename(path)), exists: false, missingParents }
}
