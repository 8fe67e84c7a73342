import { extname, posix, relative, resolve } from 'node:path'
import { PackError } from './pack-error.ts'

/** What an `addMany` names, its texts rendered. */
export interface ManyFiles {
  destination: string
  templateFiles: readonly string[]
  base: string | undefined
  stripExtensions: readonly string[] | false
  globOptions: object
}

/** A file that an `addMany` adds. */
export interface OneOfMany {
  /** Where it goes: still a template, as names of files may be. */
  path: string
  /** Absolute. */
  templateFile: string
}

/**
 * The files that an `addMany` adds, sorted: those below `base` that match, placed as plop places them.
 * Without a base the first folder of their path is left out.
 * @throws PackError when none match
 */
export async function findMany(many: ManyFiles, basePath: string): Promise<OneOfMany[]> {
  const { globSync } = await import('tinyglobby')
  const root = resolve(basePath, many.base ?? '')
  const found = globSync([...many.templateFiles], {
    braceExpansion: false,
    expandDirectories: true,
    ...many.globOptions,
    cwd: resolve(basePath),
    absolute: true,
    onlyFiles: true,
  })
  const below = found
    .map((file) => ({ templateFile: file, name: relative(root, file).replaceAll('\\', '/') }))
    .filter(({ name }) => name !== '..' && !name.startsWith('../'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (below.length === 0)
    throw new PackError(`no template matches ${many.templateFiles.join(', ')} in ${root}`)
  return below.map(({ templateFile, name }) => ({
    templateFile,
    path: stripExtension(
      posix.join(many.destination, many.base === undefined ? name.slice(name.indexOf('/') + 1) : name),
      many.stripExtensions,
    ),
  }))
}

/** `a.yaml.hbs` as `a.yaml`; a name with no other extension, `Makefile.hbs`, keeps its own as plop has it. */
function stripExtension(path: string, extensions: readonly string[] | false): string {
  const extension = extname(path)
  if (extensions === false || !extensions.includes(extension.slice(1))) return path
  const name = posix.basename(path, extension)
  if (extname(name) === '' && !name.startsWith('.')) return path
  return posix.join(posix.dirname(path), name)
}
