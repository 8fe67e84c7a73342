import type { ForDocuments } from '../../render/contributor.ts'
import type { DocumentDefinition } from '../../render/documents/document-definition.ts'
import type { DocumentParts } from '../../render/documents/document-parts.ts'
import { namesOrNone } from '../../text/names.ts'
import { tenantsOf } from './resolved-tenant.ts'
import { tenancyView, tenantView } from './tenant-view.ts'

/** The page that says what keeps tenants apart. */
export const TENANCY: DocumentDefinition = {
  name: 'tenancy',
  path: 'docs/tenancy.md',
  templates: 'features/tenants/documents/tenancy',
  wholeTemplate: 'docs/tenancy.md',
  sections: [
    'introduction',
    'how-it-works',
    'what-stops-whom',
    'what-this-is-not',
    'limit-what-flux-connects-to',
    'what-the-roles-hold',
    'allowed-sources',
    'onboard-a-team',
    'secrets-to-make',
    'what-a-message-means',
  ],
  steps: { 'onboard-a-team': ['agree', 'describe-it', 'make-its-secrets', 'push'] },
}

/** What documents say of tenants, their policies and the lockdown. */
export function tenantsDocuments(rendering: ForDocuments): DocumentParts {
  const { resolved, contributors } = rendering
  const secretsAreInGit = contributors.some(({ keepSecret }) => keepSecret !== undefined)
  const tenants = tenantsOf(resolved)
  return {
    templates: 'features/tenants/documents',
    context: {
      tenancy: tenancyView(resolved),
      tenants: tenants.map((tenant) => tenantView(rendering, tenant)),
    },
    documents: [TENANCY],
    sections: [
      { in: 'fleet', name: 'tenants', before: 'components' },
      { in: 'fleet', name: 'each-tenant', before: 'components' },
      { in: 'operations', name: 'add-a-tenant', after: 'add-a-cluster' },
    ],
    lists: { 'operations/add-a-tenant': ['make-its-files', 'make-its-secrets'] },
    fills: [
      'agents/folders',
      'agents/manifests',
      'agents/never',
      'agents/secrets-of-others',
      'fleet/beside-the-layers',
      'operations/change-a-value',
      'operations/messages-of-rights',
      'operations/rotate-an-age-key',
      'operations/what-flux-deletes',
      'operations/where-releases-live',
      'readme/documents',
      'readme/folders',
      'readme/whose-it-is',
      secretsAreInGit ? 'readme/before-pushing' : 'readme/once-it-is-up',
    ],
    phrases: {
      'operations/kind-to-add': 'tenant',
      'operations/kinds-to-add': ', a component or a tenant',
      'agents/also-described': ', tenants',
      'agents/closed-namespaces': ', and nothing into the namespace of a tenant',
      'readme/apps': "the platform's own applications",
      'readme/made-alike': ' `tenants/` and `policies/` are made in the same way.',
      ...(secretsAreInGit ? { 'readme/tools': ', [kustomize](https://kustomize.io)' } : {}),
    },
    columns: {
      environments: [
        {
          title: 'Tenants',
          cell: ({ name }) =>
            namesOrNone(
              tenants.filter(({ placement }) => placement.isSomewhereIn(name)).map((one) => one.name),
            ),
        },
      ],
    },
  }
}
