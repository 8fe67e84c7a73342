import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { resolveFleet } from '../../src/features/resolve-fleet.ts'
import { writePolicies } from '../../src/features/tenants/policies.ts'
import { writeTenants } from '../../src/features/tenants/tenant-files.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import type { Library } from '../../src/render/templates/library.ts'
import { Tree } from '../../src/tree/tree.ts'
import { run, toolsFolder } from './tools.ts'

/** A Kubernetes object, as far as the tests look at it. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, unknown>; [field: string]: unknown }
  spec?: Record<string, unknown>
  [field: string]: unknown
}

/** A namespace of the cluster. */
export interface Space {
  name: string
  labels: Record<string, unknown>
  annotations?: Record<string, unknown>
}

/**
 * What somebody asks of the API server; a CREATE by somebody without rights of their own, unless it says
 * otherwise.
 */
export interface AdmissionRequest {
  object: KubernetesObject
  operation?: 'CREATE' | 'UPDATE'
  oldObject?: KubernetesObject
  subresource?: string
  /** The plural of the core resource, where the object is of another kind, as with some subresources. */
  resource?: string
  user?: string
  groups?: string[]
}

/** Which policies deny a request, and what is wrong with the object by its schema. */
export interface Verdict {
  denied: { policy: string; message: string }[]
  invalid: string[]
}

/** What a cluster's policies are, and what they are asked. */
export interface AdmissionCluster {
  policies: string
  namespaces: readonly Space[]
  requests: readonly AdmissionRequest[]
}

/**
 * Lets the admission code of Kubernetes judge requests, in one run of `fleetcheck`. Gives for each cluster
 * what is wrong with its policies (expressions that don't fit the schemas, among others) and a verdict on
 * each request, in the same order. Throws when it cannot judge.
 */
export function admit(clusters: readonly AdmissionCluster[]): { problems: string[]; verdicts: Verdict[] }[] {
  const input = JSON.stringify({ crds: join(toolsFolder, 'crds.json'), clusters })
  const done = run('fleetcheck', ['admit'], { input })
  if (done.status > 1) throw new Error(`fleetcheck failed: ${done.stderr.trim()}`)
  return JSON.parse(done.stdout) as { problems: string[]; verdicts: Verdict[] }[]
}

/** The policies and tenants of an environment, built as Flux builds them. */
export interface BuiltTenancy {
  /** YAML of the policies, their bindings and their parameter. */
  policies: string
  /** Every object that is made for the tenants. */
  objects: KubernetesObject[]
  /** The namespaces that are made for the tenants. */
  namespaces: Space[]
}

/**
 * Renders policies and tenants of a fleet into an empty folder and builds what an environment gets of them.
 */
export function buildTenancy(
  folder: string,
  fleet: Fleet,
  library: Library,
  environment: string,
): BuiltTenancy {
  const tree = new Tree()
  writePolicies(tree, { resolved: resolveFleet(fleet, library.catalog), library })
  writeTenants(tree, { resolved: resolveFleet(fleet, library.catalog), library })
  for (const [path, file] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), file.content)
  }
  const policies = build(folder, `policies/${environment}`)
  // Kubernetes reads YAML 1.1, where an unquoted `on` is no text.
  const objects = parseAllDocuments(build(folder, `tenants/${environment}`), { version: '1.1' }).map(
    (document) => document.toJS() as KubernetesObject,
  )
  const namespaces = objects
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => ({
      name: metadata.name,
      labels: metadata.labels ?? {},
      annotations: (metadata.annotations ?? {}) as Record<string, unknown>,
    }))
  return { policies, objects, namespaces }
}

function build(root: string, path: string): string {
  const done = run('fleetcheck', ['build', '--root', root, '--path', `./${path}`])
  if (done.status !== 0) throw new Error(`${path} does not build: ${done.stderr.trim()}`)
  return done.stdout
}
