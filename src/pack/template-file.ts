import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { PackError } from './pack-error.ts'

/** The text of a template, and whether what is made of it can be executed. */
export interface TemplateText {
  text: string
  executable: boolean
}

/**
 * Reads a template file of a pack.
 * @param file relative to the plopfile's folder
 * @throws PackError when it is not there or is no text
 */
export function readTemplate(basePath: string, file: string): TemplateText {
  const path = resolve(basePath, file)
  let bytes: Buffer
  let mode: number
  try {
    bytes = readFileSync(path)
    mode = statSync(path).mode
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new PackError(
      missing
        ? `there is no template ${path}`
        : `can't read the template ${path}: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
  if (!isUtf8(bytes) || bytes.includes(0)) throw new PackError(`the template ${path} is no text in UTF-8`)
  return { text: bytes.toString('utf8'), executable: (mode & 0o111) !== 0 }
}
