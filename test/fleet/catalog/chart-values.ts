import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

/** A map of Helm values. */
export type Values = Record<string, unknown>

/** The default values of a chart, and what else it says of values. */
export interface ChartValues {
  /** With those of its sub-charts below their names, as far as the data has them. */
  defaults: Values
  /** Paths of keys that `values.yaml` holds as comments alone, as in `controller.extraArgs`. */
  documented: ReadonlySet<string>
  /** Its `values.schema.json`. */
  schema: AnySchema | undefined
}

/** Whether a value is a map. */
export function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Where charts' values lie: `CHART_DATA`, else a folder data/charts in a neighbor of the project.
 * @param project folder of the project
 */
export function chartFolder(project: string): string | undefined {
  if (process.env.CHART_DATA !== undefined) return process.env.CHART_DATA
  const neighbors = readdirSync(dirname(project), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => join(dirname(project), entry.name, 'data/charts'))
  return neighbors.find((folder) => existsSync(join(folder, 'index.json')))
}

/**
 * Reads what a folder of charts has of one: `<chart>/values.yaml`, `<chart>/values.schema.json`, and the
 * `dependencies` of the chart in `index.json`.
 * @throws Error when it has no default values of the chart
 */
export function readChartValues(folder: string, chart: string): ChartValues {
  const text = readIfThere(join(folder, chart, 'values.yaml'))
  if (text === undefined) throw new Error(`there are no default values of the chart ${chart} in ${folder}`)
  const defaults: Values = parse(text) ?? {}
  const documented = new Set(documentedKeys(text))
  const index = JSON.parse(readIfThere(join(folder, 'index.json')) ?? '{}')
  for (const dependency of (index[chart]?.dependencies ?? []) as string[]) {
    const below = readIfThere(join(folder, dependency, 'values.yaml'))
    if (below === undefined) continue
    defaults[dependency] = merge(parse(below) ?? {}, defaults[dependency] ?? {})
    for (const path of documentedKeys(below)) documented.add(`${dependency}.${path}`)
  }
  const schema = readIfThere(join(folder, chart, 'values.schema.json'))
  return { defaults, documented, schema: schema === undefined ? undefined : JSON.parse(schema) }
}

/**
 * The paths of keys that stand in a comment of a `values.yaml`, as `# key:` at the place where the key would
 * be.
 */
export function documentedKeys(text: string): string[] {
  const found: string[] = []
  /** The keys that a line may be below, from the outside in. */
  const above: { column: number; path: string }[] = []
  for (const line of text.split('\n')) {
    const key = /^(\s*)(#+ ?)?(\s*)(["']?)([\w./-]+)\4:(?=\s|$)/.exec(line)
    if (key === null) continue
    const column = key[1]!.length + key[3]!.length
    while (above.length > 0 && above.at(-1)!.column >= column) above.pop()
    const path = [...above.slice(-1).map((parent) => parent.path), key[5]!].join('.')
    above.push({ column, path })
    if (key[2] !== undefined) found.push(path)
  }
  return found
}

/**
 * What is wrong with values of a chart: what its schema refuses when they lie over its defaults, what the
 * chart does not know, and what it has with another type. Empty maps and null are open below, and so is what
 * it documents.
 */
export function valueProblems(values: Values, { defaults, documented, schema }: ChartValues): string[] {
  const refused = schema === undefined ? [] : schemaProblems(schema, merge(defaults, values))
  return [...refused, ...mismatches(values, defaults, documented, '')]
}

/** The paths of values that a chart has anyway, so that to write them down says nothing. */
export function repeatedDefaults(values: Values, { defaults }: Pick<ChartValues, 'defaults'>): string[] {
  return repeatedAt(values, defaults, '')
}

function repeatedAt(value: unknown, byDefault: unknown, at: string): string[] {
  if (isMap(value) && isMap(byDefault) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, below]) =>
      key in byDefault ? repeatedAt(below, byDefault[key], `${at}.${key}`) : [],
    )
  }
  return isDeepStrictEqual(value, byDefault) ? [`${at} is ${JSON.stringify(value)} by default`] : []
}

function schemaProblems(schema: AnySchema, values: unknown): string[] {
  const validator = new (dialectOf(schema))({ strict: false, allErrors: true, validateFormats: false })
  const validate = validator.compile(schema)
  validate(values)
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const key = params.additionalProperty === undefined ? '' : `: ${params.additionalProperty}`
    return `${instancePath.replaceAll('/', '.') || 'the values'} ${message}${key}`
  })
}

function dialectOf(schema: AnySchema): typeof Ajv | typeof Ajv2019 | typeof Ajv2020 {
  const dialect = String((schema as { $schema?: string }).$schema)
  if (dialect.includes('2020-12')) return Ajv2020
  return dialect.includes('2019-09') ? Ajv2019 : Ajv
}

function mismatches(
  value: unknown,
  defaults: unknown,
  documented: ReadonlySet<string>,
  at: string,
): string[] {
  if (defaults === null) return []
  if (kindOf(value) !== kindOf(defaults))
    return [`.${at} is a ${kindOf(value)}, the chart has a ${kindOf(defaults)}`]
  if (!isMap(value) || !isMap(defaults) || Object.keys(defaults).length === 0) return []
  return Object.entries(value).flatMap(([key, below]) => {
    const path = at === '' ? key : `${at}.${key}`
    if (key in defaults) return mismatches(below, defaults[key], documented, path)
    if (documented.has(path)) return []
    // A Kubernetes object that the chart passes on: its default shows some of its fields only.
    if (/(^|\.)resources$/.test(at) && (key === 'limits' || key === 'requests')) return []
    return [`.${path} is unknown to the chart`]
  })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : typeof value
}

function merge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over
  return {
    ...base,
    ...Object.fromEntries(
      Object.entries(over).map(([key, value]) => [key, key in base ? merge(base[key], value) : value]),
    ),
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
