import type { Generator } from './generator.ts'

/** An environment: an overlay that clusters of a kind share. */
export const environmentGenerator: Generator = {
  name: 'environment',
  description: 'An environment: what clusters of a kind share',
  section: 'environments',
  questions: [
    { field: 'name', message: 'Name of the environment', type: 'input' },
    {
      field: 'production',
      message: 'Production defaults (replicas, disruption budgets, narrow versions)',
      type: 'confirm',
      unasked: true,
    },
  ],
}
