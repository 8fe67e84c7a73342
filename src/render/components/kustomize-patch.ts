import { scalar } from '../../yaml/scalar.ts'
import type { ObjectReference } from './part.ts'

/** A patch of a `kustomization.yaml`: a file beside it, or inline. */
export type KustomizePatch = PatchFile | InlinePatch

interface PatchFile {
  /** Name of the file. */
  path: string
  patch: undefined
  target: ObjectReference | undefined
}

interface InlinePatch {
  path: undefined
  /** The patch itself. */
  patch: string
  target: ObjectReference | undefined
}

/**
 * A patch that gives a source another version: the whole `ref`, since a tag and a range are different keys of
 * it.
 * @param comment what stands above the version
 */
export function refPatch(
  ref: Readonly<Record<string, string>>,
  target: ObjectReference,
  comment?: string,
): InlinePatch {
  const above = comment === undefined ? '' : `    ${comment}\n`
  const value = Object.entries(ref).map(([key, version]) => `${above}    ${key}: ${scalar(version)}\n`)
  return {
    path: undefined,
    patch: `- op: replace\n  path: /spec/ref\n  value:\n${value.join('')}`,
    target,
  }
}
