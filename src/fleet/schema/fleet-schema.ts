import * as z from 'zod/mini'
import { LAYERS } from '../catalog/catalog.ts'
import { LAYOUTS } from './layouts.ts'
import {
  dnsLabel,
  duration,
  environmentVariableName,
  hostname,
  releaseName,
  repositoryName,
  repositoryPath,
  variableName,
  withoutPassword,
} from './names.ts'
import { ageRecipient } from './recipient.ts'
import { platformSchema, referenceSchema, tenancySchema, tenantSchema } from './tenant-schema.ts'

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

const FLUX_VERSIONS = ['2.x', '2.9', '2.10'] as const
const GIT_PROVIDERS = ['github', 'gitlab', 'gitea', 'bitbucket-server', 'git'] as const
const SECRET_PROVIDERS = ['sops', 'none'] as const
const CI_PROVIDERS = ['github', 'gitlab', 'none'] as const

/** A Git host that `flux bootstrap` has a subcommand for, or any Git URL. */
export type GitProvider = (typeof GIT_PROVIDERS)[number]

const values = z.record(z.string(), z.unknown())
const quantity = z.string().check(
  z.regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, {
    error: (issue) => `"${String(issue.input)}" is no quantity: expected something like 100m, 0.5 or 256Mi`,
  }),
)
const resourceAmounts = z.strictObject({ cpu: z.optional(quantity), memory: z.optional(quantity) })
const resources = z
  .strictObject({ requests: z.optional(resourceAmounts), limits: z.optional(resourceAmounts) })
  .check(z.describe('Requests and limits of the container'))
const environmentVariables = z.record(environmentVariableName, z.string())
const image = z.string().check(
  z.regex(/^[a-z0-9][a-z0-9._:/-]*?(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[a-f0-9]{64})$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no image with a tag or digest: expected something like ghcr.io/acme/web:1.2.3`,
  }),
)

const environmentSchema = z
  .strictObject({
    name: dnsLabel.check(
      z.refine((name) => name !== 'base', {
        error: '"base" is where the shared files are; choose another name for the environment',
      }),
      z.describe('Name of the environment: the folder of its overlay'),
    ),
    production: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether components get replicas, disruption budgets and narrow version ranges; by default true for production, prod and prod-…',
        ),
      ),
    platform: z
      .optional(referenceSchema)
      .check(
        z.describe(
          'Branch, tag or range of the platform repository that the environment follows, in the layout multi-repo; by default as platform.promotion says',
        ),
      ),
  })
  .check(z.describe('What clusters of a kind share: an overlay'))

const clusterPatch = z.strictObject({
  component: dnsLabel.check(z.describe('Component whose objects are patched')),
  layer: z
    .optional(z.enum(LAYERS))
    .check(z.describe('Layer of the objects, when not the layer of the component')),
  target: z
    .optional(
      z.strictObject({
        group: z.optional(z.string()),
        version: z.optional(z.string()),
        kind: z.optional(z.string()),
        name: z.optional(z.string()),
        namespace: z.optional(z.string()),
        labelSelector: z.optional(z.string()),
      }),
    )
    .check(z.describe('Objects that the patch is for (Kustomization spec.patches[].target)')),
  patch: z.string().check(z.minLength(1), z.describe('A strategic merge or JSON 6902 patch, as text')),
})

const clusterSchema = z
  .strictObject({
    name: dnsLabel.check(z.describe('Name of the cluster: its entry point is clusters/<name>/')),
    directory: z
      .optional(dnsLabel)
      .check(
        z.describe(
          'Folder of its entry point below clusters/ and of its Secrets below secrets/, when that is not the name: a renamed cluster keeps it',
        ),
      ),
    environment: z.string().check(z.describe('Environment whose overlays the cluster takes')),
    region: z
      .optional(
        z.string().check(
          z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
            error: (issue) => `"${String(issue.input)}" is no region: use letters, digits, ".", "_" and "-"`,
          }),
        ),
      )
      .check(z.describe('Region, as ${CLUSTER_REGION}')),
    domain: z.optional(hostname).check(z.describe('Domain, as ${CLUSTER_DOMAIN}')),
    variables: z
      .optional(z.record(variableName, z.string()))
      .check(z.describe("The cluster's own variables for Flux's post-build substitution")),
    secretVariables: z
      .optional(z.array(variableName))
      .check(
        z.describe('Names of variables that the encrypted Secret cluster-secret-vars of the cluster holds'),
      ),
    recipients: z
      .optional(z.array(ageRecipient))
      .check(z.describe("Public age keys that may decrypt this cluster's Secrets")),
    patches: z
      .optional(z.array(clusterPatch))
      .check(z.describe('What this cluster has differently: inline patches of its own Kustomizations')),
  })
  .check(z.describe('One Kubernetes cluster'))

const chartSchema = z
  .strictObject({
    oci: z
      .optional(
        z
          .string()
          .check(
            z.regex(/^oci:\/\/[^\s/]+\/\S+$/, { error: 'an OCI chart is written oci://registry/path/chart' }),
          ),
      )
      .check(z.describe('OCI address of the chart, including its name')),
    https: z
      .optional(
        z
          .string()
          .check(
            z.regex(/^https:\/\/\S+$/, { error: 'a Helm repository is written https://host/path' }),
            withoutPassword,
          ),
      )
      .check(z.describe('Address of the Helm repository; `name` says which chart of it')),
    git: z
      .optional(
        z
          .string()
          .check(
            z.regex(/^(https|ssh):\/\/\S+$/, { error: 'a Git repository is written https://… or ssh://…' }),
            withoutPassword,
          ),
      )
      .check(z.describe('Git repository that holds the chart at `path`')),
    path: z
      .optional(repositoryPath)
      .check(z.describe('Folder of the chart in the Git repository, or in this one')),
    name: z.optional(z.string()).check(z.describe('Name of the chart in its Helm repository')),
    version: z.optional(z.string()).check(z.describe('Semver range or exact version')),
    tag: z.optional(z.string()).check(z.describe('Tag of an OCI artifact or a Git repository')),
    digest: z
      .optional(
        z.string().check(
          z.regex(/^sha256:[a-f0-9]{64}$/, {
            error: 'a digest is written sha256: and 64 hexadecimal digits',
          }),
        ),
      )
      .check(z.describe('Digest of an OCI artifact')),
    branch: z.optional(z.string()).check(z.describe('Branch of a Git repository')),
    secret: z
      .optional(dnsLabel)
      .check(z.describe('Secret in the namespace of the component with the credentials')),
    verify: z
      .optional(
        z.strictObject({
          secret: z
            .optional(dnsLabel)
            .check(z.describe('Secret with the cosign public keys; without it, keyless')),
          identities: z
            .optional(z.array(z.strictObject({ issuer: z.string(), subject: z.string() })))
            .check(z.describe('Regular expressions of the OIDC issuer and subject that may sign')),
        }),
      )
      .check(z.describe('Verify the signature of the OCI artifact with cosign')),
  })
  .check(z.describe('Where the Helm chart comes from'))

const manifestsSchema = z
  .strictObject({
    image: image.check(z.describe('Container image with its tag or digest')),
    port: z
      ._default(z.int().check(z.minimum(1), z.maximum(65535)), 8080)
      .check(z.describe('Port the container listens on')),
    replicas: z
      .optional(z.int().check(z.minimum(0)))
      .check(z.describe('Replicas, when there is no autoscaling; by default 1, and 2 in production')),
    resources: z.optional(resources),
    env: z.optional(environmentVariables).check(z.describe('Environment variables of the container')),
    healthPath: z
      .optional(z.string().check(z.regex(/^\/\S*$/, { error: 'a path of an HTTP probe starts with "/"' })))
      .check(z.describe('Path that the liveness and readiness probes ask for')),
    autoscaling: z
      .optional(
        z.strictObject({
          minReplicas: z._default(z.int().check(z.minimum(1)), 2),
          maxReplicas: z._default(z.int().check(z.minimum(1)), 5),
          cpuUtilization: z._default(z.int().check(z.minimum(1), z.maximum(100)), 80),
        }),
      )
      .check(z.describe('HorizontalPodAutoscaler on CPU')),
    route: z
      .optional(
        z.strictObject({
          hostname: z.string().check(z.minLength(1), z.describe('Host name; may hold ${CLUSTER_DOMAIN}')),
          gateway: z._default(dnsLabel, 'public').check(z.describe('Gateway that the route is attached to')),
          gatewayNamespace: z
            ._default(dnsLabel, 'envoy-gateway-system')
            .check(z.describe('Namespace of the Gateway')),
        }),
      )
      .check(z.describe('HTTPRoute of the Gateway API')),
  })
  .check(z.describe('An own application as plain manifests: Deployment, Service and what goes with them'))

const overrideSchema = z
  .strictObject({
    environment: z.string().check(z.describe('Environment that this is for')),
    version: z.optional(z.string()).check(z.describe('Chart version or range there')),
    values: z
      .optional(values)
      .check(z.describe('Helm values there, merged over the others; null takes one of the others away')),
    image: z.optional(image).check(z.describe('Container image there')),
    replicas: z.optional(z.int().check(z.minimum(0))).check(z.describe('Replicas there')),
    resources: z.optional(resources),
    env: z.optional(environmentVariables).check(z.describe('Environment variables there')),
  })
  .check(z.describe('What one environment has differently'))

/** An entry of `components`; by itself, it fills in the defaults of one. */
export const componentSchema = z
  .strictObject({
    name: dnsLabel.check(z.describe('Name: one of the catalog, or your own with `chart` or `manifests`')),
    objectName: z
      .optional(dnsLabel)
      .check(
        z.describe(
          'Name of the objects of an own component on the clusters, when that is not the name: a renamed component keeps it',
        ),
      ),
    environments: z
      .optional(z.array(z.string()))
      .check(z.describe('Environments that have it; by default all')),
    clusters: z
      .optional(z.array(z.string()))
      .check(z.describe('Single clusters that have it, through a Kustomization of its own')),
    automatic: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether it was added because another component needs it: then it is removed with the last one that does. Take the line away to keep it',
        ),
      ),
    layer: z.optional(z.enum(LAYERS)).check(z.describe('Layer of an own component; by default apps')),
    namespace: z.optional(dnsLabel).check(z.describe('Namespace; by default the name of the component')),
    version: z.optional(z.string()).check(z.describe('Version or range of a catalog component')),
    options: z.optional(z.record(z.string(), z.string())).check(z.describe('Options of a catalog component')),
    chart: z.optional(chartSchema),
    manifests: z.optional(manifestsSchema),
    values: z.optional(values).check(z.describe('Helm values')),
    valuesFrom: z
      .optional(
        z.array(
          z.strictObject({
            kind: z.enum(['ConfigMap', 'Secret']),
            name: dnsLabel,
            valuesKey: z.optional(z.string()),
            targetPath: z
              .optional(z.string())
              .check(z.describe('Single value to set; it wins over inline values')),
            optional: z.optional(z.boolean()),
            values: z.optional(values).check(z.describe('Content of a ConfigMap that is written along')),
          }),
        ),
      )
      .check(z.describe('ConfigMaps and Secrets with Helm values')),
    strategy: z
      ._default(z.enum(['retry', 'remediate']), 'retry')
      .check(z.describe('What helm-controller does when an install or upgrade fails')),
    retries: z
      ._default(z.int().check(z.minimum(-1)), 3)
      .check(z.describe('Attempts of the strategy remediate')),
    rollback: z
      .optional(
        z.strictObject({
          cleanupOnFail: z.optional(z.boolean()),
          recreate: z.optional(z.boolean()),
          force: z.optional(z.boolean()),
        }),
      )
      .check(z.describe('HelmRelease spec.rollback')),
    test: z
      ._default(z.boolean(), false)
      .check(z.describe("Run the chart's tests after each install and upgrade")),
    driftDetection: z
      .optional(
        z.strictObject({
          mode: z._default(z.enum(['enabled', 'warn', 'disabled']), 'enabled'),
          ignore: z.optional(
            z.array(
              z.strictObject({
                paths: z
                  .array(
                    z.string().check(
                      z.startsWith('/', {
                        error: 'a JSON pointer starts with "/", such as /spec/replicas',
                      }),
                    ),
                  )
                  .check(z.minLength(1)),
                target: z.optional(
                  z.strictObject({
                    kind: z.optional(z.string()),
                    name: z.optional(z.string()),
                    namespace: z.optional(z.string()),
                  }),
                ),
              }),
            ),
          ),
        }),
      )
      .check(z.describe('HelmRelease spec.driftDetection; by default enabled')),
    dependsOn: z.optional(z.array(dnsLabel)).check(z.describe('Components that must be ready first')),
    releaseName: z
      .optional(releaseName)
      .check(z.describe('Helm release name; by default the name of the component')),
    overrides: z
      .optional(z.array(overrideSchema))
      .check(z.describe('What single environments have differently')),
  })
  .check(z.describe('Something installed on clusters'))

const gitSchema = z
  .strictObject({
    provider: z._default(z.enum(GIT_PROVIDERS), 'github').check(z.describe('Where the repository is hosted')),
    owner: z
      .optional(
        z.string().check(
          z.regex(/^(?!.*(^|\/)\.{0,2}(\/|$))[A-Za-z0-9_.~][A-Za-z0-9_./~-]*$/, {
            error: (issue) =>
              `"${String(issue.input)}" is no owner: expected a user, organization, group or project`,
          }),
        ),
      )
      .check(z.describe('User, organization, group or project that owns the repository')),
    repository: z
      .optional(repositoryName)
      .check(z.describe('Name of the repository; by default the name of the fleet')),
    branch: z
      ._default(
        z.string().check(
          z.regex(/^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)|[./]$))[A-Za-z0-9_][A-Za-z0-9_./-]*$/, {
            error: (issue) =>
              `"${String(issue.input)}" is no branch name: expected something like main or release/1.2`,
          }),
        ),
        'main',
      )
      .check(z.describe('Branch that Flux follows')),
    hostname: z.optional(hostname).check(z.describe('Host of a self-hosted provider')),
    url: z
      .optional(
        z.string().check(
          z.regex(/^(?!.*\/\.{1,2}(\/|$))(https|ssh):\/\/[^\s/]+(\/[^\s/]+)+$/, {
            error: (issue) =>
              `"${String(issue.input)}" is no Git URL: expected ssh://git@host/path or https://host/path`,
          }),
          withoutPassword,
        ),
      )
      .check(z.describe('URL of the repository, for the provider git')),
    init: z
      ._default(z.boolean(), true)
      .check(z.describe('Whether the folder is made a Git repository when it is created')),
    personal: z
      ._default(z.boolean(), false)
      .check(z.describe('Whether the owner is a user and not an organization')),
  })
  .check(z.describe('The Git repository of the fleet'))

const fluxSchema = z
  .strictObject({
    version: z
      ._default(z.enum(FLUX_VERSIONS), '2.x')
      .check(z.describe('Flux version that the files are written for')),
    concurrency: z
      ._default(z.int().check(z.minimum(1), z.maximum(200)), 10)
      .check(z.describe('Objects that each controller reconciles at once (--concurrent)')),
    requeueDependency: z
      ._default(duration, '5s')
      .check(z.describe('Wait before a failed dependency is looked at again (--requeue-dependency)')),
    logLevel: z
      ._default(z.enum(['info', 'debug', 'error']), 'info')
      .check(z.describe('Log level of the controllers')),
  })
  .check(z.describe('Flux itself'))

const secretsSchema = z
  .strictObject({
    provider: z._default(z.enum(SECRET_PROVIDERS), 'none').check(z.describe('How Secrets are kept in Git')),
    recipients: z
      .optional(z.array(ageRecipient))
      .check(
        z.describe('Public age keys that may decrypt every Secret, such as those of the administrators'),
      ),
  })
  .check(z.describe('Secrets in Git'))

/** The version of `flux-fleet.yaml` and of the model in a lock; earlier ones are migrated as they are read. */
export const MODEL_VERSION = 1

/** The shape of `flux-fleet.yaml`, version 1; what it parses to has every default filled in. */
export const fleetSchema = z
  .strictObject({
    version: z.literal(MODEL_VERSION).check(z.describe('Version of this file format')),
    name: dnsLabel.check(z.describe('Name of the fleet')),
    layout: z
      ._default(z.enum(LAYOUTS), 'monorepo')
      .check(z.describe('How the fleet is laid out in repositories')),
    flux: z.prefault(fluxSchema, {}),
    git: z.prefault(gitSchema, {}),
    artifacts: z
      ._default(z.boolean(), false)
      .check(
        z.describe(
          'Split the monorepo with an ArtifactGenerator, so that a change in apps/ leaves infrastructure/ alone',
        ),
      ),
    versions: z
      ._default(z.enum(['ranges', 'exact']), 'ranges')
      .check(z.describe('Whether catalog charts follow semver ranges or are pinned exactly')),
    secrets: z.prefault(secretsSchema, {}),
    platform: z.optional(platformSchema),
    tenancy: z.prefault(tenancySchema, {}),
    ci: z._default(z.enum(CI_PROVIDERS), 'none').check(z.describe('Where pull requests are validated')),
    environments: z._default(z.array(environmentSchema), []).check(z.describe('Environments of the fleet')),
    clusters: z._default(z.array(clusterSchema), []).check(z.describe('Clusters of the fleet')),
    components: z._default(z.array(componentSchema), []).check(z.describe('Components of the fleet')),
    tenants: z._default(z.array(tenantSchema), []).check(z.describe('Tenants of the fleet')),
  })
  .check(
    z.meta({
      title: 'flux-fleet.yaml',
      description: 'A fleet: clusters, environments, components and tenants that Flux reconciles',
    }),
  )

/** A valid fleet with every default filled in. */
export type Fleet = z.output<typeof fleetSchema>
/** A fleet as people write it, defaults left out. */
export type FleetInput = z.input<typeof fleetSchema>
/** An entry of `environments`, with every default filled in. */
export type Environment = Fleet['environments'][number]
/** An entry of `clusters`. */
export type Cluster = Fleet['clusters'][number]
/** An entry of `components`. */
export type Component = Fleet['components'][number]
/** A component as people write it, defaults left out. */
export type ComponentInput = z.input<typeof componentSchema>
/** Where the chart of an own component comes from. */
export type Chart = NonNullable<Component['chart']>
/** An entry of `tenants`. */
export type Tenant = Fleet['tenants'][number]
/** What one environment has differently of a component. */
export type Override = NonNullable<Component['overrides']>[number]

/** Whether the environment gets production defaults: as it says, or by its name. */
export function isProduction(environment: Environment): boolean {
  return environment.production ?? /^prod(uction)?(-|$)/.test(environment.name)
}
