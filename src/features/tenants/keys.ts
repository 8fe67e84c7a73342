import * as z from 'zod/mini'
import { gitUrl, ociAddress, withoutCredentials } from '../../fleet/schema/addresses.ts'
import { namesEntry } from '../../fleet/schema/entry-reference.ts'
import { inGroup } from '../../fleet/schema/key-notes.ts'
import { dnsLabel, dnsSubdomain, entryName, nonEmpty, sourcePath } from '../../fleet/schema/names.ts'
import { ageRecipient } from '../../fleet/schema/recipient.ts'
import { sourceRefKeys } from '../../fleet/schema/source-ref.ts'
import { titledEnum } from '../../fleet/schema/value-titles.ts'

/** ClusterRoles of Kubernetes that a tenant may be bound to in its namespaces, or a Role of its own. */
const tenantRole = titledEnum({
  admin: { title: 'admin', hint: 'everything, roles and role bindings included' },
  edit: { title: 'edit', hint: 'everything but roles and role bindings' },
  custom: { title: 'custom', hint: 'what its rules allow' },
})

/** Sizes of a tenant's ResourceQuota and LimitRange, for each of its namespaces. */
const quota = titledEnum({
  small: 'small',
  medium: 'medium',
  large: 'large',
  none: { title: 'none', hint: 'no limits' },
})

/**
 * Pod Security Standards that a tenant's namespaces may enforce; `privileged` would open the node to the
 * tenant.
 */
const podSecurity = titledEnum({
  baseline: { title: 'baseline', hint: 'refuses what is known to give a pod more rights' },
  restricted: { title: 'restricted', hint: 'refuses all that hardened pods can do without' },
})

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/**
 * A host name, or all below one, with the domain of the cluster where that is named
 * (`HTTPRoute.spec.hostnames`, `Ingress.spec.rules[].host`).
 */
const host = z.string().check(
  z.regex(new RegExp(`^(\\*\\.)?(${LABEL}\\.)*(${LABEL}|\\$\\{CLUSTER_DOMAIN\\})$`), {
    error: (issue) =>
      `"${String(issue.input)}" is no host name: expected something like shop.example.com, *.shop.example.com or shop.\${CLUSTER_DOMAIN}`,
  }),
)

/**
 * Types of Services that open a port to the outside (`Service.spec.type`); a tenant has none of them unless
 * it is given.
 */
const serviceType = titledEnum({
  LoadBalancer: { title: 'LoadBalancer', hint: 'an address of the cloud, or of the network' },
  NodePort: { title: 'NodePort', hint: 'a port on every node' },
})

/** Chat systems that a tenant's alerts can go to (`Provider.spec.type` of notification-controller). */
const chatSystem = titledEnum({
  slack: 'Slack',
  msteams: 'Microsoft Teams',
  discord: 'Discord',
  googlechat: 'Google Chat',
  rocket: 'Rocket.Chat',
})

/** Verbs that would let a tenant give itself more than its Role says (Kubernetes, RBAC good practices). */
const ESCALATING_VERBS = ['bind', 'escalate', 'impersonate', '*']

const policyRule = z.strictObject({
  apiGroups: z.array(z.string()).check(z.minLength(1), z.describe('API groups; "" is the core group')),
  resources: z
    .array(
      z.string().check(
        z.minLength(1),
        z.refine((resource) => !resource.includes('*'), {
          error: (issue) =>
            `"${String(issue.input)}" would hold the namespace itself and its quota too: name single resources such as deployments`,
        }),
      ),
    )
    .check(z.minLength(1), z.describe('Resources in the plural, such as deployments')),
  verbs: z
    .array(
      z.string().check(
        z.refine((verb) => !ESCALATING_VERBS.includes(verb), {
          error: (issue) =>
            `"${String(issue.input)}" would let the tenant give itself more rights: name single verbs such as get, list, watch, create, update, patch, delete`,
        }),
      ),
    )
    .check(
      z.minLength(1),
      z.describe('What is allowed: get, list, watch, create, update, patch, delete, deletecollection'),
    ),
})

const tenantSource = z
  .strictObject({
    git: z
      .optional(gitUrl)
      .check(
        z.describe("Git repository of the tenant; by default one of the tenant's name beside the fleet's"),
      ),
    oci: z.optional(ociAddress).check(z.describe('OCI artifact with the manifests of the tenant')),
    ...sourceRefKeys,
    path: z.optional(sourcePath).check(z.describe('Folder that is applied; by default apps/<environment>')),
    secret: z
      .optional(dnsLabel)
      .check(z.describe("Secret with the credentials of a private source, in the tenant's first namespace")),
  })
  .check(z.describe('Where the manifests of the tenant come from'))

const tenantOverride = z
  .strictObject({
    environment: namesEntry(z.string(), {
      section: 'environments',
      dependent: 'has overrides for environment',
    }).check(z.describe('Environment that this is for')),
    ...sourceRefKeys,
    path: z.optional(sourcePath).check(z.describe('Folder that is applied there')),
  })
  .check(z.describe('What one environment has differently'))

/** An entry of `tenants`. */
export const tenantSchema = z
  .strictObject({
    name: entryName.check(z.describe('Name of the team')),
    objectName: z
      .optional(entryName)
      .check(
        z.describe(
          'Name of its objects on the clusters and of its repository, when that is not the name: a renamed tenant keeps it',
        ),
      ),
    namespaces: z
      .optional(z.array(dnsLabel).check(z.minLength(1)))
      .check(
        z.describe('Namespaces of the tenant, the one with its source first; by default one with its name'),
      ),
    environments: z
      .optional(z.array(namesEntry(z.string(), { section: 'environments', dependent: 'names environment' })))
      .check(z.describe('Environments that have it; by default all')),
    clusters: z
      .optional(
        z.array(
          namesEntry(z.string(), { section: 'clusters', dependent: 'names cluster', isMembership: true }),
        ),
      )
      .check(z.describe('Single clusters that have it, through a Kustomization of its own')),
    source: z.prefault(tenantSource, {}),
    role: z
      ._default(tenantRole, 'admin')
      .check(z.describe('What the tenant may do in its namespaces, and nowhere else')),
    rules: z
      .optional(z.array(policyRule).check(z.minLength(1)))
      .check(z.describe('Rules of the role custom')),
    quota: z._default(quota, 'medium').check(z.describe('Size of the ResourceQuota and LimitRange')),
    podSecurity: z
      ._default(podSecurity, 'baseline')
      .check(z.describe('Pod Security Standard that its namespaces enforce')),
    hosts: z
      .optional(z.array(host).check(z.minLength(1)))
      .check(
        z.describe(
          'Host names that its routes and ingresses may serve, such as shop.${CLUSTER_DOMAIN}; *.shop.example.com stands for all below; by default none',
        ),
      ),
    serviceTypes: z
      .optional(z.array(serviceType))
      .check(
        z.describe(
          'Types of Services that it may have besides those inside of the cluster: LoadBalancer, NodePort',
        ),
      ),
    networkPolicies: z
      ._default(z.boolean(), true)
      .check(z.describe('Deny traffic but what DNS, ingress, monitoring and the tenant itself need')),
    decryption: z
      .optional(z.boolean())
      .check(z.describe('Decrypt its manifests with a key of its own; by default where the fleet uses SOPS')),
    recipients: z
      .optional(z.array(ageRecipient))
      .check(z.describe('Public age keys of the tenant, for the .sops.yaml of its own repository')),
    dependsOn: z
      .optional(z.array(namesEntry(dnsLabel, { section: 'components', dependent: 'waits for' })))
      .check(z.describe('Components of the platform that must be ready before the tenant is applied')),
    notifications: z
      .optional(
        z.strictObject({
          provider: chatSystem.check(z.describe('Chat system')),
          channel: z.optional(nonEmpty).check(z.describe('Channel, where the provider needs one')),
          secret: z
            ._default(dnsLabel, 'notifications')
            .check(z.describe('Secret with the address of the webhook, in the first namespace')),
        }),
      )
      .check(z.describe('Alerts about its Kustomizations and HelmReleases, to a channel of the team')),
    overrides: z
      .optional(z.array(tenantOverride))
      .check(z.describe('What single environments have differently')),
  })
  .check(z.describe('A team with its own namespaces, permissions and source'))

/** Every prefix ends in "/": without it `https://host/acme` would allow `https://host/acme-evil/…` too. */
const sourcePrefix = z.string().check(
  withoutCredentials,
  z.regex(/^(https|ssh|oci):\/\/(?!.*\/\.\.?\/)([^\s/?#%\\]+\/)+$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no prefix of sources: expected something like https://github.com/acme/ or oci://ghcr.io/acme/, ending in "/"`,
  }),
)

/** Kubernetes keeps what starts with `system-` for itself: such pods drive all others off their nodes. */
const priorityClass = dnsSubdomain.check(
  z.refine((name) => !name.startsWith('system-'), {
    error: (issue) =>
      `"${String(issue.input)}" is for what keeps a cluster alive: give tenants a PriorityClass of your own`,
  }),
)

/** What all tenants share. */
export const tenancySchema = inGroup(
  'Tenants',
  z
    .strictObject({
      serviceAccount: z
        ._default(
          dnsLabel.check(
            z.refine((name) => name !== 'default', {
              error: '"default" is the account of every pod: give the account of the tenants another name',
            }),
          ),
          'flux',
        )
        .check(z.describe("ServiceAccount that Flux acts as in a tenant's namespace")),
      sources: z
        .optional(z.array(sourcePrefix))
        .check(
          z.describe(
            "Prefixes of the sources that tenants may use besides their own; by default those of the fleet's owner",
          ),
        ),
      secretStores: z
        .optional(z.array(dnsSubdomain))
        .check(
          z.describe(
            'ClusterSecretStores that tenants may read from and write to, where External Secrets is there; by default none',
          ),
        ),
      priorityClasses: z
        .optional(z.array(priorityClass))
        .check(
          z.describe(
            'PriorityClasses that pods of tenants may have; the default of the clusters, where there is one, too',
          ),
        ),
    })
    .check(z.describe('What all tenants share')),
)
