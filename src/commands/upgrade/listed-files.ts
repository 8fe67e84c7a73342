import { parse } from 'yaml'

/** What a `kustomization.yaml` names of files and folders: resources, components, patches. */
export function listedIn(text: string): string[] {
  let data: unknown
  try {
    data = parse(text)
  } catch {
    return []
  }
  if (typeof data !== 'object' || data === null) return []
  const { resources, components, patches } = data as Record<string, unknown>
  return [...listOf(resources), ...listOf(components), ...listOf(patches)].flatMap((entry) => {
    if (typeof entry === 'string') return [entry]
    const path = (entry as { path?: unknown } | null)?.path
    return typeof path === 'string' ? [path] : []
  })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
