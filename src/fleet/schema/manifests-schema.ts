import * as z from 'zod/mini'
import { PUBLIC_GATEWAY } from '../catalog/capabilities.ts'
import { environmentVariables, image, resources } from './container-values.ts'
import { dnsLabel } from './names.ts'
import { envFromSchema, volumeSchema } from './pod-schema.ts'

/** An own application that is written as plain manifests. */
export const manifestsSchema = z
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
    envFrom: z
      .optional(envFromSchema)
      .check(z.describe('ConfigMaps and Secrets whose keys become environment variables')),
    command: z
      .optional(z.array(z.string()).check(z.minLength(1)))
      .check(z.describe("What is run instead of the image's entrypoint")),
    args: z.optional(z.array(z.string())).check(z.describe('Arguments of the command')),
    volumes: z.optional(z.array(volumeSchema)).check(z.describe('Volumes of the container')),
    readOnlyRootFilesystem: z
      .optional(z.boolean())
      .check(z.describe('Whether the container may write to volumes only')),
    healthPath: z
      .optional(z.string().check(z.regex(/^\/\S*$/, { error: 'a path of an HTTP probe starts with "/"' })))
      .check(
        z.describe(
          'Path that the liveness and readiness probes ask for; without it, whether the port is open',
        ),
      ),
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
          gateway: z
            ._default(dnsLabel, PUBLIC_GATEWAY.name)
            .check(z.describe('Gateway that the route is attached to')),
          gatewayNamespace: z
            ._default(dnsLabel, PUBLIC_GATEWAY.namespace)
            .check(z.describe('Namespace of the Gateway')),
        }),
      )
      .check(z.describe('HTTPRoute of the Gateway API')),
  })
  .check(z.describe('An own application as plain manifests: Deployment, Service and what goes with them'))
