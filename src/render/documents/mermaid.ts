import { partsBefore } from '../clusters/component-dependencies.ts'
import type { Part } from '../components/part.ts'
import type { Rendering } from '../contributor.ts'

/** More clusters than this in one environment are drawn as one box, so that the picture stays readable. */
const MOST_CLUSTERS = 12

/** Arrows from what comes first to every layer, and from the definitions of custom resources to the others. */
function fanOut(first: string | undefined, layers: readonly string[]): string[] {
  const from = layers.includes('layer_crds') ? 'layer_crds' : first
  const start = first === undefined || from === first ? [] : [`  ${first} --> ${from}`]
  if (from === undefined) return start
  return [...start, ...layers.filter((layer) => layer !== from).map((layer) => `  ${from} --> ${layer}`)]
}

/**
 * A Mermaid flowchart: the layers with their components in the order in which Flux applies them, what waits
 * for what inside a layer, what features have beside them, and the environments with their clusters.
 */
export function mermaid({
  resolved,
  parts,
  contributors,
  library,
}: Pick<Rendering, 'resolved' | 'parts' | 'contributors' | 'library'>): string {
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
  const boxOf = ({ layer, entry }: Part) => ids.get(`${layer} ${entry.name}`)
  const layers = resolved.layers.map(({ layer }) => `layer_${layer}`)
  const perComponent = resolved.fleet.granularity === 'component'
  const chain = [...before.map(({ id }) => id), ...(perComponent ? [] : layers)]
  for (let index = 1; index < chain.length; index += 1)
    lines.push(`  ${chain[index - 1]} --> ${chain[index]}`)
  if (perComponent) lines.push(...fanOut(chain.at(-1), layers))
  lines.push(...more.flatMap((part) => part.beside ?? []))
  for (const part of parts) {
    // What brings definitions comes before all: an arrow from its layer says so already.
    const needed = perComponent
      ? partsBefore(part, parts, resolved, library).filter(({ layer }) => layer !== 'crds')
      : parts.filter(
          ({ layer, entry }) =>
            layer === part.layer && part.layer === part.entry.layer && part.entry.dependsOn.includes(entry),
        )
    for (const other of needed) lines.push(`  ${boxOf(other)} --> ${boxOf(part)}`)
  }
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
