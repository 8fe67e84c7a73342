import { InvalidPathError } from './tree-error.ts'

/** The first part of the name of the folder in which files are staged inside an existing root. */
export const stagingPrefix = '.flux-fleet-staging-'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/

// What Windows and macOS take for `.git`: case, trailing dots and spaces, and the 8.3 short name.
const gitFolder = /^(?:\.git[. ]*|git~1)$/i

/**
 * Names that Windows keeps for devices, in any case and with any ending (Microsoft, "Naming Files, Paths, and
 * Namespaces"). A repository with one of them can't be checked out there.
 */
const DEVICE =
  /(?:^|\/)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)[. ]*(?:\.[^/]*)?(?:\/|$)/i

/**
 * Segments of letters, digits, dashes and underscores that begin with a letter or digit, the last of which
 * may have endings.
 */
const PLAIN = /^(?:[A-Za-z0-9][A-Za-z0-9_-]*\/)*[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/

/**
 * Throws `InvalidPathError` unless the path is relative, has forward slashes only, stays below the root and
 * names nothing of Git's own or of our staging.
 */
export function checkPath(path: string): void {
  // What nearly all paths look like, and nothing below can object to.
  if (PLAIN.test(path) && !DEVICE.test(path)) return
  const refuse = (problem: string): never => {
    throw new InvalidPathError(path, problem)
  }
  if (path === '') refuse('is empty')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    refuse('is absolute; it has to be relative to the root')
  if (path.includes('\\')) refuse('has a backslash; folders are separated by "/"')
  if (controlCharacter.test(path)) refuse('has a control character')
  const device = DEVICE.exec(path)
  if (device !== null)
    refuse(`has the segment "${device[0].replaceAll('/', '')}", which Windows reserves for a device`)
  for (const segment of path.split('/')) {
    if (segment === '') refuse('has an empty segment')
    if (segment === '.' || segment === '..') refuse(`has a "${segment}" segment`)
    if (gitFolder.test(segment)) refuse(`has the segment "${segment}", which belongs to Git`)
    if (segment.toLowerCase().startsWith(stagingPrefix))
      refuse(`has the segment "${segment}", which is reserved`)
  }
}

/** The folder of a path, '' for one that lies directly in the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** The folders above a path, outermost first, without the root. */
export function ancestorsOf(path: string): string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash))
  }
  return folders
}

/** Orders paths by their characters, the same on every machine and in every language. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Paths that can lie side by side on every file system, also on those that do not tell `A` from `a` or
 * composed from decomposed letters.
 */
export class PathSet {
  #files = new Map<string, string>()
  #folders = new Map<string, string>()
  #knownFolders = new Set<string>([''])

  /**
   * Adds a path. Throws `InvalidPathError` for one that is unsafe, there already, or in another one's way.
   */
  add(path: string): void {
    checkPath(path)
    const key = fold(path)
    const twin = this.#files.get(key)
    if (twin === path) throw new InvalidPathError(path, 'is there twice')
    if (twin !== undefined) throw new InvalidPathError(path, `differs from "${twin}" only in case`)
    if (this.#folders.has(key)) throw new InvalidPathError(path, 'is both a file and a folder')
    const parent = parentOf(path)
    if (!this.#knownFolders.has(parent)) this.#addFolders(path)
    this.#files.set(key, path)
  }

  #addFolders(path: string): void {
    const folders = ancestorsOf(path).map((folder) => [fold(folder), folder] as const)
    for (const [key, folder] of folders) {
      if (this.#files.has(key))
        throw new InvalidPathError(path, `needs the folder "${folder}", which is a file`)
      const twin = this.#folders.get(key)
      if (twin !== undefined && twin !== folder) {
        throw new InvalidPathError(
          path,
          `needs the folder "${folder}", which differs from "${twin}" only in case`,
        )
      }
    }
    for (const [key, folder] of folders) {
      this.#folders.set(key, folder)
      this.#knownFolders.add(folder)
    }
  }
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
