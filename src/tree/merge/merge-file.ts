import { formatOf } from './file-format.ts'
import { mergeJson } from './merge-json.ts'
import { mergeMarkdown } from './merge-markdown.ts'
import { mergeText } from './merge-text.ts'
import { mergeYaml } from './merge-yaml.ts'
import type { MergeInput, MergeResult, MergeRules } from './types.ts'

/** Merges three versions of a file as what its name says it is: YAML and JSON by value, all else by line. */
export function mergeFile(input: MergeInput, rules: MergeRules = {}): MergeResult {
  switch (formatOf(input.path)) {
    case 'yaml':
      return mergeYaml(input, rules)
    case 'json':
      return mergeJson(input, rules)
    case 'markdown':
      return mergeMarkdown(input, rules)
    default:
      return mergeText(input, rules)
  }
}
