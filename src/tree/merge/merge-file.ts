import { mergeJson } from './merge-json.ts'
import { mergeMarkdown } from './merge-markdown.ts'
import { mergeText } from './merge-text.ts'
import { mergeYaml } from './merge-yaml.ts'
import type { MergeInput, MergeResult, MergeRules } from './types.ts'

/** Merges three versions of a file as what its name says it is: YAML and JSON by value, all else by line. */
export function mergeFile(input: MergeInput, rules: MergeRules = {}): MergeResult {
  if (/\.ya?ml$/i.test(input.path)) return mergeYaml(input, rules)
  if (/\.json$/i.test(input.path)) return mergeJson(input, rules)
  if (/\.md$/i.test(input.path)) return mergeMarkdown(input, rules)
  return mergeText(input, rules)
}
