import { indent, withoutLastLineEnds } from '../../text/lines.ts'

const FENCE = '```'

/**
 * Steps as a numbered list of Markdown. What comes after a step's first line is indented below it; a step that ends
 * with a code block or an empty line has an empty line after it.
 */
export function numberedSteps(steps: readonly string[]): string {
  const items = steps.map((step, index) => {
    const bare = withoutLastLineEnds(step)
    const number = `${index + 1}. `
    const isApart = index < steps.length - 1 && (bare.endsWith(FENCE) || step.endsWith('\n\n'))
    return `${number}${indent(bare, number.length).trimStart()}${isApart ? '\n\n' : '\n'}`
  })
  return items.join('')
}
