import type { YamlEdit } from './yaml-edit.ts'
import type { PathStep } from './yaml-path.ts'

type Map = Record<string, unknown>

/** Makes an edit on plain data: what the text that `spliceYaml` gives has to mean. The data is copied. */
export function applyToValue(value: unknown, edit: YamlEdit): unknown {
  const copy = structuredClone(value)
  const last = edit.path.at(-1)!
  const parent = edit.path.slice(0, -1).reduce(valueAt, copy)
  switch (edit.op) {
    case 'set':
      put(parent, last, edit.value)
      break
    case 'add': {
      const list = (valueAt(parent, last) ?? []) as unknown[]
      const at = edit.before === undefined ? list.length : indexOf(list, edit.before)
      put(parent, last, list.toSpliced(at, 0, edit.value))
      break
    }
    case 'remove':
      if (Array.isArray(parent)) parent.splice(indexOf(parent, last), 1)
      else delete (parent as Map)[String(last)]
      break
    case 'rename':
      put(parent, edit.to, valueAt(parent, last))
      delete (parent as Map)[String(last)]
  }
  return copy
}

function put(parent: unknown, at: PathStep, value: unknown): void {
  if (Array.isArray(parent)) parent[indexOf(parent, at)] = value
  else (parent as Map)[String(at)] = value
}

function valueAt(value: unknown, at: PathStep): unknown {
  return Array.isArray(value) ? value[indexOf(value, at)] : (value as Map | undefined)?.[String(at)]
}

function indexOf(list: readonly unknown[], at: PathStep): number {
  if (typeof at !== 'object') return Number(at)
  return list.findIndex((item) => Object.entries(at).every(([key, value]) => (item as Map)[key] === value))
}
