import type { Rendering } from '../contributor.ts'

/** More clusters than this in one environment are drawn as one box, so that the picture stays readable. */
const MOST_CLUSTERS = 12

/**
 * A Mermaid flowchart: the layers with their components in the order in which Flux applies them, what waits
 * for what inside a layer, what features have beside them, and the environments with their clusters.
 */
export function mermaid({
  resolved,
  parts,
  contributors,
}: Pick<Rendering, 'resolved' | 'parts' | 'contributors'>): string {
  const more = contributors.flatMap((contributor) => contributor.picture?.(resolved) ?? [])
  const before = more.flatMap((part) => part.before ?? [])
  const lines = ['flowchart LR', ...before.map(({ line }) => line)]
  const ids = new Map<string, string>()
  for (const { layer, kustomization } of resolved.layers) {
    lines.push(`  subgraph layer_${layer}["${kustomization}"]`)
    const inLayer = parts.filter((part) => part.layer === layer)
    if (inLayer.length === 0) lines.push(`    empty_${layer}["nothing yet"]`)
    for (const { entry } of inLayer) {
      const id = `${layer}_${ids.size}`
      ids.set(`${layer} ${entry.name}`, id)
      lines.push(`    ${id}["${entry.name}"]`)
    }
    lines.push('  end')
  }
  const chain = [...before.map(({ id }) => id), ...resolved.layers.map(({ layer }) => `layer_${layer}`)]
  for (let index = 1; index < chain.length; index += 1)
    lines.push(`  ${chain[index - 1]} --> ${chain[index]}`)
  lines.push(...more.flatMap((part) => part.beside ?? []))
  for (const { layer, entry } of parts.filter((part) => part.layer === part.entry.layer))
    for (const { name } of entry.dependsOn)
      lines.push(`  ${ids.get(`${layer} ${name}`)} --> ${ids.get(`${layer} ${entry.name}`)}`)
  const applied = ['layer_apps', ...more.flatMap((part) => part.applied ?? [])]
  for (const [index, { name, clusters }] of resolved.environments.entries()) {
    lines.push(`  subgraph environment_${index}["environment ${name}"]`)
    if (clusters.length === 0) lines.push(`    cluster_${index}["no cluster yet"]`)
    else if (clusters.length > MOST_CLUSTERS)
      lines.push(`    cluster_${index}["${clusters.length} clusters"]`)
    else
      for (const [number, cluster] of clusters.entries())
        lines.push(`    cluster_${index}_${number}["cluster ${cluster.name}"]`)
    lines.push('  end', ...applied.map((id) => `  ${id} -.-> environment_${index}`))
  }
  return lines.join('\n')
}
