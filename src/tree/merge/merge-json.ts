import { mergeText } from './merge-text.ts'
import { mergeYaml } from './merge-yaml.ts'
import type { MergeInput, MergeResult, MergeRules } from './types.ts'

/**
 * Merges three versions of a JSON file by value, since JSON is YAML; by line where it is JSON with comments
 * or anything else that no strict reader takes.
 */
export function mergeJson(input: MergeInput, rules: MergeRules = {}): MergeResult {
  if (![input.base, input.theirs, input.ours].every(isJson)) return mergeText(input, rules)
  const result = mergeYaml(input, rules)
  if (!('text' in result) || isJson(result.text)) return result
  const reason = 'cannot be merged safely: it would not be valid JSON'
  return { conflicts: [{ path: '', line: 1, column: 1, reason }] }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}
