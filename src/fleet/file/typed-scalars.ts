import { copyData, type KeptScalar } from '../../yaml/kept-scalar.ts'
import { bothReadings, type Reading, readAsYaml11, readAsYaml12 } from '../../yaml/readings.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { schemaAt, schemaFacts } from '../schema/schema-walk.ts'

/**
 * Gives scalars that are kept as they were written the value that the fleet itself has to understand. Those in
 * Helm values stay what they are: charts and their readers understand them.
 * @param kept where in the data they are
 * @returns the data, and an issue for each scalar of which readers of YAML make different values
 */
export function typedScalars(
  data: unknown,
  kept: readonly FieldPath[],
): { data: unknown; issues: FleetIssue[] } {
  const typed = kept.filter((path) => !isFree(path))
  if (typed.length === 0) return { data, issues: [] }
  const root = { data: copyData(data) }
  const issues: FleetIssue[] = []
  for (const path of typed) {
    const [parent, key] = parentOf(root, path)
    const { source } = parent[key] as KeptScalar
    const message = faultOf(source, expectedAt(path))
    if (message !== undefined) issues.push({ path, message })
    parent[key] = readAsYaml12(source)
  }
  return { data: root.data, issues }
}

/** Whether a value may be anything. */
function isFree(path: FieldPath): boolean {
  return path.some((_, index) => expectedAt(path.slice(0, index + 1)) === 'unknown')
}

function expectedAt(path: FieldPath): string | undefined {
  const schema = schemaAt(path)
  return schema === undefined ? undefined : schemaFacts(schema).type
}

type Parent = Record<string | number, unknown>

function parentOf(root: { data: unknown }, path: FieldPath): [Parent, string | number] {
  const way = ['data', ...path]
  const parent = way.slice(0, -1).reduce((value, part) => (value as Parent)[part], root as unknown)
  return [parent as Parent, way.at(-1)!]
}

/** What is said instead of a value; keys that hold no single value are told of elsewhere. */
const WAY_OUT: Readonly<Record<string, (readings: readonly Reading[]) => string>> = {
  string: inQuotes,
  enum: inQuotes,
  number: written('number'),
  int: written('number'),
  boolean: written('boolean'),
}

function faultOf(source: string, expected: string | undefined): string | undefined {
  const wayOut = WAY_OUT[expected ?? '']
  const [old, current] = [readAsYaml11(source), readAsYaml12(source)]
  if (wayOut === undefined || old === current) return undefined
  return `is ${source}, which ${bothReadings(source)}: ${wayOut([old, current])}`
}

function inQuotes(): string {
  return 'put it in quotes'
}

function written(type: 'number' | 'boolean'): (readings: readonly Reading[]) => string {
  return (readings) => {
    const fitting = readings.filter((reading) => typeof reading === type)
    return fitting.length === 0 ? `expected a ${type}` : `write ${fitting.join(' or ')}`
  }
}
