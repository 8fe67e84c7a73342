import { anObject, type Case, finalizing, type Spec } from './isolation-objects.ts'

/**
 * Hosts of the tenants: `web` has shop.example.com and all below apps.example.com, `on` has on.example.com,
 * `data` none.
 */
const OWN = ['shop.example.com', 'a.apps.example.com', 'b.a.apps.example.com', '*.a.apps.example.com']
const WILDCARD = '*.apps.example.com'
const OTHERS = [
  'on.example.com',
  'example.com',
  'apps.example.com',
  'evilapps.example.com',
  'a.apps.example.com.evil.example',
  'x.shop.example.com',
  '*.shop.example.com',
  '*.example.com',
]

const BACKEND = { service: { name: 'web', port: { number: 80 } } }
const PATHS = { http: { paths: [{ path: '/', pathType: 'Prefix', backend: BACKEND }] } }
const ingress = (name: string, spec: Spec, ...denied: string[]): Case => ({
  name: `Ingress ${name}`,
  object: anObject('Ingress', spec),
  denied,
})
const ruleOf = (host: string) => ({ host, ...PATHS })

const ingresses: Case[] = [
  ...[...OWN, WILDCARD].map((host) => ingress(`of ${host}`, { rules: [ruleOf(host)] })),
  ...OTHERS.map((host) => ingress(`of ${host}`, { rules: [ruleOf(host)] }, 'tenant-ingresses')),
  ingress(
    'of one that it has and one of another',
    { rules: [ruleOf(OWN[0]!), ruleOf(OTHERS[0]!)] },
    'tenant-ingresses',
  ),
  ingress('without a host', { rules: [PATHS] }, 'tenant-ingresses'),
  ingress('of an empty host', { rules: [{ host: '', ...PATHS }] }, 'tenant-ingresses'),
  ingress('that takes what nobody else does', { defaultBackend: BACKEND }, 'tenant-ingresses'),
  ingress(
    'of its host that takes what nobody else does too',
    { rules: [ruleOf(OWN[0]!)], defaultBackend: BACKEND },
    'tenant-ingresses',
  ),
  ingress('with a certificate of its host', {
    rules: [ruleOf(OWN[0]!)],
    tls: [{ hosts: [OWN[0], WILDCARD], secretName: 'tls' }, { secretName: 'other' }],
  }),
  ingress(
    'with a certificate of another host',
    { rules: [ruleOf(OWN[0]!)], tls: [{ hosts: [OWN[0], 'on.example.com'], secretName: 'tls' }] },
    'tenant-ingresses',
  ),
  {
    name: 'an Ingress that changes to the host of another tenant',
    operation: 'UPDATE',
    object: anObject('Ingress', { rules: [ruleOf('on.example.com')] }),
    oldObject: anObject('Ingress', { rules: [ruleOf(OWN[0]!)] }),
    denied: ['tenant-ingresses'],
  },
  {
    name: 'an Ingress of a foreign host that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(anObject('Ingress', { rules: [PATHS] }), []),
    oldObject: finalizing(anObject('Ingress', { rules: [PATHS] }), ['example.com/keep']),
    denied: [],
  },
  {
    name: 'an Ingress of a tenant without hosts',
    object: anObject('Ingress', { rules: [ruleOf(OWN[0]!)] }, 'data'),
    denied: ['tenant-ingresses'],
  },
  {
    name: 'an Ingress of the platform without a host',
    object: anObject('Ingress', { rules: [PATHS] }, 'platform'),
    denied: [],
  },
]

const GATEWAY = { parentRefs: [{ name: 'public', namespace: 'envoy-gateway-system' }] }
const MESH = { parentRefs: [{ group: '', kind: 'Service', name: 'web', port: 80 }] }

const routes: Case[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'].flatMap((kind) => {
  const route = (name: string, spec: Spec, ...denied: string[]): Case => ({
    name: `${kind} ${name}`,
    object: anObject(kind, { ...GATEWAY, ...spec }),
    denied,
  })
  return [
    ...[...OWN, WILDCARD].map((host) => route(`of ${host}`, { hostnames: [host] })),
    ...OTHERS.map((host) => route(`of ${host}`, { hostnames: [host] }, 'tenant-hostnames')),
    route('of one that it has and one of another', { hostnames: [OWN[0], OTHERS[0]] }, 'tenant-hostnames'),
    // The schema of a TLSRoute refuses it as well.
    {
      ...route('of no host', { hostnames: [] }, 'tenant-hostnames'),
      ...(kind === 'TLSRoute' && { invalid: true }),
    },
    {
      name: `${kind} of another tenant's host in the namespace of that tenant`,
      object: anObject(kind, { ...GATEWAY, hostnames: ['on.example.com'] }, 'on'),
      denied: [],
    },
    {
      name: `${kind} of a tenant without hosts`,
      object: anObject(kind, { ...GATEWAY, hostnames: ['data.example.com'] }, 'data'),
      denied: ['tenant-hostnames'],
    },
    {
      name: `${kind} of the platform`,
      object: anObject(kind, { ...GATEWAY, hostnames: ['on.example.com'] }, 'platform'),
      denied: [],
    },
  ]
})

const more: Case[] = [
  { name: 'HTTPRoute without hosts', object: anObject('HTTPRoute', GATEWAY), denied: ['tenant-hostnames'] },
  { name: 'HTTPRoute of a Service in a mesh', object: anObject('HTTPRoute', MESH), denied: [] },
  {
    name: 'HTTPRoute of a Service in a mesh and of the gateway',
    object: anObject('HTTPRoute', { parentRefs: [...MESH.parentRefs, ...GATEWAY.parentRefs] }),
    denied: ['tenant-hostnames'],
  },
]

const ANNOTATION = 'external-dns.alpha.kubernetes.io'
const annotated = (kind: string, annotations: Record<string, string>, spec: Spec = {}) => {
  const object = anObject(kind, spec)
  return { ...object, metadata: { ...object.metadata, annotations } }
}
const dns = (
  annotations: Record<string, string>,
  allowed: boolean,
  kind = 'Service',
  spec: Spec = {},
): Case => ({
  name: `${kind} with ${JSON.stringify(annotations)}`,
  object: annotated(kind, annotations, spec),
  denied: allowed ? [] : ['tenant-dns'],
})

const records: Case[] = [
  dns({ [`${ANNOTATION}/hostname`]: 'shop.example.com' }, true),
  dns({ [`${ANNOTATION}/hostname`]: ' shop.example.com , a.apps.example.com' }, true),
  dns({ [`${ANNOTATION}/internal-hostname`]: 'db.apps.example.com' }, true),
  dns({ [`${ANNOTATION}/hostname`]: '' }, true),
  dns({ [`${ANNOTATION}/ttl`]: '60', 'example.com/hostname': 'on.example.com' }, true),
  dns({ [`${ANNOTATION}/hostname`]: 'on.example.com' }, false),
  dns({ [`${ANNOTATION}/hostname`]: 'shop.example.com,on.example.com' }, false),
  dns({ [`${ANNOTATION}/internal-hostname`]: 'on.example.com' }, false),
  dns({ [`${ANNOTATION}/hostname`]: 'SHOP.example.com' }, false),
  dns({ [`${ANNOTATION}/hostname`]: 'on.example.com' }, false, 'Ingress', { rules: [ruleOf(OWN[0]!)] }),
  dns({ [`${ANNOTATION}/hostname`]: 'on.example.com' }, false, 'HTTPRoute', {
    ...GATEWAY,
    hostnames: [OWN[0]],
  }),
  dns({ [`${ANNOTATION}/hostname`]: OWN[1]! }, true, 'GRPCRoute', { ...GATEWAY, hostnames: [OWN[0]] }),
  {
    name: 'a Service that is being deleted gets a name',
    operation: 'UPDATE',
    object: finalizing(annotated('Service', { [`${ANNOTATION}/hostname`]: 'on.example.com' }), [
      'example.com/keep',
    ]),
    oldObject: finalizing(anObject('Service'), ['example.com/keep']),
    denied: ['tenant-dns'],
  },
  {
    name: 'a Service with a foreign name that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(annotated('Service', { [`${ANNOTATION}/hostname`]: 'on.example.com' }), []),
    oldObject: finalizing(annotated('Service', { [`${ANNOTATION}/hostname`]: 'on.example.com' }), [
      'example.com/keep',
    ]),
    denied: [],
  },
]

/** Which hosts tenants may serve and have records of. */
export const HOST_CASES: readonly Case[] = [...ingresses, ...routes, ...more, ...records]
