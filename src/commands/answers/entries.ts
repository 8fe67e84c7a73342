import type { Generator } from '../../../generators/generator.ts'
import { type FieldPath, formatPath } from '../../fleet/issue.ts'
import type { Answers } from '../../fleet/questions/question.ts'
import { answerAt, setAnswer } from '../../fleet/questions/question.ts'
import { knownKeys, schemaAt, schemaFacts } from '../../fleet/schema/schema-walk.ts'
import { suggestion } from '../../text/suggestion.ts'
import { EXIT, Failure } from '../command-line/failure.ts'

/** Splits at commas; `\,` is a comma that stays. */
export function splitList(text: string): string[] {
  return text
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '')
}

/**
 * Reads an entry from a flag such as `--cluster prod=production,region=eu-west-1`.
 * @param generator whose entry it is
 * @param label what stands before the text in messages, such as `--cluster`
 * @param text `NAME[=ENVIRONMENT][,key=value…]`; a key is a field of the entry, dotted where it lies deeper,
 * and a list's key may stand several times
 * @param shorthands keys that stand for a deeper field, such as the options of a catalog component, by the
 * name of the entry
 * @throws Failure naming the flag for a key that is unknown or has no value
 */
export function parseEntry(
  generator: Generator,
  label: string,
  text: string,
  shorthands: (name: string) => ReadonlyMap<string, string> = () => new Map(),
): Answers {
  const [head = '', ...rest] = splitList(text)
  const entry: Answers = {}
  const equals = head.indexOf('=')
  entry.name = equals < 0 ? head : head.slice(0, equals)
  if (equals >= 0) {
    if (generator.shortField === undefined) throw wrong(label, text, `starts with a name, not with "${head}"`)
    entry[generator.shortField] = head.slice(equals + 1)
  }
  const target = { generator, label, text, entry }
  for (const part of rest) {
    const at = part.indexOf('=')
    if (at < 1) throw wrong(label, text, `"${part}" is no key=value; write a comma inside a value as "\\,"`)
    setField(target, part.slice(0, at), part.slice(at + 1), shorthands)
  }
  return entry
}

/**
 * Sets a field of an entry to a value from the command line; one more of a list is added to it.
 * @throws Failure for a key that the entry has not
 */
export function setField(
  { generator, label, text, entry }: { generator: Generator; label: string; text: string; entry: Answers },
  key: string,
  value: string,
  shorthands: (name: string) => ReadonlyMap<string, string> = () => new Map(),
): void {
  const short = shorthands(String(entry.name))
  const field = short.get(key) ?? key
  const parts = field.split('.')
  const path: FieldPath = [generator.section!, 0, ...parts]
  const schema = parts.includes('__proto__') ? undefined : schemaAt(path)
  if (schema === undefined) {
    const parent = path.slice(0, -1)
    const known = [...knownKeys(parent), ...(parts.length === 1 ? short.keys() : [])].filter(
      (name) => name !== 'name',
    )
    throw wrong(
      label,
      text,
      `"${key}" is no key of a ${generator.name}${suggestion(parts.at(-1)!, known) || (known.length > 0 ? ` (it has ${known.join(', ')})` : '')}`,
    )
  }
  const facts = schemaFacts(schema)
  if (facts.type === 'array') {
    const list =
      (parts.reduce<unknown>((map, part) => (map as Answers | undefined)?.[part], entry) as
        | unknown[]
        | undefined) ?? []
    setAnswer(entry, field, [...list, coerce(schemaFacts(facts.element).type, value)])
  } else if (facts.type === 'object' || facts.type === 'record') {
    throw wrong(label, text, `"${key}" holds several values: write ${key}.<key>=<value>`)
  } else {
    if (answerAt(entry, field) !== undefined) throw wrong(label, text, `"${key}" is given twice`)
    setAnswer(entry, field, coerce(facts.type, value))
  }
}

/**
 * A value from the command line in the type its field wants; what does not fit stays text and is refused by
 * the schema.
 */
function coerce(type: string, value: string): unknown {
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  if ((type === 'number' || type === 'int') && /^-?[0-9]+$/.test(value)) return Number(value)
  return value
}

/** Coerces the value of a single flag for the field at a path. */
export function coerceField(path: FieldPath, value: string): unknown {
  const schema = schemaAt(path)
  if (schema === undefined) throw new Error(`the fleet has no field ${formatPath(path)}`)
  return coerce(schemaFacts(schema).type, value)
}

function wrong(label: string, text: string, message: string): Failure {
  return new Failure(EXIT.usage, `${label} ${text}: ${message}${/[.?]$/.test(message) ? '' : '.'}`)
}
