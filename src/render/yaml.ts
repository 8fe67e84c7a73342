import { yamlDocument, yamlText } from '../fleet/yaml-document.ts'

/**
 * Writes plain data as block YAML whose strings stay strings for YAML 1.1 readers too.
 * @returns text that ends with a line end, empty for an empty map
 */
export function toYaml(value: unknown): string {
  return yamlText(yamlDocument(value))
}
