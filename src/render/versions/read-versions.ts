import { parse } from 'yaml'
import type { ObjectReference } from '../components/part.ts'

/** Reads a version out of the text of a file; undefined where it has none there, or can't be read. */
export type ReadVersion = (text: string) => string | undefined

/** The ref of a source: `spec.ref`. */
export const refIn: ReadVersion = (text) => refOf(at(dataOf(text), 'spec', 'ref'))

/** The version of a chart in a repository of charts: `spec.chart.spec.version` of a HelmRelease. */
export const chartVersionIn: ReadVersion = (text) =>
  textOf(at(dataOf(text), 'spec', 'chart', 'spec', 'version'))

/** What Helm values of a HelmRelease have at a path: below `spec.values`. */
export function helmValueIn(path: readonly (string | number)[]): ReadVersion {
  return (text) => textOf(at(dataOf(text), 'spec', 'values', ...path.map(String)))
}

/** The ref that a patch in a `kustomization.yaml` gives a source, as `refPatch` writes it. */
export function patchedRefIn({ kind, name, namespace }: ObjectReference): ReadVersion {
  return (text) => {
    const patches = listOf(at(dataOf(text), 'patches')).filter((patch) => {
      const target = at(patch, 'target')
      return (
        at(target, 'kind') === kind && at(target, 'name') === name && at(target, 'namespace') === namespace
      )
    })
    const operations = patches.flatMap((patch) => listOf(dataOf(textOf(at(patch, 'patch')) ?? '')))
    const ref = operations.find((operation) => at(operation, 'path') === '/spec/ref')
    return refOf(at(ref, 'value'))
  }
}

/** The image of a container of a Deployment. */
export function imageIn(container: string): ReadVersion {
  return (text) => {
    const containers = listOf(at(dataOf(text), 'spec', 'template', 'spec', 'containers'))
    return textOf(
      at(
        containers.find((one) => at(one, 'name') === container),
        'image',
      ),
    )
  }
}

/** What a ref says; a digest beside a tag only pins it. */
function refOf(ref: unknown): string | undefined {
  return textOf(at(ref, 'semver')) ?? textOf(at(ref, 'tag')) ?? textOf(at(ref, 'digest'))
}

/** The last long text that was read: an overlay is asked for one version after the other. */
let last: { text: string; data: unknown } | undefined

/** A text longer than this is remembered. */
const LONG = 2000

/** The data of a text with one document, all scalars as they are written: `7.10` is no number. */
function dataOf(text: string): unknown {
  if (text === last?.text) return last.data
  let data: unknown
  try {
    data = parse(text, { schema: 'failsafe' })
  } catch {
    data = undefined
  }
  if (text.length > LONG) last = { text, data }
  return data
}

function at(data: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    data,
  )
}

function listOf(data: unknown): unknown[] {
  return Array.isArray(data) ? data : []
}

function textOf(data: unknown): string | undefined {
  return typeof data === 'string' ? data : undefined
}
