import { posix } from 'node:path'
import type { Move } from '../../tree/moves.ts'
import { isKustomization } from '../repositories/kustomization-names.ts'
import type { YamlFile } from './yaml-files.ts'

/** A word with a slash in it, as paths are written in YAML. */
const PATH = /(?:[\w.@-]+|\.{1,2})?(?:\/[\w.*-]+)+/g
/** The one word of a list entry or of `path:` in a `kustomization.yaml`: a file or folder beside it. */
const NEIGHBOR = /^\s*(?:-\s+)?(?:-|path:)\s+(["']?)([\w.-]+)\1\s*(?:#.*)?$/

/**
 * Where files name a path that is there no more: people's own lines, since what is rendered names the new
 * one.
 * @returns `file:line`, in the order of the files
 */
export function leftReferences(files: readonly YamlFile[], moves: readonly Move[]): string[] {
  return files.flatMap(({ path, repository, text }) => {
    const here = posix.dirname(path)
    const isGone = (word: string) =>
      [`${here}/${word}`, repository + word.replace(/^@[\w-]+\//, '')].some((candidate) => {
        const full = posix.normalize(candidate)
        return moves.some(({ from }) => full === from || full.startsWith(`${from}/`))
      })
    return text.split('\n').flatMap((line, index) => {
      if (/^\s*#/.test(line)) return []
      const words = line.match(PATH) ?? []
      const neighbor = isKustomization(path) ? NEIGHBOR.exec(line)?.[2] : undefined
      return [...words, ...(neighbor === undefined ? [] : [neighbor])].some(isGone)
        ? [`${path}:${index + 1}`]
        : []
    })
  })
}
