import * as z from 'zod'
import { dnsLabel, sourcePath } from './names.ts'
import { ageRecipient } from './recipient.ts'

/** ClusterRoles of Kubernetes that a tenant may be bound to in its namespaces, or a Role of its own. */
export const TENANT_ROLES = ['admin', 'edit', 'custom'] as const
/** Sizes of a tenant's ResourceQuota and LimitRange, for each of its namespaces. */
export const QUOTAS = ['small', 'medium', 'large', 'none'] as const
/** Pod Security Standards that a tenant's namespaces may enforce; `privileged` would open the node to the tenant. */
export const TENANT_POD_SECURITY = ['baseline', 'restricted'] as const
/** Chat systems that a tenant's alerts can go to (`Provider.spec.type` of notification-controller). */
export const NOTIFICATION_PROVIDERS = ['slack', 'msteams', 'discord', 'googlechat', 'rocket'] as const

/** Verbs that would let a tenant give itself more than its Role says (Kubernetes, RBAC good practices). */
const ESCALATING_VERBS = ['bind', 'escalate', 'impersonate', '*']

const policyRule = z.strictObject({
  apiGroups: z.array(z.string()).min(1).meta({ description: 'API groups; "" is the core group' }),
  resources: z
    .array(z.string().min(1))
    .min(1)
    .meta({ description: 'Resources in the plural, such as deployments' }),
  verbs: z
    .array(
      z.string().refine((verb) => !ESCALATING_VERBS.includes(verb), {
        error: (issue) =>
          `"${String(issue.input)}" would let the tenant give itself more rights: name single verbs such as get, list, watch, create, update, patch, delete`,
      }),
    )
    .min(1)
    .meta({
      description: 'What is allowed: get, list, watch, create, update, patch, delete, deletecollection',
    }),
})

const sourceReference = {
  branch: z.string().min(1).optional().meta({ description: 'Branch of a Git repository' }),
  tag: z.string().min(1).optional().meta({ description: 'Tag of a Git repository or an OCI artifact' }),
  semver: z.string().min(1).optional().meta({ description: 'Range of tags; the newest that fits is taken' }),
}

const tenantSource = z
  .strictObject({
    git: z
      .string()
      .regex(/^(https|ssh):\/\/[^\s/]+\/\S+$/, {
        error: 'a Git repository is written https://host/path or ssh://git@host/path',
      })
      .optional()
      .meta({
        description:
          "Git repository of the tenant; by default the tenant's name below the owner of the fleet",
      }),
    oci: z
      .string()
      .regex(/^oci:\/\/[^\s/]+\/\S+$/, { error: 'an OCI artifact is written oci://registry/path' })
      .optional()
      .meta({ description: 'OCI artifact with the manifests of the tenant' }),
    ...sourceReference,
    path: sourcePath
      .optional()
      .meta({ description: 'Folder that is applied; by default apps/<environment>' }),
    secret: dnsLabel.optional().meta({
      description: "Secret with the credentials of a private source, in the tenant's first namespace",
    }),
  })
  .meta({ description: 'Where the manifests of the tenant come from' })

const tenantOverride = z
  .strictObject({
    environment: z.string().meta({ description: 'Environment that this is for' }),
    ...sourceReference,
    path: sourcePath.optional().meta({ description: 'Folder that is applied there' }),
  })
  .meta({ description: 'What one environment has differently' })

export const tenantSchema = z
  .strictObject({
    name: dnsLabel.meta({ description: 'Name of the team' }),
    namespaces: z.array(dnsLabel).min(1).optional().meta({
      description: 'Namespaces of the tenant, the one with its source first; by default one with its name',
    }),
    environments: z
      .array(z.string())
      .optional()
      .meta({ description: 'Environments that have it; by default all' }),
    clusters: z
      .array(z.string())
      .optional()
      .meta({ description: 'Single clusters that have it, through a Kustomization of its own' }),
    source: tenantSource.prefault({}),
    role: z
      .enum(TENANT_ROLES)
      .default('admin')
      .meta({ description: 'What the tenant may do in its namespaces, and nowhere else' }),
    rules: z.array(policyRule).min(1).optional().meta({ description: 'Rules of the role custom' }),
    quota: z.enum(QUOTAS).default('medium').meta({ description: 'Size of the ResourceQuota and LimitRange' }),
    podSecurity: z
      .enum(TENANT_POD_SECURITY)
      .default('baseline')
      .meta({ description: 'Pod Security Standard that its namespaces enforce' }),
    networkPolicies: z
      .boolean()
      .default(true)
      .meta({ description: 'Deny traffic but what DNS, ingress, monitoring and the tenant itself need' }),
    decryption: z.boolean().optional().meta({
      description: 'Decrypt its manifests with a key of its own; by default where the fleet uses SOPS',
    }),
    recipients: z
      .array(ageRecipient)
      .optional()
      .meta({ description: 'Public age keys of the tenant, for the .sops.yaml of its own repository' }),
    dependsOn: z
      .array(dnsLabel)
      .optional()
      .meta({ description: 'Components of the platform that must be ready before the tenant is applied' }),
    notifications: z
      .strictObject({
        provider: z.enum(NOTIFICATION_PROVIDERS).meta({ description: 'Chat system' }),
        channel: z.string().min(1).optional().meta({ description: 'Channel, where the provider needs one' }),
        secret: dnsLabel
          .default('notifications')
          .meta({ description: 'Secret with the address of the webhook, in the first namespace' }),
      })
      .optional()
      .meta({ description: 'Alerts about its Kustomizations and HelmReleases, to a channel of the team' }),
    overrides: z
      .array(tenantOverride)
      .optional()
      .meta({ description: 'What single environments have differently' }),
  })
  .meta({ description: 'A team with its own namespaces, permissions and source' })

/** Every prefix ends in "/": without it `https://host/acme` would allow `https://host/acme-evil/…` too. */
const sourcePrefix = z.string().regex(/^(https|ssh|oci):\/\/([^\s/?#%\\]+\/)+$/, {
  error: (issue) =>
    `"${String(issue.input)}" is no prefix of sources: expected something like https://github.com/acme/ or oci://ghcr.io/acme/, ending in "/"`,
})

/** What all tenants share. */
export const tenancySchema = z
  .strictObject({
    serviceAccount: dnsLabel
      .refine((name) => name !== 'default', {
        error: '"default" is the account of every pod: give the account of the tenants another name',
      })
      .default('flux')
      .meta({ description: "ServiceAccount that Flux acts as in a tenant's namespace" }),
    sources: z.array(sourcePrefix).optional().meta({
      description:
        "Prefixes of the sources that tenants may use besides their own; by default those of the fleet's owner",
    }),
  })
  .meta({ description: 'What all tenants share' })

/** What an environment takes of the platform repository. */
export const platformReference = z.strictObject(sourceReference)

/** How changes of the platform repository reach production. */
export const PROMOTIONS = ['branch', 'tag', 'semver'] as const

/** The platform repository of the layout multi-repo. */
export const platformSchema = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/, {
        error: (issue) =>
          `"${String(issue.input)}" is no repository name: use letters, digits, ".", "_" and "-"`,
      })
      .optional()
      .meta({
        description: 'Name of the platform repository; by default the name of the fleet and -platform',
      }),
    url: z
      .string()
      .regex(/^(https|ssh):\/\/[^\s/]+\/\S+$/, {
        error: (issue) =>
          `"${String(issue.input)}" is no Git URL: expected ssh://git@host/path or https://host/path`,
      })
      .optional()
      .meta({ description: 'URL of the platform repository, for the provider git' }),
    secret: dnsLabel
      .optional()
      .meta({ description: 'Secret in flux-system with the credentials of a private platform repository' }),
    promotion: z.enum(PROMOTIONS).default('branch').meta({
      description: 'How production follows the platform repository; staging follows its main branch',
    }),
  })
  .meta({ description: 'The platform repository of the layout multi-repo' })
