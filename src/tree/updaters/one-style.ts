import { isCollection, parseAllDocuments, visit } from 'yaml'

/**
 * A YAML text written in one style, whatever quotes, brackets, indentation and empty lines it has: two that were only
 * reformatted come out the same, comments included. Undefined for what can't be read.
 */
export function inOneStyle(text: string): string | undefined {
  const documents = parseAllDocuments(text, { intAsBigInt: true })
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined
  return documents
    .map((document) => {
      visit(document, {
        Node(_, node) {
          node.spaceBefore = false
          if (isCollection(node)) node.flow = false
        },
        Scalar(_, scalar) {
          // What is plain may be a version; how long a block is says its style.
          if (scalar.type === 'QUOTE_SINGLE' || scalar.type === 'QUOTE_DOUBLE') scalar.type = 'PLAIN'
        },
      })
      return document.toString({ indent: 2, indentSeq: true, lineWidth: 0, commentString: oneComment })
    })
    .join('')
}

function oneComment(comment: string): string {
  return comment.replaceAll(/^(?!$)(?: *)(.*)$/gm, '# $1').replaceAll(/^#$/gm, '')
}
