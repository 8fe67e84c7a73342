import { canonicalString } from '../../yaml/outline/canonical.ts'
import { type Entry, isCollection, type YamlNode } from '../../yaml/outline/nodes.ts'
import { readOutline } from '../../yaml/outline/outline.ts'
import { YamlReadError } from '../../yaml/outline/read-error.ts'
import type { Feature } from './match-entries.ts'

/** Lists of patches in a `kustomization.yaml`, in a Kustomization of Flux and in the post-renderers of a release. */
export const PATCHES = new Set(['patches', 'patchesJson6902', 'patchesStrategicMerge'])

/**
 * What tells patches apart. Kustomize takes any number for one target
 * (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/), so that a target alone names
 * none: a patch is known by its target, its file and the object that is written inside of it; or, where that is a
 * list of operations (JSON 6902), by the places that they change.
 */
export const asWhole: Feature = (entry) => {
  const { target, path, inside } = partsOf(entry)
  return `${target ?? ''}\n${path ?? ''}\n${inside?.join('\n') ?? ''}`
}

/** Its file, or its target together with the first place that it changes or the object inside. */
export const asEdited: readonly Feature[] = [
  asWhole,
  (entry) => partsOf(entry).path,
  (entry) => {
    const { target, inside } = partsOf(entry)
    return inside?.[0] && `${target ?? ''}\n${inside[0]}`
  },
]

/** The same, and its target where nothing else is left: a patch may move into a file. */
export const asChanged: readonly Feature[] = [...asEdited, (entry) => partsOf(entry).target]

interface Parts {
  target: string | undefined
  path: string | undefined
  /** The object inside, or the places that it changes. */
  inside: string[] | undefined
}

const known = new WeakMap<Entry, Parts>()

function partsOf(entry: Entry): Parts {
  const found = known.get(entry)
  if (found) return found
  const { node } = entry
  const patch = at(node, 'patch')
  // In `patchesStrategicMerge` the entry itself is a file or a patch.
  const text = node.type === 'scalar' ? node : patch
  const isText = text?.type === 'scalar' && text.value.includes('\n')
  const parts: Parts = {
    target: at(node, 'target')?.canonical,
    path: at(node, 'path')?.canonical ?? (node.type === 'scalar' && !isText ? node.canonical : undefined),
    inside: text?.type === 'scalar' && (isText || text === patch) ? insideOf(text.value) : undefined,
  }
  known.set(entry, parts)
  return parts
}

function insideOf(text: string): string[] | undefined {
  const content = contentOf(text)
  if (content?.type === 'list') {
    return content.entries.map(({ node }) => `${at(node, 'op')?.canonical} ${at(node, 'path')?.canonical}`)
  }
  const metadata = at(content, 'metadata')
  const names = [at(content, 'kind'), at(metadata, 'namespace'), at(metadata, 'name')]
  return names.some((name) => name !== undefined)
    ? [names.map((name) => name?.canonical ?? '').join(' ')]
    : undefined
}

function contentOf(text: string): YamlNode | undefined {
  try {
    return readOutline(text).documents[0]?.root.node
  } catch (error) {
    if (!(error instanceof YamlReadError)) throw error
    return undefined
  }
}

function at(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return isCollection(node) ? node.byKey.get(canonicalString(key))?.node : undefined
}
