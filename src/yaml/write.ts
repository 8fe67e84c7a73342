import { Document, visit } from 'yaml'
import { KeptScalar, keptScalarTag } from './kept-scalar.ts'
import { isPlainString } from './outline/canonical.ts'

/** How we write YAML: block style, long lines left alone, sequences indented. */
const OUTPUT = { lineWidth: 0, indentSeq: true, doubleQuotedAsJSON: true } as const

/** Spaces and empty lines at the edges of text: a block scalar hides them, and the library loses some. */
const HARD_TO_READ = /^\s|[^\S\n](\n|$)|\n\n+$/
/** Characters that YAML 1.1 readers refuse or change in a plain or block scalar. */
const NEEDS_ESCAPES = /[\t\r\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/
/** Those among them that JSON does not escape. */
const NOT_ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * Writes plain data as block YAML whose strings stay strings for YAML 1.1 readers too.
 * @returns text that ends with a line end, empty for an empty map
 */
export function toYaml(value: unknown): string {
  const key = JSON.stringify(value) ?? ''
  if (key.length > SMALL || AMBIGUOUS.test(key)) return write(value)
  const text = written.get(key) ?? write(value)
  written.set(key, text)
  return text
}

/**
 * The components of a large fleet have a few values in common, such as the number of replicas in each
 * environment.
 */
const written = new Map<string, string>()
const SMALL = 500
/** Several values are the same in JSON: NaN and null, -0 and 0. */
const AMBIGUOUS = /^$|(?:^|[:[,])(?:null|0)(?:$|[,\]}])/

function write(value: unknown): string {
  writer ??= emptyDocument()
  fill(writer, value)
  return yamlText(writer)
}

/** Used again for each text: making a document takes longer than writing a small one. */
let writer: Document | undefined

/**
 * Plain data as a document whose strings every YAML reader, of version 1.1 or 1.2, takes for the same
 * strings.
 */
export function yamlDocument(value: unknown): Document {
  const document = emptyDocument()
  fill(document, value)
  return document
}

function emptyDocument(): Document {
  return new Document(undefined, { version: '1.2', compat: 'yaml-1.1', customTags: [keptScalarTag] } as never)
}

function fill(document: Document, value: unknown): void {
  document.contents = document.createNode(value, { aliasDuplicateObjects: false }) as never
  if (!hasOddText(value)) return
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && isOddText(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
}

/** Whether a key or a string in plain data is one that only double quotes can hold. */
function hasOddText(value: unknown): boolean {
  if (typeof value === 'string') return isOddText(value)
  if (typeof value !== 'object' || value === null || value instanceof KeptScalar) return false
  return Object.entries(value).some(([key, entry]) => isOddText(key) || hasOddText(entry))
}

function isOddText(text: string): boolean {
  return HARD_TO_READ.test(text) || NEEDS_ESCAPES.test(text) || !isPlainString(text)
}

/** The text of a document that `yamlDocument` made. */
export function yamlText(document: Document): string {
  return escapeOddCharacters(document.toString(OUTPUT))
}

/**
 * Escapes in double quotes, the only place where they stand, what YAML 1.1 readers refuse or take for a line
 * end.
 */
export function escapeOddCharacters(text: string): string {
  return text.replace(
    NOT_ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
