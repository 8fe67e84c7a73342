import * as z from 'zod/mini'
import { dnsLabel, nonEmpty } from './names.ts'
import { titledEnum } from './value-titles.ts'

const quantity = z.string().check(
  z.regex(/^[0-9]+(\.[0-9]+)?(Mi|Gi|Ti|M|G|T)$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no amount of storage: expected something like 500Mi or 10Gi`,
  }),
)

const absolutePath = z.string().check(
  z.regex(/^\/\S+$/, {
    error: (issue) => `"${String(issue.input)}" is no path in a container: it starts with "/"`,
  }),
)

/** A list of ConfigMaps and Secrets whose keys become environment variables of a container. */
export const envFromSchema = z.array(
  z.strictObject({
    kind: titledEnum({ ConfigMap: 'ConfigMap', Secret: 'Secret' }),
    name: dnsLabel,
    prefix: z.optional(nonEmpty).check(z.describe('What the names of the variables begin with')),
    optional: z.optional(z.boolean()).check(z.describe('Whether the container starts without it')),
  }),
)

const accessMode = titledEnum({
  ReadWriteOnce: { title: 'ReadWriteOnce', hint: 'on one node' },
  ReadWriteMany: { title: 'ReadWriteMany', hint: 'on several nodes' },
})

/** A volume of a Pod and where it is mounted: of one kind. */
export const volumeSchema = z.strictObject({
  name: dnsLabel.check(z.describe('Name of the volume')),
  mountPath: absolutePath.check(z.describe('Where the container has it')),
  readOnly: z.optional(z.boolean()),
  emptyDir: z
    .optional(z.strictObject({ sizeLimit: z.optional(quantity) }))
    .check(z.describe('Empty at each start of the Pod')),
  configMap: z.optional(dnsLabel).check(z.describe('ConfigMap whose keys are the files')),
  secret: z.optional(dnsLabel).check(z.describe('Secret whose keys are the files')),
  persistentVolumeClaim: z
    .optional(
      z.strictObject({
        size: quantity.check(z.describe('How much it asks for')),
        storageClass: z.optional(nonEmpty).check(z.describe('By default that of the cluster')),
        accessMode: z._default(accessMode, 'ReadWriteOnce'),
      }),
    )
    .check(z.describe('Kept over restarts: a claim of its own')),
})

/** A volume of a Pod. */
export type Volume = z.output<typeof volumeSchema>

/** The kinds of volumes, of which each volume is one. */
export const VOLUME_KINDS = ['emptyDir', 'configMap', 'secret', 'persistentVolumeClaim'] as const
