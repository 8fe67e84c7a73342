import { anObject, type Case, controllers, judged, tenant } from './isolation-objects.ts'

const CLOUDS = ['azuredevops', 'azureeventhub', 'googlepubsub']
const CHATS = ['slack', 'msteams', 'generic', 'generic-hmac', 'github', 'alertmanager']

const providers: Case[] = [
  ...CHATS.map((type) => judged(`of type ${type}`, 'Provider', { type, secretRef: { name: 'hook' } })),
  judged('with its address', 'Provider', { type: 'discord', address: 'https://discord.example.com/x' }),
  ...CLOUDS.flatMap((type) => [
    judged(`of type ${type} without anything`, 'Provider', { type }, 'tenant-providers'),
    judged(
      `of type ${type} with a Secret that may hold nothing`,
      'Provider',
      { type, secretRef: { name: 'empty' } },
      'tenant-providers',
    ),
    judged(
      `of type ${type} with an empty account`,
      'Provider',
      { type, serviceAccountName: '' },
      'tenant-providers',
    ),
    judged(`of type ${type} with an account`, 'Provider', { type, serviceAccountName: 'cloud' }),
    {
      name: `Provider of type ${type} of the platform`,
      object: anObject('Provider', { type }, 'platform'),
      denied: [],
    },
  ]),
]

const tokenOf = (account: string, namespace = 'web') => ({
  resource: 'serviceaccounts',
  subresource: 'token',
  object: {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name: account, namespace },
    spec: { audiences: ['https://kubernetes.default.svc'], expirationSeconds: 3600 },
  },
})
const node = { user: 'system:node:one', groups: ['system:nodes'] }
const TOKEN = 'kubernetes.io/service-account-token'
const secretOf = (account: string | undefined, type = TOKEN, namespace = 'web') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type,
  metadata: {
    name: 'token',
    namespace,
    ...(account !== undefined && { annotations: { 'kubernetes.io/service-account.name': account } }),
  },
})

const tokens: Case[] = [
  { name: 'a token of an account of a workload', ...tokenOf('web'), ...tenant, denied: [] },
  { name: 'a token of an account that starts alike', ...tokenOf('flux-2'), ...tenant, denied: [] },
  { name: 'a token of the account, by a tenant', ...tokenOf('flux'), ...tenant, denied: ['tenant-tokens'] },
  { name: 'a token of the account, by a node', ...tokenOf('flux'), ...node, denied: ['tenant-tokens'] },
  { name: 'a token of the account, by Flux', ...tokenOf('flux'), ...controllers, denied: [] },
  { name: 'a token of the account of no tenant', ...tokenOf('flux', 'platform'), ...tenant, denied: [] },
  { name: 'a Secret with a token of a workload', object: secretOf('web'), denied: [] },
  {
    name: 'a Secret with a token of the account',
    object: secretOf('flux'),
    ...tenant,
    denied: ['tenant-token-secrets'],
  },
  {
    name: 'a Secret with a token that becomes one of the account',
    operation: 'UPDATE',
    object: secretOf('flux'),
    oldObject: secretOf('web'),
    denied: ['tenant-token-secrets'],
  },
  { name: 'a Secret that only names the account', object: secretOf('flux', 'Opaque'), denied: [] },
  { name: 'a Secret of nobody', object: secretOf(undefined, 'Opaque'), denied: [] },
  {
    name: 'a Secret with a token of the account of no tenant',
    object: secretOf('flux', TOKEN, 'platform'),
    denied: [],
  },
]

/** Whose identity tenants may have. */
export const IDENTITY_CASES: readonly Case[] = [...providers, ...tokens]
