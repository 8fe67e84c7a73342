import { type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'

/** The lines above an entry that are about it. */
export interface Lead {
  /** Where the comments begin that stand directly above it, indented like it; its own line without any. */
  start: number
  /** These comments, without their indentation. */
  comments: string[]
  /** Where the empty lines above those begin. */
  blankStart: number
  /** Where each of the empty lines begins. */
  blanks: number[]
}

/** Finds the lines above an entry that are about it. `previous` is the entry before it in its collection. */
export function leadOf({ source }: Outline, entry: Entry, previous?: Entry): Lead {
  let start = entry.inline ? entry.start : source.lineStart(entry.start)
  const comments: string[] = []
  const blanks: number[] = []
  if (entry.inline) return { start, comments, blankStart: start, blanks }
  const ofList = commentedItems(entry, previous)
  const above = (line: number): number | undefined => {
    const before = line === 0 ? undefined : source.previousLine(line)
    return before !== undefined && before >= entry.bound ? before : undefined
  }
  for (let line = above(start); line !== undefined; line = above(start)) {
    const text = source.lineAt(line)
    const indent = text.length - text.trimStart().length
    if (text[indent] !== '#' || indent !== entry.column || ofList?.test(text)) break
    comments.unshift(text.slice(indent))
    start = line
  }
  let blankStart = start
  for (let line = above(blankStart); line !== undefined; line = above(blankStart)) {
    if (source.lineAt(line).trim() !== '') break
    blanks.unshift(line)
    blankStart = line
  }
  return { start, comments, blankStart, blanks }
}

// In a list that is indented like its key, an item that was commented out looks like a comment on the next
// key.
function commentedItems({ column }: Entry, previous?: Entry): RegExp | undefined {
  if (!previous || !isCollection(previous.node) || previous.node.type !== 'list' || previous.node.flow) return
  return previous.node.entries[0]?.column === column ? /^\s*#\s*- / : undefined
}
