import type { Plain, PlainMap } from '../oracle/plain.ts'
import type { Draw } from './draw.ts'
import { identityOf } from './model.ts'

const WORDS = [
  'apps',
  'base',
  'cert-manager',
  'kyverno',
  'loki',
  'metrics',
  'podinfo',
  'prod-eu',
  'staging',
  'tempo',
]
const KEYS = [
  'interval',
  'timeout',
  'replicas',
  'image',
  'mode',
  'domain',
  'cpu',
  'memory',
  'enabled',
  'region',
  'path',
]
const MAPS = ['values', 'labels', 'limits', 'install', 'upgrade', 'postBuild']
const LISTS = ['resources', 'patches', 'dependsOn', 'env', 'args']
const KINDS = ['Kustomization', 'HelmRelease', 'Namespace', 'ConfigMap']

/** The content of a file such as GitOps repositories have: one to four objects. */
export function randomDocuments(draw: Draw): Plain[] {
  const documents: Plain[] = []
  for (let count = draw.oneIn(2) ? 1 : 1 + draw.below(4); count > 0; count--)
    addEntry(draw, documents, 'documents')
  return documents
}

/** Changes what is generated in one to three places. */
export function generatorChanges(draw: Draw, documents: readonly Plain[]): Plain[] {
  const changed = structuredClone(documents) as Plain[]
  for (let count = 1 + draw.below(3); count > 0; count--) change(draw, changed, 'documents')
  return changed
}

/** Adds, removes or changes something in a value, at random. `key` says what kind of list it is. */
function change(draw: Draw, value: Plain[] | PlainMap, key: string): void {
  const deeper = Object.entries(value).filter(
    ([name, inner]) =>
      typeof inner === 'object' && inner !== null && !['target', 'metadata', 'args'].includes(name),
  )
  if (deeper.length > 0 && !draw.oneIn(4)) {
    const [name, inner] = draw.pick(deeper)
    change(draw, inner as PlainMap, Array.isArray(value) ? '' : name)
    return
  }
  if (Array.isArray(value)) {
    if (value.length > (key === 'documents' ? 1 : 0) && draw.oneIn(3))
      value.splice(draw.below(value.length), 1)
    else addEntry(draw, value, key)
    return
  }
  const keys = Object.keys(value).filter((name) => !isIdentity(name))
  const action = draw.below(4)
  if (action === 0 || keys.length === 0) addKey(draw, value)
  else if (action === 1) delete value[draw.pick(keys)]
  else {
    const name = draw.pick(keys)
    const inner = value[name]!
    if (typeof inner !== 'object' || inner === null) value[name] = randomScalar(draw)
    else if (name === 'args') value[name] = randomList(draw, 'args')
    else change(draw, inner as PlainMap, name)
  }
}

/** Whether a key is part of what tells entries apart, and so never changes. */
export function isIdentity(key: string): boolean {
  return ['apiVersion', 'kind', 'metadata', 'name', 'target'].includes(key)
}

/** Adds an entry that a list does not have. Lists that are sets are sorted, as generators sort them. */
export function addEntry(draw: Draw, list: Plain[], key: string): void {
  const entry = randomEntry(draw, key)
  const id = identityOf(key, entry)
  if (id !== undefined && list.some((other) => identityOf(key, other) === id)) return
  list.splice(id === undefined ? list.length : draw.below(list.length + 1), 0, entry)
}

/** Adds a key that a map does not have. */
export function addKey(draw: Draw, map: PlainMap): void {
  const kind = draw.below(6)
  const key = draw.pick(kind === 0 ? MAPS : kind === 1 ? LISTS : KEYS)
  if (key in map) return
  const value = kind === 0 ? randomMap(draw, 2) : kind === 1 ? randomList(draw, key) : randomScalar(draw)
  // Among the keys there are, not only after them.
  const entries = Object.entries(map)
  entries.splice(draw.below(entries.length + 1), 0, [key, value])
  for (const [name] of entries) delete map[name]
  Object.assign(map, Object.fromEntries(entries))
}

export function randomScalar(draw: Draw): Plain {
  switch (draw.below(8)) {
    case 0:
      return draw.below(100)
    case 1:
      return draw.oneIn(2)
    case 2:
      return draw.pick(['on', '1234', 'null', '>=1.0.0', 'a: b', '# no', '${VAR}', '@x', '0400', ''])
    case 3:
      return `${draw.pick(WORDS)} ${'very '.repeat(draw.below(60))}long`
    case 4:
      return `- op: add\n  path: /${draw.pick(WORDS)}\n  # not a comment\n${draw.oneIn(2) ? '' : '\n'}  value: ${draw.below(9)}${draw.oneIn(2) ? '' : '\n'}`
    default:
      return `${draw.pick(WORDS)}${draw.below(20)}`
  }
}

function randomList(draw: Draw, key: string): Plain[] {
  const list: Plain[] = []
  for (let count = draw.below(5); count > 0; count--) addEntry(draw, list, key)
  return list
}

function randomMap(draw: Draw, depth: number): PlainMap {
  const map: PlainMap = {}
  for (let count = 1 + draw.below(4); count > 0; count--) {
    if (depth > 0 && draw.oneIn(4)) map[draw.pick(MAPS)] = randomMap(draw, depth - 1)
    else if (draw.oneIn(4)) {
      const key = draw.pick(LISTS)
      map[key] = randomList(draw, key)
    } else map[draw.pick(KEYS)] = randomScalar(draw)
  }
  return map
}

function randomEntry(draw: Draw, key: string): Plain {
  const word = draw.pick(WORDS)
  switch (key) {
    case 'documents':
      return {
        apiVersion: 'example.io/v1',
        kind: draw.pick(KINDS),
        metadata: { name: `${word}${draw.below(3)}`, namespace: 'flux-system' },
        spec: randomMap(draw, 2),
      }
    case 'resources':
      return `../base/${word}${draw.below(4)}`
    case 'patches':
      return draw.oneIn(2)
        ? { path: `${word}.yaml`, target: { kind: draw.pick(KINDS), name: word } }
        : { patch: '- op: remove\n  path: /spec\n', target: { kind: draw.pick(KINDS), name: word } }
    case 'dependsOn':
      return { name: `${word}${draw.below(4)}` }
    case 'env':
      return { name: `${word}${draw.below(4)}`, value: randomScalar(draw) }
    default:
      return `--${word}=${draw.below(5)}`
  }
}
