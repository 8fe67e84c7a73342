import { fileURLToPath } from 'node:url'
import type { LibraryFiles } from './library.ts'
import { readTemplateFiles } from './template-files.ts'

/**
 * Our own templates and catalog. The build replaces this module with one that holds them, templates
 * precompiled.
 */
export async function builtinFiles(): Promise<LibraryFiles> {
  return readTemplateFiles(fileURLToPath(new URL('../../../templates', import.meta.url)))
}
