import {
  anObject,
  type Case,
  controllers,
  finalizing,
  judged,
  type Spec,
  tenant,
} from './isolation-objects.ts'

/** Dependencies that reach into another namespace, with the question that a tenant could put to it. */
const FOREIGN: Spec[] = [
  { name: 'tenants', namespace: 'flux-system' },
  {
    name: 'tenants',
    namespace: 'flux-system',
    readyExpr: "dep.spec.path.startsWith('./tenants') && self.metadata.name == 'web'",
  },
  { name: 'data', namespace: 'data', readyExpr: "has(dep.spec.values) && dep.spec.values.password < 'm'" },
  // Of the same tenant, but another namespace.
  { name: 'jobs', namespace: 'web-jobs' },
  { name: 'tenants', namespace: 'web-2' },
]
const OWN: Spec[] = [
  { name: 'base' },
  { name: 'base', namespace: 'web' },
  { name: 'base', namespace: '' },
  { name: 'base', readyExpr: "dep.status.conditions.exists(c, c.type == 'Ready')" },
]

const changed = (name: string, kind: string, before: Spec, after: Spec, ...denied: string[]): Case => ({
  name: `${kind} ${name}`,
  operation: 'UPDATE',
  object: anObject(kind, after),
  oldObject: anObject(kind, before),
  ...tenant,
  denied,
})

/** What tenants may wait for, and what the platform has them wait for. */
export const DEPENDENCY_CASES: readonly Case[] = ['Kustomization', 'HelmRelease'].flatMap((kind) => [
  judged('that waits for nothing, said so', kind, { dependsOn: [] }),
  ...OWN.map((one) => judged(`that waits for ${JSON.stringify(one)}`, kind, { dependsOn: [one] })),
  ...FOREIGN.map((one) =>
    judged(`that waits for ${JSON.stringify(one)}`, kind, { dependsOn: [one] }, 'tenant-dependencies'),
  ),
  judged(
    'that waits for one of its own and one of another namespace',
    kind,
    { dependsOn: [OWN[0], FOREIGN[0]] },
    'tenant-dependencies',
  ),
  {
    name: `${kind} for which the platform says what it waits for`,
    object: anObject(kind, { dependsOn: [FOREIGN[0]] }),
    ...controllers,
    denied: [],
  },
  {
    name: `${kind} for which Flux under the account of a tenant says what it waits for`,
    object: anObject(kind, { dependsOn: [FOREIGN[0]] }),
    ...tenant,
    denied: ['tenant-dependencies'],
  },
  changed(
    'of which a tenant changes something else than what the platform has it wait for',
    kind,
    { dependsOn: [FOREIGN[0]] },
    { dependsOn: [FOREIGN[0]], suspend: true },
  ),
  changed(
    'of which a tenant takes out what the platform has it wait for',
    kind,
    { dependsOn: [FOREIGN[0]] },
    {},
  ),
  changed(
    'of which a tenant asks more of what the platform has it wait for',
    kind,
    { dependsOn: [FOREIGN[0]] },
    { dependsOn: [FOREIGN[1]] },
    'tenant-dependencies',
  ),
  changed('that gets another dependency', kind, {}, { dependsOn: [FOREIGN[2]] }, 'tenant-dependencies'),
  {
    name: `${kind} that waits for another namespace and is being deleted loses its finalizers`,
    operation: 'UPDATE',
    object: finalizing(anObject(kind, { dependsOn: [FOREIGN[1]] }), []),
    oldObject: finalizing(anObject(kind, { dependsOn: [FOREIGN[1]] }), ['finalizers.fluxcd.io']),
    denied: [],
  },
  {
    name: `${kind} of the platform that waits for another namespace`,
    object: anObject(kind, { dependsOn: [FOREIGN[1]] }, 'platform'),
    denied: [],
  },
])
