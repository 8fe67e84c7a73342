import * as z from 'zod'
import { LAYERS } from './catalog.ts'
import {
  dnsLabel,
  duration,
  environmentVariableName,
  hostname,
  releaseName,
  repositoryPath,
  variableName,
} from './names.ts'
import { ageRecipient } from './recipient.ts'
import { platformReference, platformSchema, tenancySchema, tenantSchema } from './tenant-schema.ts'

// Each schema is used once or twice a run: compiling it takes longer than it saves.
z.config({ jitless: true })

/** Variables every cluster has; a person's own variables may not take their names. */
export const RESERVED_VARIABLES = [
  'CLUSTER_NAME',
  'CLUSTER_REGION',
  'CLUSTER_DOMAIN',
  'ENVIRONMENT',
  'quote',
] as const

export const LAYOUTS = ['monorepo', 'multi-tenant', 'multi-repo'] as const
export const FLUX_VERSIONS = ['2.x', '2.9', '2.10'] as const
export const GIT_PROVIDERS = ['github', 'gitlab', 'gitea', 'bitbucket-server', 'git'] as const
export const SECRET_PROVIDERS = ['sops', 'none'] as const
export const CI_PROVIDERS = ['github', 'gitlab', 'none'] as const

/** A Git host that `flux bootstrap` has a subcommand for, or any Git URL. */
export type GitProvider = (typeof GIT_PROVIDERS)[number]

const values = z.record(z.string(), z.unknown())
const quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, {
  error: (issue) => `"${String(issue.input)}" is no quantity: expected something like 100m, 0.5 or 256Mi`,
})
const resourceAmounts = z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() })
const resources = z
  .strictObject({ requests: resourceAmounts.optional(), limits: resourceAmounts.optional() })
  .meta({ description: 'Requests and limits of the container' })
const environmentVariables = z.record(environmentVariableName, z.string())
const image = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:/-]*?(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[a-f0-9]{64})$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no image with a tag or digest: expected something like ghcr.io/acme/web:1.2.3`,
  })

export const environmentSchema = z
  .strictObject({
    name: dnsLabel
      .refine((name) => name !== 'base', {
        error: '"base" is where the shared files are; choose another name for the environment',
      })
      .meta({ description: 'Name of the environment: the folder of its overlay' }),
    production: z.boolean().optional().meta({
      description:
        'Whether components get replicas, disruption budgets and narrow version ranges; by default true for production, prod and prod-…',
    }),
    platform: platformReference.optional().meta({
      description:
        'Branch, tag or range of the platform repository that the environment follows, in the layout multi-repo; by default as platform.promotion says',
    }),
  })
  .meta({ description: 'What clusters of a kind share: an overlay' })

const clusterPatch = z.strictObject({
  component: dnsLabel.meta({ description: 'Component whose objects are patched' }),
  layer: z
    .enum(LAYERS)
    .optional()
    .meta({ description: 'Layer of the objects, when not the layer of the component' }),
  target: z
    .strictObject({
      group: z.string().optional(),
      version: z.string().optional(),
      kind: z.string().optional(),
      name: z.string().optional(),
      namespace: z.string().optional(),
      labelSelector: z.string().optional(),
    })
    .optional()
    .meta({ description: 'Objects that the patch is for (Kustomization spec.patches[].target)' }),
  patch: z.string().min(1).meta({ description: 'A strategic merge or JSON 6902 patch, as text' }),
})

export const clusterSchema = z
  .strictObject({
    name: dnsLabel.meta({ description: 'Name of the cluster: its entry point is clusters/<name>/' }),
    environment: z.string().meta({ description: 'Environment whose overlays the cluster takes' }),
    region: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
        error: (issue) => `"${String(issue.input)}" is no region: use letters, digits, ".", "_" and "-"`,
      })
      .optional()
      .meta({ description: 'Region, as ${CLUSTER_REGION}' }),
    domain: hostname.optional().meta({ description: 'Domain, as ${CLUSTER_DOMAIN}' }),
    variables: z
      .record(variableName, z.string())
      .optional()
      .meta({ description: "The cluster's own variables for Flux's post-build substitution" }),
    secretVariables: z.array(variableName).optional().meta({
      description: 'Names of variables that the encrypted Secret cluster-secret-vars of the cluster holds',
    }),
    recipients: z
      .array(ageRecipient)
      .optional()
      .meta({ description: "Public age keys that may decrypt this cluster's Secrets" }),
    patches: z
      .array(clusterPatch)
      .optional()
      .meta({ description: 'What this cluster has differently: inline patches of its own Kustomizations' }),
  })
  .meta({ description: 'One Kubernetes cluster' })

const chartSchema = z
  .strictObject({
    oci: z
      .string()
      .regex(/^oci:\/\/[^\s/]+\/\S+$/, { error: 'an OCI chart is written oci://registry/path/chart' })
      .optional()
      .meta({ description: 'OCI address of the chart, including its name' }),
    https: z
      .string()
      .regex(/^https:\/\/\S+$/, { error: 'a Helm repository is written https://host/path' })
      .optional()
      .meta({ description: 'Address of the Helm repository; `name` says which chart of it' }),
    git: z
      .string()
      .regex(/^(https|ssh):\/\/\S+$/, { error: 'a Git repository is written https://… or ssh://…' })
      .optional()
      .meta({ description: 'Git repository that holds the chart at `path`' }),
    path: repositoryPath
      .optional()
      .meta({ description: 'Folder of the chart in the Git repository, or in this one' }),
    name: z.string().optional().meta({ description: 'Name of the chart in its Helm repository' }),
    version: z.string().optional().meta({ description: 'Semver range or exact version' }),
    tag: z.string().optional().meta({ description: 'Tag of an OCI artifact or a Git repository' }),
    digest: z
      .string()
      .regex(/^sha256:[a-f0-9]{64}$/, { error: 'a digest is written sha256: and 64 hexadecimal digits' })
      .optional()
      .meta({ description: 'Digest of an OCI artifact' }),
    branch: z.string().optional().meta({ description: 'Branch of a Git repository' }),
    secret: dnsLabel
      .optional()
      .meta({ description: 'Secret in the namespace of the component with the credentials' }),
    verify: z
      .strictObject({
        secret: dnsLabel
          .optional()
          .meta({ description: 'Secret with the cosign public keys; without it, keyless' }),
        identities: z
          .array(z.strictObject({ issuer: z.string(), subject: z.string() }))
          .optional()
          .meta({ description: 'Regular expressions of the OIDC issuer and subject that may sign' }),
      })
      .optional()
      .meta({ description: 'Verify the signature of the OCI artifact with cosign' }),
  })
  .meta({ description: 'Where the Helm chart comes from' })

const manifestsSchema = z
  .strictObject({
    image: image.meta({ description: 'Container image with its tag or digest' }),
    port: z.int().min(1).max(65535).default(8080).meta({ description: 'Port the container listens on' }),
    replicas: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Replicas, when there is no autoscaling; by default 1, and 2 in production' }),
    resources: resources.optional(),
    env: environmentVariables.optional().meta({ description: 'Environment variables of the container' }),
    healthPath: z
      .string()
      .regex(/^\/\S*$/, { error: 'a path of an HTTP probe starts with "/"' })
      .optional()
      .meta({ description: 'Path that the liveness and readiness probes ask for' }),
    autoscaling: z
      .strictObject({
        minReplicas: z.int().min(1).default(2),
        maxReplicas: z.int().min(1).default(5),
        cpuUtilization: z.int().min(1).max(100).default(80),
      })
      .optional()
      .meta({ description: 'HorizontalPodAutoscaler on CPU' }),
    route: z
      .strictObject({
        hostname: z.string().min(1).meta({ description: 'Host name; may hold ${CLUSTER_DOMAIN}' }),
        gateway: dnsLabel.default('public').meta({ description: 'Gateway that the route is attached to' }),
        gatewayNamespace: dnsLabel
          .default('envoy-gateway-system')
          .meta({ description: 'Namespace of the Gateway' }),
      })
      .optional()
      .meta({ description: 'HTTPRoute of the Gateway API' }),
  })
  .meta({ description: 'An own application as plain manifests: Deployment, Service and what goes with them' })

const overrideSchema = z
  .strictObject({
    environment: z.string().meta({ description: 'Environment that this is for' }),
    version: z.string().optional().meta({ description: 'Chart version or range there' }),
    values: values.optional().meta({ description: 'Helm values there, merged over the others' }),
    image: image.optional().meta({ description: 'Container image there' }),
    replicas: z.int().min(0).optional().meta({ description: 'Replicas there' }),
    resources: resources.optional(),
    env: environmentVariables.optional().meta({ description: 'Environment variables there' }),
  })
  .meta({ description: 'What one environment has differently' })

export const componentSchema = z
  .strictObject({
    name: dnsLabel.meta({ description: 'Name: one of the catalog, or your own with `chart` or `manifests`' }),
    environments: z
      .array(z.string())
      .optional()
      .meta({ description: 'Environments that have it; by default all' }),
    clusters: z
      .array(z.string())
      .optional()
      .meta({ description: 'Single clusters that have it, through a Kustomization of its own' }),
    layer: z.enum(LAYERS).optional().meta({ description: 'Layer of an own component; by default apps' }),
    namespace: dnsLabel.optional().meta({ description: 'Namespace; by default the name of the component' }),
    version: z.string().optional().meta({ description: 'Version or range of a catalog component' }),
    options: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Options of a catalog component' }),
    chart: chartSchema.optional(),
    manifests: manifestsSchema.optional(),
    values: values.optional().meta({ description: 'Helm values' }),
    valuesFrom: z
      .array(
        z.strictObject({
          kind: z.enum(['ConfigMap', 'Secret']),
          name: dnsLabel,
          valuesKey: z.string().optional(),
          targetPath: z
            .string()
            .optional()
            .meta({ description: 'Single value to set; it wins over inline values' }),
          optional: z.boolean().optional(),
          values: values.optional().meta({ description: 'Content of a ConfigMap that is written along' }),
        }),
      )
      .optional()
      .meta({ description: 'ConfigMaps and Secrets with Helm values' }),
    strategy: z
      .enum(['retry', 'remediate'])
      .default('retry')
      .meta({ description: 'What helm-controller does when an install or upgrade fails' }),
    retries: z.int().min(-1).default(3).meta({ description: 'Attempts of the strategy remediate' }),
    rollback: z
      .strictObject({
        cleanupOnFail: z.boolean().optional(),
        recreate: z.boolean().optional(),
        force: z.boolean().optional(),
      })
      .optional()
      .meta({ description: 'HelmRelease spec.rollback' }),
    test: z
      .boolean()
      .default(false)
      .meta({ description: "Run the chart's tests after each install and upgrade" }),
    driftDetection: z
      .strictObject({
        mode: z.enum(['enabled', 'warn', 'disabled']).default('enabled'),
        ignore: z
          .array(
            z.strictObject({
              paths: z
                .array(
                  z
                    .string()
                    .startsWith('/', { error: 'a JSON pointer starts with "/", such as /spec/replicas' }),
                )
                .min(1),
              target: z
                .strictObject({
                  kind: z.string().optional(),
                  name: z.string().optional(),
                  namespace: z.string().optional(),
                })
                .optional(),
            }),
          )
          .optional(),
      })
      .optional()
      .meta({ description: 'HelmRelease spec.driftDetection; by default enabled' }),
    dependsOn: z.array(dnsLabel).optional().meta({ description: 'Components that must be ready first' }),
    releaseName: releaseName
      .optional()
      .meta({ description: 'Helm release name; by default the name of the component' }),
    overrides: z
      .array(overrideSchema)
      .optional()
      .meta({ description: 'What single environments have differently' }),
  })
  .meta({ description: 'Something installed on clusters' })

const gitSchema = z
  .strictObject({
    provider: z.enum(GIT_PROVIDERS).default('github').meta({ description: 'Where the repository is hosted' }),
    owner: z
      .string()
      .regex(/^[A-Za-z0-9_.~][A-Za-z0-9_./~-]*$/, {
        error: (issue) =>
          `"${String(issue.input)}" is no owner: expected a user, organization, group or project`,
      })
      .optional()
      .meta({ description: 'User, organization, group or project that owns the repository' }),
    repository: z
      .string()
      .regex(/^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/, {
        error: (issue) =>
          `"${String(issue.input)}" is no repository name: use letters, digits, ".", "_" and "-"`,
      })
      .optional()
      .meta({ description: 'Name of the repository; by default the name of the fleet' }),
    branch: z
      .string()
      .regex(/^(?!.*(\.\.|\/\/|@\{))[A-Za-z0-9_][A-Za-z0-9_./-]*$/, {
        error: (issue) => `"${String(issue.input)}" is no branch name`,
      })
      .default('main')
      .meta({ description: 'Branch that Flux follows' }),
    hostname: hostname.optional().meta({ description: 'Host of a self-hosted provider' }),
    url: z
      .string()
      .regex(/^(https|ssh):\/\/[^\s]+$/, {
        error: (issue) =>
          `"${String(issue.input)}" is no Git URL: expected ssh://git@host/path or https://host/path`,
      })
      .optional()
      .meta({ description: 'URL of the repository, for the provider git' }),
    init: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the folder is made a Git repository when it is created' }),
    personal: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether the owner is a user and not an organization' }),
  })
  .meta({ description: 'The Git repository of the fleet' })

const fluxSchema = z
  .strictObject({
    version: z
      .enum(FLUX_VERSIONS)
      .default('2.x')
      .meta({ description: 'Flux version that the files are written for' }),
    concurrency: z
      .int()
      .min(1)
      .max(200)
      .default(10)
      .meta({ description: 'Objects that each controller reconciles at once (--concurrent)' }),
    requeueDependency: duration
      .default('5s')
      .meta({ description: 'Wait before a failed dependency is looked at again (--requeue-dependency)' }),
    logLevel: z
      .enum(['info', 'debug', 'error'])
      .default('info')
      .meta({ description: 'Log level of the controllers' }),
  })
  .meta({ description: 'Flux itself' })

const secretsSchema = z
  .strictObject({
    provider: z.enum(SECRET_PROVIDERS).default('none').meta({ description: 'How Secrets are kept in Git' }),
    recipients: z.array(ageRecipient).optional().meta({
      description: 'Public age keys that may decrypt every Secret, such as those of the administrators',
    }),
  })
  .meta({ description: 'Secrets in Git' })

/** The shape of `flux-fleet.yaml`, version 1; what it parses to has every default filled in. */
export const fleetSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: 'Version of this file format' }),
    name: dnsLabel.meta({ description: 'Name of the fleet' }),
    layout: z
      .enum(LAYOUTS)
      .default('monorepo')
      .meta({ description: 'How the fleet is laid out in repositories' }),
    flux: fluxSchema.prefault({}),
    git: gitSchema.prefault({}),
    artifacts: z.boolean().default(false).meta({
      description:
        'Split the monorepo with an ArtifactGenerator, so that a change in apps/ leaves infrastructure/ alone',
    }),
    versions: z
      .enum(['ranges', 'exact'])
      .default('ranges')
      .meta({ description: 'Whether catalog charts follow semver ranges or are pinned exactly' }),
    secrets: secretsSchema.prefault({}),
    platform: platformSchema.optional(),
    tenancy: tenancySchema.prefault({}),
    ci: z.enum(CI_PROVIDERS).default('none').meta({ description: 'Where pull requests are validated' }),
    environments: z.array(environmentSchema).default([]).meta({ description: 'Environments of the fleet' }),
    clusters: z.array(clusterSchema).default([]).meta({ description: 'Clusters of the fleet' }),
    components: z.array(componentSchema).default([]).meta({ description: 'Components of the fleet' }),
    tenants: z.array(tenantSchema).default([]).meta({ description: 'Tenants of the fleet' }),
  })
  .meta({
    title: 'flux-fleet.yaml',
    description: 'A fleet: clusters, environments, components and tenants that Flux reconciles',
  })

/** A valid fleet with every default filled in. */
export type Fleet = z.output<typeof fleetSchema>
/** A fleet as people write it, defaults left out. */
export type FleetInput = z.input<typeof fleetSchema>
export type Environment = Fleet['environments'][number]
export type Cluster = Fleet['clusters'][number]
export type Component = Fleet['components'][number]
export type ComponentInput = z.input<typeof componentSchema>
export type Chart = NonNullable<Component['chart']>
export type Manifests = NonNullable<Component['manifests']>
export type Tenant = Fleet['tenants'][number]
export type Override = NonNullable<Component['overrides']>[number]

/** Whether the environment gets production defaults: as it says, or by its name. */
export function isProduction(environment: Environment): boolean {
  return environment.production ?? /^prod(uction)?(-|$)/.test(environment.name)
}
