import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Place } from '../../fleet/file/load-data.ts'

/** Where bytes begin to be no UTF-8, or undefined when all of them are. */
export function damagedAt(bytes: Buffer): Place | undefined {
  if (isUtf8(bytes)) return undefined
  const read = Buffer.from(bytes.toString('utf8'), 'utf8')
  const offset = bytes.findIndex((byte, index) => byte !== read[index])
  const lines = bytes.subarray(0, offset).toString('utf8').split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}

/** Reads a file, a pipe or a device to its end, or one byte beyond the limit. */
export function readAtMost(file: string | 0, limit: number): Buffer {
  const descriptor = file === 0 ? 0 : openSync(file, 'r')
  const chunks: Buffer[] = []
  try {
    for (let left = limit + 1; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, 1 << 16))
      const read = readSync(descriptor, chunk)
      if (read === 0) break
      chunks.push(chunk.subarray(0, read))
      left -= read
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor)
  }
  return Buffer.concat(chunks)
}

/** The text of a file; undefined for one that can't be read. */
export function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
