import { type CollectionNode, type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import { SETS } from './identity.ts'
import { PATCHES } from './patch-features.ts'
import { DELETED_AND_CHANGED, type LeftOut, type MergeInput, type MergeResult } from './types.ts'

/** The lists of a kustomization whose entries stand for themselves, so that some of them make sense without the rest. */
const LISTS = [...SETS, ...PATCHES]

const API = /^"kustomize\.config\.k8s\.io\//

/**
 * Of a kustomization in which a person deleted whole lists, base and theirs as if those lists had begun with what is
 * new in theirs: that is added in the right place, and what was deleted stays so. Undefined where there is nothing of
 * this.
 * @param merge merges three texts
 * @returns these texts, and what of the lists was left out
 */
export function withoutDeletedLists(
  input: MergeInput,
  sides: { base: Outline; theirs: Outline; ours: Outline },
  merge: (input: MergeInput, prefer?: 'theirs') => MergeResult,
): { input: MergeInput; leftOut: LeftOut[] } | undefined {
  const [base, theirs, ours] = [rootOf(sides.base), rootOf(sides.theirs), rootOf(sides.ours)]
  if (!base || !theirs || !ours || !isKustomization(base)) return undefined
  let found = input
  const leftOut: LeftOut[] = []
  for (const list of LISTS) {
    const key = JSON.stringify(list)
    const [was, wanted] = [base.byKey.get(key), theirs.byKey.get(key)]
    if (!was || !wanted || ours.byKey.has(key) || was.node.canonical === wanted.node.canonical) continue
    const without = withoutEntry(found.base, list)
    const alone = { ...found, theirs: without, ours: found.theirs }
    const untouched = merge(alone)
    // What the generator changed of what was deleted stays deleted, and is told.
    const fresh = 'text' in untouched ? untouched : merge(alone, 'theirs')
    if (!('text' in fresh) || !startOf(list).test(fresh.text)) continue
    if (fresh !== untouched) leftOut.push({ path: list, reason: DELETED_AND_CHANGED })
    found = { ...found, base: without, theirs: fresh.text }
  }
  return found === input ? undefined : { input: found, leftOut }
}

function rootOf({ documents }: Outline): CollectionNode | undefined {
  const node = documents.length === 1 ? documents[0]!.root.node : undefined
  return node && isCollection(node) && node.type === 'map' && !node.flow ? node : undefined
}

function isKustomization(map: CollectionNode): boolean {
  const value = (key: string): Entry['node']['canonical'] | undefined => map.byKey.get(key)?.node.canonical
  return API.test(value('"apiVersion"') ?? '') && /^"(Kustomization|Component)"$/.test(value('"kind"') ?? '')
}

function startOf(key: string): RegExp {
  return new RegExp(`^${key}:`, 'm')
}

/** A text of ours without one key at its top, with all lines below it. */
function withoutEntry(text: string, key: string): string {
  return text.replace(new RegExp(`^${key}:.*\\n(?:(?:[ -].*)?\\n)*`, 'm'), '')
}
