import { sshHost } from '../../../fleet/resolve/repository-urls.ts'
import type { Fleet } from '../../../fleet/schema/fleet-schema.ts'
import { TOKEN_VARIABLES } from '../../../render/clusters/bootstrap.ts'
import type { DocumentParts } from '../../../render/documents/document-parts.ts'

/** What documents say of `flux bootstrap`. */
export function bootstrapDocuments(fleet: Fleet): DocumentParts {
  const { provider, personal, url } = fleet.git
  return {
    templates: 'features/installers/bootstrap/documents',
    context: {
      tokenVariable: TOKEN_VARIABLES[provider],
      sshHost: provider === 'bitbucket-server' ? sshHost(fleet) : undefined,
      needsUserName: !personal,
      overHttps: url?.startsWith('https://') ?? false,
    },
    sections: [{ in: 'operations', name: 'upgrade-flux', after: 'back-up-and-restore' }],
    steps: [
      { in: 'operations/add-a-cluster', name: 'install', after: 'push' },
      { in: 'readme/first-steps', name: 'install', before: 'watch' },
    ],
    fills: [
      'agents/never-of-the-installer',
      'fleet/install',
      'fleet/installed-by',
      'fleet/what-installing-needs',
      'operations/install-again',
    ],
  }
}
