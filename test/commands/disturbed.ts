import { type FileOperations, realFiles } from '../../src/tree/files.ts'
import { filesWith } from '../tree/faulty-files.ts'

/** Operations that leave the disk as it is, or may fail unnoticed; all others write. */
const HARMLESS: readonly string[] = [
  'lstat',
  'stat',
  'realpath',
  'readFile',
  'readdir',
  'sync',
] satisfies (keyof FileOperations)[]

/**
 * Called before each operation that writes, with its number, from 1; whatever it throws, the operation fails
 * with.
 */
export type Strike = (number: number, half: () => void) => void

/** Does something while the file operations of this process are disturbed, and counts those that write. */
export async function disturbed<Result>(
  strike: Strike,
  step: () => Promise<Result>,
): Promise<{ result: Result; total: number }> {
  const undisturbed = { ...realFiles }
  let total = 0
  const { fs } = filesWith((_number, name, half) => {
    if (HARMLESS.includes(name)) return
    total++
    strike(total, half)
  })
  Object.assign(realFiles, fs)
  try {
    return { result: await step(), total }
  } finally {
    Object.assign(realFiles, undisturbed)
  }
}
