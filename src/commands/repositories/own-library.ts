import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { builtinFiles } from '../../render/templates/builtin.ts'
import { Library, LibraryError } from '../../render/templates/library.ts'
import { readTemplateFiles } from '../../render/templates/template-files.ts'
import { exactHash, withoutCrlf } from '../../tree/hash.ts'
import type { Maker } from '../../tree/locked-file.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { GENERATOR_VERSION } from '../command-line/version.ts'

/** Where a fleet keeps templates, catalog entries and generators of its own. */
export const PACK_FOLDER = '.flux-fleet'

/**
 * Our templates and catalog, with those of the first of the folders that has a `.flux-fleet/`.
 * @throws Failure for a template or catalog entry that can't be used
 */
export async function openLibrary(folders: readonly string[]): Promise<Library> {
  const pack = folders
    .map((folder) => join(folder, PACK_FOLDER))
    .find((folder) => ['templates', 'catalog'].some((name) => isThere(join(folder, name))))
  if (pack !== undefined && lstatSync(pack).isSymbolicLink())
    throw new Failure(EXIT.usage, `${pack}: is a symbolic link, which is not followed. Nothing was written.`)
  try {
    if (pack === undefined) return await Library.create(await builtinFiles())
    return await Library.create(
      await builtinFiles(),
      readTemplateFiles(join(pack, 'templates'), join(pack, 'catalog')),
    )
  } catch (error) {
    throw explainLibrary(error, pack ?? 'the built-in templates')
  }
}

/** Whether anything is at a path, be it a link to nothing. */
function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}

/**
 * What renders files with a library, as locks record it. Templates and catalog entries of the fleet's own are
 * told by a fingerprint: the version of the generator says nothing about them.
 */
export function makerOf({ own }: Library): Maker {
  const texts = [...(own?.texts ?? [])].map(([path, text]) => [path, withoutCrlf(text)] as const)
  const entries = [...texts, ...(own?.catalog ?? []).map((entry) => [entry.name, entry] as const)]
  if (entries.length === 0) return { generator: GENERATOR_VERSION }
  const sorted = entries.sort(([first], [second]) => (first < second ? -1 : 1))
  return { generator: GENERATOR_VERSION, templates: exactHash(JSON.stringify(sorted)).slice(0, 12) }
}

/**
 * Says of what is wrong with templates or the catalog where they lie; any other error stays as it is.
 * @param place by default the fleet's own templates: ours are rendered by every test, so what fails is a
 * template of the fleet's
 */
export function explainLibrary(error: unknown, place = `${PACK_FOLDER}/templates`): unknown {
  if (!(error instanceof LibraryError)) return error
  return new Failure(EXIT.usage, `${place}: ${error.message}.`, { cause: error })
}
