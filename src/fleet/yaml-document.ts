import { Document, visit } from 'yaml'

/** How we write YAML: block style, long lines left alone, sequences indented. */
export const YAML_OUTPUT = { lineWidth: 0, indentSeq: true, doubleQuotedAsJSON: true } as const

/** Characters that YAML 1.1 readers refuse or change in a plain or block scalar. */
const NEEDS_ESCAPES = /[\t\r\u007f-\u009f\u2028\u2029\ufeff]/

/** Plain data as a document whose strings every YAML reader, of version 1.1 or 1.2, takes for the same strings. */
export function yamlDocument(value: unknown): Document {
  const document = new Document(value, { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false } as never)
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && NEEDS_ESCAPES.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  return document
}
