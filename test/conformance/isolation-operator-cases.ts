import { anObject, type Case, type Spec, tenant } from './isolation-objects.ts'

const PUBLIC = { issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' } }
const OWN = { issuerRef: { kind: 'Issuer', name: 'web' } }
const UNSAID = { issuerRef: { name: 'web' } }

/** `web` has shop.example.com and all below apps.example.com, `data` no host. */
const certificate = (spec: Spec, allowed: boolean, namespace = 'web'): Case => ({
  name: `Certificate in ${namespace} with ${JSON.stringify(spec)}`,
  object: anObject('Certificate', spec, namespace),
  denied: allowed ? [] : ['tenant-certificates'],
})

const certificates: Case[] = [
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com'] }, true),
  certificate({ ...PUBLIC, dnsNames: ['*.apps.example.com', 'a.apps.example.com'] }, true),
  certificate({ ...PUBLIC, commonName: 'shop.example.com', dnsNames: ['shop.example.com'] }, true),
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com'], isCA: false }, true),
  certificate({ ...PUBLIC, dnsNames: ['on.example.com'] }, false),
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com', 'on.example.com'] }, false),
  certificate({ ...PUBLIC, dnsNames: ['*.example.com'] }, false),
  certificate({ ...PUBLIC, commonName: 'on.example.com', dnsNames: ['shop.example.com'] }, false),
  certificate({ ...PUBLIC, commonName: 'admin' }, false),
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com'], ipAddresses: ['10.96.0.1'] }, false),
  certificate({ ...PUBLIC, uris: ['spiffe://cluster.local/ns/data/sa/default'] }, false),
  certificate({ ...PUBLIC, emailAddresses: ['root@example.com'] }, false),
  certificate({ ...PUBLIC, literalSubject: 'CN=on.example.com' }, false),
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com'], isCA: true }, false),
  certificate({ ...PUBLIC, dnsNames: ['shop.example.com'] }, false, 'data'),
  // Issuers of others than cert-manager may be of the whole cluster as well.
  certificate(
    {
      issuerRef: { group: 'awspca.cert-manager.io', kind: 'AWSPCAClusterIssuer', name: 'x' },
      dnsNames: ['on.example.com'],
    },
    false,
  ),
  certificate({ ...OWN, dnsNames: ['on.example.com'], isCA: true }, true),
  certificate({ ...UNSAID, commonName: 'anything' }, true),
  certificate({ ...PUBLIC, dnsNames: ['on.example.com'] }, true, 'platform'),
]

const certManager = {
  user: 'system:serviceaccount:cert-manager:cert-manager',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager'],
}
const CHALLENGE = {
  authorizationURL: 'https://acme.example.com/authz/1',
  dnsName: 'on.example.com',
  key: 'x',
  solver: { dns01: {} },
  token: 'x',
  type: 'DNS-01',
  url: 'https://acme.example.com/chall/1',
}

const requests: Case[] = (
  [
    ['CertificateRequest', {}],
    ['Challenge', CHALLENGE],
  ] as const
).flatMap(([kind, spec]): Case[] => [
  {
    name: `${kind} by cert-manager`,
    object: anObject(kind, { ...spec, ...PUBLIC }),
    ...certManager,
    denied: [],
  },
  {
    name: `${kind} by a tenant`,
    object: anObject(kind, { ...spec, ...PUBLIC }),
    ...tenant,
    denied: ['tenant-certificate-requests'],
  },
  {
    name: `${kind} by a tenant, of its own Issuer`,
    object: anObject(kind, { ...spec, ...OWN }),
    ...tenant,
    denied: [],
  },
  {
    name: `${kind} that a tenant turns to a ClusterIssuer`,
    operation: 'UPDATE',
    object: anObject(kind, { ...spec, ...PUBLIC }),
    oldObject: anObject(kind, { ...spec, ...OWN }),
    ...tenant,
    denied: ['tenant-certificate-requests'],
  },
])

const REMOTE = { secretKey: 'password', remoteRef: { key: 'platform/root' } }
const store = (kind: string | undefined, name: string) => ({ name, ...(kind !== undefined && { kind }) })
const PLATFORM = store('ClusterSecretStore', 'platform')
const external = (spec: Spec, allowed: boolean): Case => ({
  name: `ExternalSecret with ${JSON.stringify(spec)}`,
  object: anObject('ExternalSecret', spec),
  denied: allowed ? [] : ['tenant-external-secrets'],
})
const push = (spec: Spec, allowed: boolean): Case => ({
  name: `PushSecret with ${JSON.stringify(spec)}`,
  object: anObject('PushSecret', spec),
  denied: allowed ? [] : ['tenant-push-secrets'],
})
const generator = (kind: string) => ({
  generatorRef: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind, name: 'x' },
})

const secrets: Case[] = [
  external({ secretStoreRef: store('SecretStore', 'web'), data: [REMOTE] }, true),
  external({ secretStoreRef: store(undefined, 'platform'), data: [REMOTE] }, true),
  external({ secretStoreRef: store('ClusterSecretStore', 'shared'), data: [REMOTE] }, true),
  external({ secretStoreRef: PLATFORM, data: [REMOTE] }, false),
  external({ data: [{ ...REMOTE, sourceRef: { storeRef: store('SecretStore', 'web') } }] }, true),
  external(
    {
      secretStoreRef: store('SecretStore', 'web'),
      data: [{ ...REMOTE, sourceRef: { storeRef: PLATFORM } }],
    },
    false,
  ),
  external({ dataFrom: [{ extract: { key: 'x' }, sourceRef: { storeRef: PLATFORM } }] }, false),
  external({ dataFrom: [{ sourceRef: generator('Password') }] }, true),
  external({ dataFrom: [{ sourceRef: generator('ClusterGenerator') }] }, false),
  push({ secretStoreRefs: [store('SecretStore', 'web')] }, true),
  push({ secretStoreRefs: [store('ClusterSecretStore', 'shared')] }, true),
  push({ secretStoreRefs: [store('SecretStore', 'web'), PLATFORM] }, false),
  push({ secretStoreRefs: [{ kind: 'ClusterSecretStore', labelSelector: {} }] }, false),
  push({ secretStoreRefs: [store('SecretStore', 'web')], selector: generator('ClusterGenerator') }, false),
  {
    name: 'an ExternalSecret of the platform',
    object: anObject('ExternalSecret', { secretStoreRef: PLATFORM }, 'platform'),
    denied: [],
  },
]

/** What tenants may ask of the operators of the platform. */
export const OPERATOR_CASES: readonly Case[] = [...certificates, ...requests, ...secrets]
