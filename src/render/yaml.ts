import { isMap, isScalar, type Pair, parse, parseDocument, type YAMLMap } from 'yaml'
import { yamlDocument, yamlText } from '../fleet/yaml-document.ts'

/**
 * Writes plain data as block YAML whose strings stay strings for YAML 1.1 readers too.
 * @returns text that ends with a line end, empty for an empty map
 */
export function toYaml(value: unknown): string {
  return yamlText(yamlDocument(value))
}

/**
 * Merges YAML maps, later ones winning, and keeps the comments of all. Lists and scalars are replaced.
 * @param layers texts or plain data of maps, from the weakest to the strongest
 * @returns the merged map as text, or undefined when nothing is in it
 */
export function mergeYaml(layers: readonly (string | Record<string, unknown>)[]): string | undefined {
  const texts = layers.filter((layer) => typeof layer === 'string')
  if (texts.length === layers.length && haveOwnKeys(texts)) return joined(texts)
  const documents = layers.map((layer) =>
    typeof layer === 'string' ? parseDocument(layer) : yamlDocument(layer),
  )
  const maps = documents
    .map((document) => document.contents)
    .filter((contents): contents is YAMLMap => isMap(contents))
  const [first, ...others] = maps
  if (first === undefined) return undefined
  for (const other of others) mergeMap(first, other)
  if (first.items.length === 0) return undefined
  const result = yamlDocument(undefined)
  result.contents = first as never
  return yamlText(result)
}

const TOP_LEVEL_KEY = /^([A-Za-z0-9_.-]+):(\s|$)/
const OTHER_LINE = /^(---)?$|^[ #]/

/** Whether the texts are plain block maps and no two set the same top-level key: merging them is writing one after the other. */
function haveOwnKeys(texts: readonly string[]): boolean {
  const seen = new Set<string>()
  for (const text of texts) {
    for (const line of text.split('\n')) {
      if (OTHER_LINE.test(line)) continue
      const key = TOP_LEVEL_KEY.exec(line)?.[1]
      if (key === undefined || seen.has(key)) return false
      seen.add(key)
    }
  }
  return seen.size > 0
}

function joined(texts: readonly string[]): string | undefined {
  const text = texts
    .map((each) => each.replace(/^---\n/, '').replace(/\n+$/, ''))
    .filter((each) => each !== '')
    .join('\n')
  return text === '' ? undefined : `${text}\n`
}

/** The maps of several YAML texts merged into plain data, later ones winning. */
export function parseMaps(texts: readonly string[]): Record<string, unknown> {
  return parse(mergeYaml(texts) ?? '{}') as Record<string, unknown>
}

function mergeMap(target: YAMLMap, source: YAMLMap): void {
  for (const pair of source.items as Pair[]) {
    const key = isScalar(pair.key) ? pair.key.value : pair.key
    const existing = (target.items as Pair[]).find(
      (candidate) => (isScalar(candidate.key) ? candidate.key.value : candidate.key) === key,
    )
    if (existing === undefined) target.items.push(pair)
    else if (isMap(existing.value) && isMap(pair.value)) mergeMap(existing.value, pair.value)
    else existing.value = pair.value
  }
}
