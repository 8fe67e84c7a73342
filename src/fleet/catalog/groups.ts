/**
 * The headings under which prompts list the components of our catalog. An entry of a company's own may have
 * another one.
 */
export const GROUPS = [
  'certificates',
  'crds',
  'databases',
  'demo',
  'dns',
  'gateways',
  'monitoring',
  'policy',
  'secrets',
] as const
