import * as z from 'zod/mini'
import { chartSchema } from './chart-schema.ts'
import { namesEntry } from './entry-reference.ts'
import { helmValues } from './helm-values.ts'
import { layer } from './layer.ts'
import { manifestsSchema } from './manifests-schema.ts'
import { dnsLabel, entryName, releaseName } from './names.ts'
import { overrideSchema } from './override-schema.ts'
import { titledEnum } from './value-titles.ts'

const failureStrategy = titledEnum({
  retry: { title: 'retry', hint: 'tries again until it succeeds' },
  remediate: { title: 'remediate', hint: 'rolls back or uninstalls, a number of times' },
})

const driftDetectionMode = titledEnum({
  enabled: { title: 'enabled', hint: 'puts back what was changed on the cluster' },
  warn: { title: 'warn', hint: 'only tells what was changed on the cluster' },
  disabled: { title: 'disabled', hint: 'looks at changes of the release only' },
})

/** An entry of `components`; by itself, it fills in the defaults of one. */
export const componentSchema = z
  .strictObject({
    name: entryName.check(z.describe('Name: one of the catalog, or your own with `chart` or `manifests`')),
    objectName: z
      .optional(entryName)
      .check(
        z.describe(
          'Name of the objects of an own component on the clusters, when that is not the name: a renamed component keeps it',
        ),
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
    automatic: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether it was added because another component needs it: then it is removed with the last one that does. Take the line away to keep it',
        ),
      ),
    layer: z.optional(layer).check(z.describe('Layer of an own component; by default apps')),
    namespace: z.optional(dnsLabel).check(z.describe('Namespace; by default the name of the component')),
    version: z.optional(z.string()).check(z.describe('Version or range of a catalog component')),
    options: z.optional(z.record(z.string(), z.string())).check(z.describe('Options of a catalog component')),
    chart: z.optional(chartSchema),
    manifests: z.optional(manifestsSchema),
    values: z.optional(helmValues).check(z.describe('Helm values')),
    valuesFrom: z
      .optional(
        z.array(
          z.strictObject({
            kind: titledEnum({ ConfigMap: 'ConfigMap', Secret: 'Secret' }),
            name: dnsLabel,
            valuesKey: z.optional(z.string()),
            targetPath: z
              .optional(z.string())
              .check(z.describe('Single value to set; it wins over inline values')),
            optional: z.optional(z.boolean()),
            values: z.optional(helmValues).check(z.describe('Content of a ConfigMap that is written along')),
          }),
        ),
      )
      .check(z.describe('ConfigMaps and Secrets with Helm values')),
    strategy: z
      ._default(failureStrategy, 'retry')
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
          mode: z._default(driftDetectionMode, 'enabled'),
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
    dependsOn: z
      .optional(
        z.array(namesEntry(dnsLabel, { section: 'components', dependent: 'needs', othersOnly: true })),
      )
      .check(z.describe('Components that must be ready first')),
    releaseName: z
      .optional(releaseName)
      .check(z.describe('Helm release name; by default the name of the component')),
    overrides: z
      .optional(z.array(overrideSchema))
      .check(z.describe('What single environments have differently')),
  })
  .check(z.describe('Something installed on clusters'))
