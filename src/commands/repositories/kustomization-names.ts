import type { OtherNames } from '../../tree/other-names.ts'

const WRITTEN = 'kustomization.yaml'

/** The other names under which kustomize finds a kustomization (`konfig.RecognizedKustomizationFileNames`). */
const OTHERS = ['kustomization.yml', 'Kustomization']

/** The other names that a `kustomization.yaml` may have; two of them in one folder kustomize refuses. */
export const kustomizationNames: OtherNames = (path) => {
  if (path !== WRITTEN && !path.endsWith(`/${WRITTEN}`)) return []
  const folder = path.slice(0, -WRITTEN.length)
  return OTHERS.map((name) => folder + name)
}

/** The path that a kustomization is written to, whatever name a person gave it; any other path as it is. */
export function writtenKustomization(path: string): string {
  return isKustomization(path) ? path.slice(0, path.lastIndexOf('/') + 1) + WRITTEN : path
}

/** Whether kustomize reads a file as a kustomization, by its path. */
export function isKustomization(path: string): boolean {
  return [WRITTEN, ...OTHERS].includes(path.slice(path.lastIndexOf('/') + 1))
}
