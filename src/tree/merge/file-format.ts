/** What a file is by its name; everything that is none of these is text. */
export type FileFormat = 'yaml' | 'json' | 'markdown' | 'text'

/**
 * What a file holds, as its name says. `Kustomization` is the one name without an ending that kustomize reads as YAML
 * (`konfig.RecognizedKustomizationFileNames`).
 */
export function formatOf(path: string): FileFormat {
  if (/\.ya?ml$|(^|\/)Kustomization$/i.test(path)) return 'yaml'
  if (/\.json$/i.test(path)) return 'json'
  return /\.md$/i.test(path) ? 'markdown' : 'text'
}
