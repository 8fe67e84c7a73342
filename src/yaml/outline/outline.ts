import { Composer, type CST, type Document } from 'yaml'
import { tokensOf } from '../tokens.ts'
import type { YamlDocument } from './nodes.ts'
import { OutlineBuilder } from './outline-builder.ts'
import { YamlReadError } from './read-error.ts'
import { Source } from './source.ts'

/** A comment of a text. */
export interface Comment {
  start: number
  /** With its `#`. */
  text: string
}

/** A YAML text, and where everything in it is. */
export interface Outline {
  source: Source
  documents: YamlDocument[]
  /** All comments, in order. */
  comments: Comment[]
  /** The names that aliases stand for. */
  aliased: Set<string>
}

/**
 * Reads a YAML text of any number of documents. Throws `YamlReadError` with the place of the first problem.
 */
export function readOutline(text: string): Outline {
  const source = new Source(text)
  const { tokens } = tokensOf(text)
  const composer = new Composer({
    keepSourceTokens: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const composed = [...composer.compose(tokens, false, text.length)]
  const parsed = tokens.filter((token) => token.type === 'document')
  for (const { errors } of composed) {
    const error = errors[0]
    if (error) throw new YamlReadError(error.message, error.pos[0], source)
  }
  if (composed.length !== parsed.length && parsed.length > 0)
    throw new YamlReadError('its documents cannot be told apart', 0, source)

  const documents: YamlDocument[] = []
  const aliased = new Set<string>()
  for (const [index, token] of parsed.entries()) {
    const following = parsed[index + 1]
    const end = following ? source.lineStart(startOf(following)) : text.length
    const builder = new OutlineBuilder(source, aliased)
    const marker = markerOf(token)
    const first = marker ? source.nextLine(marker.offset) : index === 0 ? 0 : token.offset
    documents.push({
      start: startOf(token),
      end,
      marked: marker !== undefined,
      root: builder.root(
        composed[index] as Document.Parsed,
        token,
        marker ? marker.offset + 3 : token.offset,
        first,
      ),
    })
  }
  return { source, documents, comments: commentsOf(tokens), aliased }
}

function markerOf(token: CST.Document): CST.SourceToken | undefined {
  return token.start.find(({ type }) => type === 'doc-start')
}

function startOf(token: CST.Document): number {
  return markerOf(token)?.offset ?? token.offset
}

/** Where other tokens, and so comments, stand in a token. */
const PARTS = ['start', 'props', 'key', 'sep', 'value', 'items', 'end'] as const

function commentsOf(tokens: readonly CST.Token[]): Comment[] {
  const comments: Comment[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
    } else if (typeof value === 'object' && value !== null) {
      const token = value as Partial<CST.SourceToken> & { [part in (typeof PARTS)[number]]?: unknown }
      if (token.type === 'comment')
        comments.push({ start: token.offset!, text: token.source!.replace(/\r$/, '') })
      else for (const part of PARTS) if (token[part] !== undefined) visit(token[part])
    }
  }
  visit(tokens)
  return comments.sort((first, second) => first.start - second.start)
}
