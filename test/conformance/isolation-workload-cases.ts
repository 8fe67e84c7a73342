import { anObject, type Case, finalizing, judged, type Spec } from './isolation-objects.ts'

/** A Service in the namespace of a tenant: `web` may have no other types, `on` load balancers, `data` all. */
const service = (namespace: string, spec: Spec, allowed: boolean): Case => ({
  name: `Service in ${namespace} with ${JSON.stringify(spec)}`,
  object: anObject('Service', spec, namespace),
  denied: allowed ? [] : ['tenant-services'],
})
const taking = anObject('Service', { externalIPs: ['192.0.2.1'] })

const services: Case[] = [
  service('web', {}, true),
  service('web', { type: 'ClusterIP' }, true),
  service('web', { clusterIP: 'None' }, true),
  service('web', { type: 'ExternalName', externalName: 'db.example.com' }, true),
  service('web', { externalIPs: [] }, true),
  service('web', { externalIPs: ['192.0.2.1'] }, false),
  service('web', { type: 'ExternalName', externalName: 'db.example.com', externalIPs: ['192.0.2.1'] }, false),
  // The address of the API server inside of the cluster.
  service('data', { externalIPs: ['10.96.0.1'] }, false),
  service('data', { type: 'LoadBalancer', externalIPs: ['192.0.2.1', '2001:db8::1'] }, false),
  service('web', { type: 'NodePort' }, false),
  service('web', { type: 'LoadBalancer' }, false),
  service('web-jobs', { type: 'LoadBalancer' }, false),
  service('on', { type: 'LoadBalancer' }, true),
  service('on', { type: 'NodePort' }, false),
  service('data', { type: 'LoadBalancer' }, true),
  service('data', { type: 'NodePort' }, true),
  service('platform', { type: 'NodePort', externalIPs: ['192.0.2.1'] }, true),
  {
    name: 'a Service that becomes one of type NodePort',
    operation: 'UPDATE',
    object: anObject('Service', { type: 'NodePort' }),
    oldObject: anObject('Service'),
    denied: ['tenant-services'],
  },
  {
    name: 'a Service that takes an address later',
    operation: 'UPDATE',
    object: taking,
    oldObject: anObject('Service'),
    denied: ['tenant-services'],
  },
  {
    name: 'a Service with external IPs that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(taking, []),
    oldObject: finalizing(taking, ['service.kubernetes.io/load-balancer-cleanup']),
    denied: [],
  },
  {
    name: 'a Service that is being deleted takes an address',
    operation: 'UPDATE',
    object: finalizing(taking, ['example.com/keep']),
    oldObject: finalizing(anObject('Service'), ['example.com/keep']),
    denied: ['tenant-services'],
  },
]

const priorities: Case[] = [
  judged('with an empty priority class', 'Pod', { priorityClassName: '' }),
  judged('of a class that is allowed', 'Pod', { priorityClassName: 'batch' }),
  judged('of a class with a dot that is allowed', 'Pod', { priorityClassName: 'apps.normal' }),
  ...[
    'system-cluster-critical',
    'system-node-critical',
    'platform-high',
    'batch-2',
    'apps-normal',
    'batch apps.normal',
  ].map((priorityClassName) =>
    judged(`of the class ${priorityClassName}`, 'Pod', { priorityClassName }, 'tenant-priorities'),
  ),
  judged(
    'of a class that is not allowed, with its number',
    'Pod',
    { priorityClassName: 'system-node-critical', priority: 2000001000, preemptionPolicy: 'Never' },
    'tenant-priorities',
  ),
  {
    name: 'a pod of the platform that keeps the cluster alive',
    object: anObject('Pod', { priorityClassName: 'system-cluster-critical' }, 'platform'),
    denied: [],
  },
]

/** What workloads and their Services may be. */
export const WORKLOAD_CASES: readonly Case[] = [...services, ...priorities]
