import { dnsLabel } from '../src/fleet/schema/names.ts'
import type { Generator } from './generator.ts'

/** A cluster: its entry point, variables and keys. */
export const clusterGenerator: Generator = {
  name: 'cluster',
  description: 'A Kubernetes cluster and its entry point',
  section: 'clusters',
  shortField: 'environment',
  questions: [
    { field: 'name', message: 'Name of the cluster', type: 'input' },
    { field: 'environment', message: 'Environment', type: 'select' },
    { field: 'region', message: 'Region (empty for none)', type: 'input', optional: true },
    {
      field: 'domain',
      message: 'Domain of its applications',
      type: 'input',
      optional: true,
      // Of a wrong name the name is to be told, and nothing that was made of it.
      default: ({ name }) => (dnsLabel.safeParse(name).success ? `${String(name)}.example.com` : undefined),
    },
    {
      field: 'variables',
      message: 'Own variables, as NAME=value separated by commas (empty for none)',
      type: 'list',
      optional: true,
    },
    {
      field: 'recipients',
      message: 'Public age keys that may decrypt its Secrets',
      type: 'list',
      unasked: true,
    },
    { field: 'secretVariables', message: 'Names of its encrypted variables', type: 'list', unasked: true },
  ],
}
