import * as z from 'zod/mini'
import { clusterKeys as sopsKeys } from '../../features/sops/keys.ts'
import { namesEntry } from './entry-reference.ts'
import { layer } from './layer.ts'
import { dnsLabel, entryName, hostname, variableName } from './names.ts'

/** Variables every cluster has; a person's own variables may not take their names. */
export const RESERVED_VARIABLES = [
  'CLUSTER_NAME',
  'CLUSTER_IDENTITY',
  'CLUSTER_REGION',
  'CLUSTER_DOMAIN',
  'ENVIRONMENT',
  'quote',
] as const

const clusterPatch = z.strictObject({
  component: namesEntry(dnsLabel, { section: 'components', dependent: 'has patches for' }).check(
    z.describe('Component whose objects are patched'),
  ),
  layer: z.optional(layer).check(z.describe('Layer of the objects, when not the layer of the component')),
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

/** An entry of `clusters`. */
export const clusterSchema = z
  .strictObject({
    name: entryName.check(z.describe('Name of the cluster: its entry point is clusters/<name>/')),
    directory: z
      .optional(entryName)
      .check(
        z.describe(
          'Folder of its entry point below clusters/ and of its Secrets below secrets/, when that is not the name: a renamed cluster keeps it',
        ),
      ),
    identity: z
      .optional(dnsLabel)
      .check(
        z.describe(
          'What systems outside know the cluster by, as ${CLUSTER_IDENTITY}, when that is not the name: a renamed cluster keeps it',
        ),
      ),
    environment: namesEntry(z.string(), {
      section: 'environments',
      dependent: 'is in environment',
      offersAll: true,
    }).check(z.describe('Environment whose overlays the cluster takes')),
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
    ...sopsKeys,
    patches: z
      .optional(z.array(clusterPatch))
      .check(z.describe('What this cluster has differently: inline patches of its own Kustomizations')),
  })
  .check(z.describe('One Kubernetes cluster'))
