import type { Generator } from '../generators/generator.ts'
import { GENERATORS } from '../generators/index.ts'
import { entryGenerator } from '../src/commands/answers/given-answers.ts'
import { runnablesOf } from '../src/commands/command-line/command-definition.ts'
import { COMMANDS } from '../src/commands/command-table.ts'
import type { Catalog } from '../src/fleet/catalog/catalog.ts'
import { flagOf, type Question } from '../src/fleet/questions/question.ts'
import { fleetJsonSchema } from '../src/fleet/schema/json-schema.ts'
import { schemaAt, schemaFacts } from '../src/fleet/schema/schema-walk.ts'

/** The text of `flux-fleet.schema.json`, which lies in every fleet for editors. */
export function schemaText(): string {
  return `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`
}

/** The reference page: flags, commands, keys of `flux-fleet.yaml` and catalog, all from their definitions. */
export function referencePage(catalog: Catalog): string {
  return `${[
    '# Reference',
    'Made from the definitions in `generators/`, `src/commands/`, `src/fleet/schema/fleet-schema.ts` and `templates/catalog/` by `npm run reference`; do not edit it.',
    ...GENERATORS.map(flagTable),
    ...commandTables(),
    '## Keys of flux-fleet.yaml',
    'A `?` marks a key that may be left out; `[]` stands for each entry of a list, `<key>` for any key.',
    'An unquoted value that readers of YAML take for different things (`0400`, `0b11`, `1_000`, `yes`, `2024-01-01`) comes out in Helm values as it was written. What it means there is up to kustomize and Helm, so put text in quotes. Where the fleet itself has to understand a value, such as a variable or a number of replicas, it is refused; so are keys like `on` or `0400` without quotes, and whole numbers above 9007199254740991.',
    table(['Key', 'Value', 'Default', 'Meaning'], keyRows([])),
    '## Catalog',
    table(
      ['Component', 'Layer', 'Namespace', 'Version', 'Needs', 'Options', 'What it is'],
      [...catalog.values()].map((entry) => [
        `\`${entry.name}\``,
        entry.layer,
        `\`${entry.namespace}\``,
        entry.chart?.version ?? entry.manifests?.version ?? '',
        entry.requires.map((name) => `\`${name}\``).join(', '),
        entry.options
          .map(
            (option) =>
              `\`${option.name}\`${option.choices === undefined ? '' : `: ${option.choices.join(', ')}`}`,
          )
          .join('; '),
        entry.description,
      ]),
    ),
  ].join('\n\n')}\n`
}

function flagTable(generator: Generator): string {
  const { section } = generator
  const isFleet = section === undefined
  // Where nothing but names is asked, these are asked all at once.
  const isAsked =
    isFleet || generator.questions.some(({ field, unasked }) => field !== 'name' && unasked !== true)
  const rows = generator.questions.map((question) => [
    `\`${isFleet ? flagText(question) : (question.flag ?? question.field)}\``,
    `\`${isFleet ? '' : `${section}[].`}${question.field}\``,
    isAsked && question.unasked !== true ? 'yes' : 'no',
    question.help ?? question.message,
  ])
  const head = isFleet
    ? '## Flags of create'
    : `## Keys of --${generator.name}\n\n\`--${generator.name} ${flagValue(generator)}\`: ${generator.description}. The flag can be given several times; a comma inside a value is written \`\\,\`.`
  return `${head}\n\n${table([isFleet ? 'Flag' : 'Key', 'Field of flux-fleet.yaml', 'Asked', 'Meaning'], rows)}`
}

function flagValue(generator: Generator): string {
  const [fleet] = GENERATORS
  return fleet!.questions.find((question) => entryGenerator(question) === generator)!.value!
}

function flagText(question: Question): string {
  const flag = flagOf(question)
  return question.type === 'confirm' ? `--[no-]${flag}` : `--${flag} <${question.value ?? flag}>`
}

/** The commands for a fleet that is there, and their flags. */
function commandTables(): string[] {
  const commands = COMMANDS.filter(({ needs }) => needs === 'fleet').flatMap(runnablesOf)
  const flags = new Map<string, { flag: string; meaning: string; names: string[] }>()
  for (const { line, runnable } of commands)
    for (const option of runnable.flags().filter(({ hidden }) => !hidden)) {
      const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`
      const meaning = `${option.description}${choices}`
      const row = flags.get(`${option.flags} ${meaning}`) ?? { flag: option.flags, meaning, names: [] }
      flags.set(`${option.flags} ${meaning}`, row)
      row.names.push(line)
    }
  const all = commands.map(({ line }) => line)
  return [
    '## Commands in a fleet',
    table(
      ['Command', 'What it does'],
      commands.map(({ line, runnable: { usage, description } }) => [
        `\`${[line, usage, '[flags]'].filter((part) => part !== '').join(' ')}\``,
        description,
      ]),
    ),
    '### Their flags',
    table(
      ['Flag', 'Commands', 'Meaning'],
      [...flags.values()].map(({ flag, meaning, names }) => [`\`${flag}\``, shortList(names, all), meaning]),
    ),
  ]
}

/** Names of commands; one that stands for all below it is named alone. */
function shortList(names: readonly string[], all: readonly string[]): string {
  if (names.length === all.length) return 'all'
  const below = (name: string) => all.filter((other) => other.startsWith(`${name} `))
  const whole = names.filter((name) => below(name).every((other) => names.includes(other)))
  return names
    .filter((name) => whole.includes(name) && !whole.some((other) => name.startsWith(`${other} `)))
    .map((name) => `\`${name}\``)
    .join(', ')
}

function keyRows(path: (string | number)[], name = ''): string[][] {
  const facts = schemaFacts(schemaAt(path))
  if (facts.type === 'array') return keyRows([...path, 0], `${name}[]`)
  return Object.keys(facts.shape ?? {}).flatMap((key) => {
    const inner = [...path, key]
    const field = name === '' ? key : `${name}.${key}`
    const { type, entries, description, defaultValue } = schemaFacts(schemaAt(inner))
    const value =
      type === 'enum'
        ? Object.values(entries!).join(', ')
        : ({ array: 'list', object: 'map', record: 'map', int: 'number' }[type] ?? type)
    const shownDefault =
      defaultValue === undefined || typeof defaultValue === 'object' ? '' : `\`${String(defaultValue)}\``
    return [[`\`${field}\``, value, shownDefault, description ?? ''], ...keyRows(inner, field)]
  })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')
}
