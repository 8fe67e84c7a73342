import type { Capability } from '../../fleet/catalog/capabilities.ts'
import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import type { Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Tree } from '../../tree/tree.ts'
import { allowedSources, TENANT_ANNOTATIONS, TENANT_LABEL, tenantAccount } from './tenancy.ts'
import type { TenantRendering } from './tenant-rendering.ts'

/**
 * The ConfigMap with the sources that tenants may use: the parameter of the policies on sources and images.
 */
const ALLOWED_SOURCES = { name: 'tenant-sources', namespace: FLUX_NAMESPACE } as const

/**
 * The policies, a file and a template each; those that take the allowed sources as parameter say so, and those
 * on kinds that only a component brings say what it provides.
 */
const POLICIES: readonly { file: string; allowedSources?: true; where?: Capability }[] = [
  { file: 'accounts' },
  { file: 'artifacts' },
  { file: 'buckets' },
  { file: 'certificate-requests', where: 'certificates' },
  { file: 'certificates', where: 'certificates' },
  { file: 'connections' },
  { file: 'decryption' },
  { file: 'dependencies' },
  { file: 'dns' },
  { file: 'external-secrets', where: 'secret-stores' },
  { file: 'hostnames' },
  { file: 'images', allowedSources: true },
  { file: 'ingresses' },
  { file: 'kubeconfig' },
  { file: 'pods' },
  { file: 'priorities' },
  { file: 'providers' },
  { file: 'push-secrets', where: 'secret-stores' },
  { file: 'services' },
  { file: 'sources', allowedSources: true },
  { file: 'token-secrets' },
  { file: 'tokens' },
]

const OCI = 'oci://'

/**
 * Writes what tenants may not do, as ValidatingAdmissionPolicies with their bindings (`policies/base`), and
 * the sources that they may use in each environment (`policies/<environment>`). Label, account and sources
 * come from the model, so that what is emitted for a tenant and what is judged can't drift apart.
 */
export function writePolicies(tree: Tree, { resolved, library }: TenantRendering): void {
  const { fleet } = resolved
  const kustomization = library.template('component/kustomization.yaml')
  const binding = library.template('policies/binding.yaml')
  const policies = POLICIES.filter(({ where }) => where === undefined || resolved.providers.has(where))
  for (const policy of policies) {
    const name = `tenant-${policy.file}`
    tree.add(
      `policies/base/${policy.file}.yaml`,
      library.template(`policies/base/${policy.file}.yaml`)({
        name,
        account: tenantAccount(fleet),
        controllers: FLUX_NAMESPACE,
        annotations: TENANT_ANNOTATIONS,
        issuers: issuerNamespaces(resolved),
        secretStores: [...(fleet.tenancy.secretStores ?? [])].sort(),
        priorityClasses: [...(fleet.tenancy.priorityClasses ?? [])].sort(),
      }) +
        binding({ name, label: TENANT_LABEL, params: policy.allowedSources ? ALLOWED_SOURCES : undefined }),
    )
  }
  const files = policies.map(({ file }) => `${file}.yaml`)
  if (hasGateway(resolved)) {
    files.push('routes.yaml')
    tree.add('policies/base/routes.yaml', library.template('policies/base/routes.yaml')({}))
  }
  tree.add('policies/base/kustomization.yaml', kustomization({ resources: files.sort() }))
  for (const environment of fleet.environments) {
    const folder = `policies/${environment.name}`
    tree.add(
      `${folder}/kustomization.yaml`,
      kustomization({ resources: ['../base', 'allowed-sources.yaml'] }),
    )
    tree.add(
      `${folder}/allowed-sources.yaml`,
      library.template('policies/allowed-sources.yaml')({
        params: ALLOWED_SOURCES,
        data: allowedSourcesData(fleet, environment),
      }),
    )
  }
}

/** The namespaces whose accounts make what follows from a Certificate. */
function issuerNamespaces({ providers }: TenantRendering['resolved']): string[] {
  return [...new Set((providers.get('certificates') ?? []).map(({ namespace }) => namespace))].sort()
}

/** Whether the platform has a Gateway that tenants may attach routes to. */
function hasGateway({ providers }: TenantRendering['resolved']): boolean {
  return providers.has('gateway')
}

/**
 * The allowed sources as the policies read them: prefixes of URLs, and of images, which have no scheme; one a
 * line.
 */
function allowedSourcesData(fleet: Fleet, environment: Environment): Record<'sources' | 'images', string> {
  const sources = allowedSources(fleet, environment)
  const images = sources.filter((prefix) => prefix.startsWith(OCI)).map((prefix) => prefix.slice(OCI.length))
  return { sources: lines(sources), images: lines(images) }
}

function lines(entries: readonly string[]): string {
  return entries.map((entry) => `${entry}\n`).join('')
}
