import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import type { Layout } from '../../src/fleet/schema/layouts.ts'
import { LAYOUTS_WITH_TENANTS } from '../definitions.ts'
import { makeRepository, openLibrary, PROJECT, repositoriesIn, temporaryFolder } from './fleets.ts'
import { type Judge, judgeAll, type Verdicts } from './mutations.ts'
import { type AgeKey, encryptAt, listIn, makeAgeKey, SECRET, sopsProblems } from './sops.ts'
import type { FleetInput as Checked } from './tools.ts'

const root = temporaryFolder('mutations')
const keys = join(root, 'keys')

/** A template that somebody broke, who notices, and what is said. */
interface Mutation {
  name: string
  /** Path of the template below `templates/`. */
  template: string
  /** What is replaced in it, and by what. */
  from: string
  to: string
  /** Each judge that complains, with what it has to say; all others are quiet. */
  noticed: Partial<Record<Judge, RegExp>>
}

const RELEASE = 'component/release.yaml.hbs'
const REPOSITORY = 'component/repository.yaml.hbs'
const KUSTOMIZATION = 'partials/kustomization.yaml.hbs'
const GATEWAY = 'catalog/envoy-gateway/configs/gateway.yaml.hbs'
const WORKFLOW = 'ci/github/validate.yaml.hbs'
const SCRIPT = 'repository/validate.sh.hbs'

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an unknown field in a HelmRelease',
    template: RELEASE,
    from: '  interval: {{interval}}\n',
    to: '  interval: {{interval}}\n  retryInterval: 2m\n',
    noticed: { fleetcheck: /HelmRelease podinfo\/podinfo .*retryInterval/ },
  },
  {
    name: 'an API version that is not served',
    template: RELEASE,
    from: 'helm.toolkit.fluxcd.io/v2\n',
    to: 'helm.toolkit.fluxcd.io/v2beta9\n',
    noticed: { fleetcheck: /version v2beta9 of HelmRelease is not served/ },
  },
  {
    name: 'a misspelt kind',
    template: 'component/pdb.yaml.hbs',
    from: 'kind: PodDisruptionBudget',
    to: 'kind: PodDisruptionBuget',
    noticed: { fleetcheck: /there is no schema for PodDisruptionBuget of policy\/v1/ },
  },
  {
    name: 'a Kustomization without prune',
    template: KUSTOMIZATION,
    from: '{{#if prune}}\n  prune: true\n{{else}}',
    to: '{{#if prune}}\n{{else}}',
    noticed: { fleetcheck: /Kustomization flux-system\/apps .*prune/ },
  },
  {
    name: 'both chart and chartRef',
    template: RELEASE,
    from: '{{#if chart}}\n  chart:',
    to: '{{#if chartRef}}\n  chart:\n    spec:\n      chart: podinfo\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n        namespace: flux-system\n{{/if}}\n{{#if chart}}\n  chart:',
    noticed: { fleetcheck: /either chart or chartRef must be set/ },
  },
  {
    name: 'a variable that nobody sets',
    template: 'cluster/cluster-vars.yaml.hbs',
    from: "  quote: '\"'",
    to: "  quotes: '\"'",
    noticed: { fleetcheck: /build .*infra-configs: .*quote/ },
  },
  {
    name: 'a path that does not exist',
    template: KUSTOMIZATION,
    from: '  path: {{scalar path}}',
    to: '  path: {{scalar path}}/overlay',
    noticed: { fleetcheck: /FF001 Kustomization\S* flux-system\/apps/ },
  },
  {
    name: 'dependsOn on a Kustomization that is not there',
    template: KUSTOMIZATION,
    from: '  dependsOn:\n',
    to: '  dependsOn:\n    - name: infra-missing\n',
    noticed: { fleetcheck: /FF101 .*infra-missing/ },
  },
  {
    name: 'a circle of dependsOn',
    template: KUSTOMIZATION,
    from: '{{#if dependsOn}}\n  dependsOn:\n',
    to: '  dependsOn:\n    - name: apps\n{{#if dependsOn}}\n',
    noticed: { fleetcheck: /FF102 .*apps/ },
  },
  {
    name: 'one object in two Kustomizations',
    template: GATEWAY,
    from: '---\napiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass',
    to: '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: podinfo\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass',
    noticed: { fleetcheck: /FF011 Namespace podinfo/ },
  },
  {
    name: 'a patch without target in flux-system',
    template: 'cluster/flux-system/kustomization.yaml.hbs',
    from: '    target:\n{{#each target}}\n      {{@key}}: {{this}}\n{{/each}}\n',
    to: '{{#unless (eq target.name "(kustomize-controller|helm-controller|source-controller)")}}\n    target:\n{{#each target}}\n      {{@key}}: {{this}}\n{{/each}}\n{{/unless}}\n',
    noticed: { kustomize: /flux-system\/: .*target/s, fleetcheck: /build .*target/ },
  },
  {
    name: 'a Secret in plain text',
    template: 'component/values-configmap.yaml.hbs',
    from: 'kind: ConfigMap',
    to: 'kind: Secret',
    noticed: { fleetcheck: /Secret chart\/plain-values .*is not encrypted/ },
  },
  {
    name: 'a Gateway with a wrong field',
    template: GATEWAY,
    from: '  gatewayClassName: envoy\n',
    to: '  gatewayClassName: envoy\n  gatewayClass: envoy\n',
    noticed: { fleetcheck: /Gateway envoy-gateway-system\/public .*gatewayClass/ },
  },
  {
    name: 'a namespace that nobody makes',
    template: 'component/deployment.yaml.hbs',
    from: '  namespace: {{scalar namespace}}\n  labels:',
    to: '  namespace: elsewhere\n  labels:',
    // Nor does the overlay's patch meet the Deployment there; kustomize says nothing about that.
    noticed: {
      fleetcheck: /namespace Deployment\.apps elsewhere\/web: no build/,
      patches: /Deployment 1234\/web/,
    },
  },
  {
    name: 'an object without its namespace',
    template: 'component/service.yaml.hbs',
    from: '  namespace: {{scalar namespace}}\n',
    to: '',
    noticed: { fleetcheck: /Service .*metadata\.namespace is missing/ },
  },
  {
    name: 'an interval without a unit',
    template: REPOSITORY,
    from: '  interval: {{source.interval}}',
    to: '  interval: "12"',
    noticed: { fleetcheck: /OCIRepository podinfo\/podinfo .*interval/ },
  },
  {
    name: 'an interval that is a number',
    template: KUSTOMIZATION,
    from: '  retryInterval: 2m',
    to: '  retryInterval: 120',
    noticed: { fleetcheck: /Kustomization flux-system\/apps .*retryInterval/ },
  },
  {
    name: 'a HelmRelease of a HelmRepository that is not there',
    template: RELEASE,
    from: '        kind: {{chart.sourceKind}}\n        name: {{scalar chart.sourceName}}\n',
    to: '        kind: {{chart.sourceKind}}\n        name: missing\n',
    noticed: {
      fleetcheck:
        /source HelmRelease\S* kube-system\/metrics-server: names HelmRepository kube-system\/missing/,
    },
  },
  {
    name: 'a HelmRelease of an OCIRepository that is not there',
    template: RELEASE,
    from: '    name: {{scalar chartRef.name}}',
    to: '    name: missing',
    noticed: { fleetcheck: /source HelmRelease\S* podinfo\/podinfo: names OCIRepository podinfo\/missing/ },
  },
  {
    name: 'a resource that is not there',
    template: 'component/kustomization.yaml.hbs',
    from: 'resources:\n',
    to: 'resources:\n  - missing.yaml\n',
    noticed: { kustomize: /missing\.yaml/, fleetcheck: /missing\.yaml/ },
  },
  {
    name: 'a patch that meets nothing',
    template: 'environment/kustomization.yaml.hbs',
    from: '      name: {{scalar target.name}}',
    to: '      name: other',
    noticed: { patches: /HelmRelease podinfo\/other/ },
  },
  {
    name: 'a deprecated field of kustomize',
    template: 'component/kustomization.yaml.hbs',
    from: 'resources:\n',
    to: 'commonLabels:\n  app.kubernetes.io/part-of: fleet\nresources:\n',
    noticed: { fleetcheck: /commonLabels/ },
  },
  {
    name: 'an artifact that nobody makes',
    template: 'cluster/artifacts.yaml.hbs',
    from: '    - name: {{name}}\n',
    to: '    - name: all\n',
    noticed: { fleetcheck: /names ExternalArtifact flux-system\/apps, which no build brings/ },
  },
  {
    name: 'an artifact of a folder that is not there',
    template: 'cluster/artifacts.yaml.hbs',
    from: '        - from: {{scalar from}}',
    to: '        - from: "@monorepo/missing/**"',
    noticed: { fleetcheck: /artifact .*missing/ },
  },
  {
    name: 'a wrong indentation that means the same',
    template: REPOSITORY,
    from: '  layerSelector:\n    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip\n    operation: copy\n',
    to: '  layerSelector:\n      mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip\n      operation: copy\n',
    noticed: { yamllint: /\(indentation\)/ },
  },
  {
    name: 'a sequence that is not indented',
    template: 'component/kustomization.yaml.hbs',
    from: '  - {{scalar this}}',
    to: '- {{scalar this}}',
    noticed: { yamllint: /\(indentation\)/ },
  },
  {
    name: 'a word that YAML 1.1 takes for a boolean',
    template: KUSTOMIZATION,
    from: '  wait: true',
    to: '  wait: on',
    noticed: { yamllint: /\(truthy\)/, fleetcheck: /spec\.wait/ },
  },
  {
    name: 'a name that is not quoted',
    template: 'component/namespace.yaml.hbs',
    from: '  name: {{scalar namespace}}',
    to: '  name: {{namespace}}',
    noticed: { fleetcheck: /Namespace metadata: cannot convert int64 to string/ },
  },
  {
    name: 'a text of a ConfigMap that is not quoted',
    template: 'cluster/cluster-vars.yaml.hbs',
    from: '{{scalar value}}',
    to: '{{value}}',
    noticed: { fleetcheck: /ConfigMap/ },
  },
  {
    name: 'a key that stands twice',
    template: KUSTOMIZATION,
    from: '  retryInterval: 2m\n',
    to: '  retryInterval: 2m\n  retryInterval: 2m\n',
    noticed: { yamllint: /\(key-duplicates\)/, fleetcheck: /retryInterval/ },
  },
  {
    name: 'trailing spaces',
    template: 'component/hpa.yaml.hbs',
    from: 'spec:\n',
    to: 'spec: \n',
    noticed: { yamllint: /\(trailing-spaces\)/ },
  },
  {
    name: 'no start of the document',
    template: 'component/hpa.yaml.hbs',
    from: '---\n',
    to: '',
    noticed: { yamllint: /\(document-start\)/ },
  },
  {
    name: 'a workflow with an unknown key',
    template: WORKFLOW,
    from: '    timeout-minutes: 15\n',
    to: '    timeout: 15\n',
    noticed: { actionlint: /unexpected key "timeout"/ },
  },
  {
    name: 'a workflow that runs what a stranger wrote',
    template: WORKFLOW,
    from: '        run: scripts/validate.sh\n',
    to: '        run: echo "$\\{{ github.event.pull_request.title }}" && scripts/validate.sh\n',
    noticed: { actionlint: /potentially untrusted/ },
  },
  {
    name: 'a workflow with a careless script',
    template: WORKFLOW,
    from: '        run: scripts/validate.sh\n',
    to: '        run: scripts/validate.sh $HOME\n',
    noticed: { actionlint: /SC2086/ },
  },
  {
    name: 'a workflow with a permission that does not exist',
    template: WORKFLOW,
    from: '  contents: read',
    to: '  content: read',
    noticed: { actionlint: /unknown permission scope "content"/ },
  },
  {
    name: 'a script with a variable that is not quoted',
    template: SCRIPT,
    from: 'trap \'rm -rf "$work"\' EXIT',
    to: 'rm -rf $work/old',
    noticed: { shellcheck: /SC2086/ },
  },
  {
    name: 'a script that bash cannot parse',
    template: SCRIPT,
    from: 'problems=0\n',
    to: 'problems=0\nif true; then\n',
    noticed: { shellcheck: /syntax error/ },
  },
  {
    name: 'a broken table',
    template: 'documents/fleet/overview.md.hbs',
    from: '| Branch | ',
    to: '| Branch | of Git | ',
    noticed: { markdownlint: /MD056/ },
  },
  {
    name: 'a heading of a wrong level',
    template: 'documents/operations/find-a-fault.md.hbs',
    from: '## Find',
    to: '#### Find',
    noticed: { markdownlint: /MD001/ },
  },
  {
    name: 'a heading without space',
    template: 'documents/readme/first-steps.md.hbs',
    from: '## First',
    to: '##First',
    noticed: { markdownlint: /MD018/ },
  },
]

const SYNC = 'tenant/sync.yaml.hbs'
const POLICY = 'policies/base/accounts.yaml.hbs'

/** What somebody may break of the lockdown and of the tenants, and in which layout it is looked for. */
const LOCKDOWN_MUTATIONS: readonly (Mutation & { layout: Layout })[] = [
  {
    name: 'a Kustomization of the platform without account',
    layout: 'multi-tenant',
    template: KUSTOMIZATION,
    from: '  serviceAccountName: {{serviceAccount}}\n',
    to: '',
    noticed: { fleetcheck: /FF505 Kustomization\S* flux-system\/tenants: has no spec\.serviceAccountName/ },
  },
  {
    name: 'a HelmRelease without account',
    layout: 'multi-tenant',
    template: RELEASE,
    from: '  serviceAccountName: {{lockdown.account}}\n',
    to: '',
    noticed: { fleetcheck: /FF505 HelmRelease\S* flux-system\/podinfo: has no spec\.serviceAccountName/ },
  },
  {
    name: 'a HelmRelease in the namespace of its component',
    layout: 'multi-tenant',
    template: RELEASE,
    from: '  namespace: {{scalar namespace}}',
    to: '  namespace: {{scalar lockdown.targetNamespace}}',
    noticed: {
      fleetcheck: /FF505 HelmRelease\S* podinfo\/podinfo: names ServiceAccount podinfo\/helm-controller/,
      // Nor do the overlays' patches meet it there.
      patches: /HelmRelease flux-system\/podinfo/,
    },
  },
  {
    name: 'a chart in another namespace than its HelmRelease',
    layout: 'multi-tenant',
    template: REPOSITORY,
    from: '  namespace: {{scalar namespace}}',
    to: '  namespace: default',
    noticed: {
      fleetcheck: /source HelmRelease\S* flux-system\/podinfo: names OCIRepository flux-system\/podinfo/,
      patches: /OCIRepository flux-system\/podinfo/,
    },
  },
  {
    name: 'a tenant that takes the source of the platform',
    layout: 'multi-tenant',
    template: SYNC,
    from: '    kind: {{source.kind}}\n    name: {{scalar name}}\n',
    to: '    kind: GitRepository\n    name: flux-system\n    namespace: flux-system\n',
    noticed: {
      fleetcheck:
        /FF506 Kustomization\S* on\/on: names GitRepository flux-system\/flux-system in another namespace/,
    },
  },
  {
    name: 'a tenant with the account of the platform',
    layout: 'multi-tenant',
    template: SYNC,
    from: '  serviceAccountName: {{scalar account}}',
    to: '  serviceAccountName: kustomize-controller',
    noticed: {
      fleetcheck: /FF505 Kustomization\S* on\/on: names ServiceAccount on\/kustomize-controller/,
      admission: /tenant-accounts denies: /,
    },
  },
  {
    name: 'an account of another name than the tenants’ Kustomizations have',
    layout: 'multi-repo',
    template: 'tenant/rbac.yaml.hbs',
    from: '  name: {{scalar account}}\n',
    to: '  name: reconciler\n',
    noticed: {
      fleetcheck: /FF505 Kustomization\S* on\/on: names ServiceAccount on\/1234/,
      rights: /RoleBinding on\/on-reconciler: there is no ServiceAccount on\/1234/,
    },
  },
  {
    name: 'a tenant of one namespace without targetNamespace',
    layout: 'multi-repo',
    template: SYNC,
    from: '  targetNamespace: {{scalar targetNamespace}}\n',
    to: '',
    noticed: { fleetcheck: /build:clusters\/staging:on\/on .*podinfo .*metadata\.namespace is missing/ },
  },
  {
    name: 'a tenant of several namespaces whose objects name none',
    layout: 'multi-repo',
    template: 'team/deployment.yaml.hbs',
    from: '  namespace: {{scalar namespace}}\n',
    to: '',
    noticed: { fleetcheck: /build:clusters\/staging:0x1f\/several .*metadata\.namespace is missing/ },
  },
  {
    name: 'a tenant without the name of its namespace quoted',
    layout: 'multi-repo',
    template: 'tenant/namespaces.yaml.hbs',
    from: '  name: {{scalar this}}',
    to: '  name: {{this}}',
    noticed: {
      fleetcheck: /Namespace metadata: (cannot convert \w+ to string|unrecognized type)/,
      yamllint: /\(truthy\)/,
    },
  },
  {
    name: 'a label of a tenant that is not quoted',
    layout: 'multi-repo',
    template: 'tenant/namespaces.yaml.hbs',
    from: '{{../label}}: {{scalar ../name}}',
    to: '{{../label}}: {{../name}}',
    noticed: {
      fleetcheck: /labels\.toolkit\.fluxcd\.io\/tenant: got boolean, want string/,
      yamllint: /\(truthy\)/,
    },
  },
  {
    name: 'a RoleBinding with a wrong group',
    layout: 'multi-tenant',
    template: 'tenant/rbac.yaml.hbs',
    from: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding',
    to: 'apiVersion: rbac.authorisation.k8s.io/v1\nkind: RoleBinding',
    noticed: { fleetcheck: /there is no schema for RoleBinding of rbac\.authorisation\.k8s\.io\/v1/ },
  },
  {
    name: 'a RoleBinding to a role of a wrong group',
    layout: 'multi-tenant',
    template: 'tenant/rbac.yaml.hbs',
    from: '  apiGroup: rbac.authorization.k8s.io\n',
    to: '  apiGroup: rbac.k8s.io\n',
    noticed: { rights: /RoleBinding on\/on-reconciler: roleRef\.apiGroup is rbac\.k8s\.io/ },
  },
  {
    name: 'a RoleBinding to a role that is not there',
    layout: 'multi-tenant',
    template: 'tenant/rbac.yaml.hbs',
    from: '  name: {{scalar ../role.name}}',
    to: '  name: {{scalar ../name}}',
    noticed: { rights: /RoleBinding 0x1f\/several-reconciler: there is no Role several for a tenant/ },
  },
  {
    name: 'a RoleBinding for the account of another namespace',
    layout: 'multi-tenant',
    template: 'tenant/rbac.yaml.hbs',
    from: '    namespace: {{scalar ../namespace}}\n',
    to: '    namespace: {{scalar this}}\n',
    noticed: { rights: /RoleBinding several\/several-reconciler: there is no ServiceAccount several\/1234/ },
  },
  {
    name: 'a binding for the whole cluster',
    layout: 'multi-tenant',
    template: 'tenant/rbac.yaml.hbs',
    from: 'kind: RoleBinding\nmetadata:\n  name: {{scalar ../binding}}\n  namespace: {{scalar this}}\n',
    to: 'kind: ClusterRoleBinding\nmetadata:\n  name: {{scalar ../binding}}-{{this}}\n',
    noticed: { rights: /ClusterRoleBinding undefined\/on-reconciler-on: binds for the whole cluster/ },
  },
  {
    name: 'a NetworkPolicy with a misspelt field',
    layout: 'multi-tenant',
    template: 'tenant/network-policies.yaml.hbs',
    from: '  podSelector: {}\n',
    to: '  podSelectors: {}\n',
    noticed: { fleetcheck: /NetworkPolicy on\/platform-default-deny .*podSelectors/ },
  },
  {
    name: 'a NetworkPolicy with a misspelt port',
    layout: 'multi-tenant',
    template: 'tenant/network-policies.yaml.hbs',
    from: '          port: 53\n',
    to: '          ports: 53\n',
    noticed: { fleetcheck: /NetworkPolicy on\/platform-allow-dns .*ports/ },
  },
  {
    name: 'a ResourceQuota with a quantity that is none',
    layout: 'multi-tenant',
    template: 'tenant/quota.yaml.hbs',
    from: '    {{this}}: "0"',
    to: '    {{this}}: "none"',
    noticed: { fleetcheck: /ResourceQuota on\/platform-quota .*services\./ },
  },
  {
    name: 'an alert of a provider that is not there',
    layout: 'multi-tenant',
    template: 'tenant/notifications.yaml.hbs',
    from: '  providerRef:\n    name: {{scalar name}}',
    to: '  providerRef:\n    name: chat',
    noticed: { fleetcheck: /reference Alert\S* on\/on: names Provider on\/chat/ },
  },
  {
    name: 'a policy with a misspelt field',
    layout: 'multi-tenant',
    template: POLICY,
    from: 'object.spec.serviceAccountName in',
    to: 'object.spec.serviceAccount in',
    noticed: {
      fleetcheck: /ValidatingAdmissionPolicy tenant-accounts .*undefined field 'serviceAccount'/s,
      admission: /undefined field 'serviceAccount'/,
    },
  },
  {
    name: 'a policy that knows another account',
    layout: 'multi-tenant',
    template: POLICY,
    from: "['', '{{account}}']",
    to: "['', 'flux']",
    noticed: { admission: /tenant-accounts denies: tenants act as the service account 1234/ },
  },
  {
    name: 'a policy on a resource that is not there',
    layout: 'multi-tenant',
    template: POLICY,
    from: '          - kustomizations\n',
    to: '          - kustomization\n',
    noticed: { admission: /there is no resource "kustomization"/ },
  },
  {
    name: 'a policy that nothing binds',
    layout: 'multi-tenant',
    template: 'policies/binding.yaml.hbs',
    from: '  policyName: {{name}}',
    to: '  policyName: tenant-pods',
    noticed: { admission: /nothing binds the policy tenant-accounts/ },
  },
  {
    name: 'a binding with a misspelt action',
    layout: 'multi-tenant',
    template: 'policies/binding.yaml.hbs',
    from: '  validationActions:\n',
    to: '  validationAction:\n',
    noticed: {
      fleetcheck: /ValidatingAdmissionPolicyBinding tenant-accounts .*validationAction/,
      admission: /validationAction/,
    },
  },
  {
    name: 'allowed sources under a key that no policy reads',
    layout: 'multi-tenant',
    template: 'policies/allowed-sources.yaml.hbs',
    from: '{{indent (yaml data) 2}}',
    to: '  prefixes: {{scalar data.sources}}',
    noticed: { admission: /tenant-sources denies: / },
  },
  {
    name: 'a platform repository under another name',
    layout: 'multi-repo',
    template: 'cluster/platform.yaml.hbs',
    from: '  name: {{name}}\n',
    to: '  name: components\n',
    noticed: {
      fleetcheck:
        /source Kustomization\S* flux-system\/infra-controllers: names GitRepository flux-system\/platform/,
    },
  },
  {
    name: 'a platform repository that is followed by nothing that there is',
    layout: 'multi-repo',
    template: 'cluster/platform.yaml.hbs',
    from: '    {{@key}}: {{scalar this}}',
    to: '    {{@key}}s: {{scalar this}}',
    noticed: { fleetcheck: /GitRepository flux-system\/platform .*branchs/ },
  },
  {
    name: 'a folder of the platform that its repository does not have',
    layout: 'multi-repo',
    template: KUSTOMIZATION,
    from: '  path: {{scalar path}}',
    to: '  path: {{#if (eq source.name "platform")}}./platform/{{/if}}{{scalar path}}',
    noticed: { fleetcheck: /FF001 Kustomization\S* flux-system\/apps/ },
  },
  {
    name: 'tenants with Secrets and without decryption',
    layout: 'multi-tenant',
    template: KUSTOMIZATION,
    from: '{{#if decryption}}\n  decryption:\n    provider: sops\n    secretRef:\n      name: {{decryption.secret}}\n',
    to: '{{#if (eq area "tenants")}}\n{{else if decryption}}\n  decryption:\n    provider: sops\n    secretRef:\n      name: {{decryption.secret}}\n',
    noticed: {
      fleetcheck: /FF603 Secret on\/token: is encrypted, but Kustomization flux-system\/tenants has no/,
    },
  },
  {
    name: 'decryption by a program that Flux does not know',
    layout: 'multi-tenant',
    template: SYNC,
    from: '    provider: sops\n',
    to: '    provider: age\n',
    noticed: { fleetcheck: /Kustomization on\/on .*decryption\.provider/ },
  },
  {
    name: 'an overlay of a tenant that changes what is not there',
    layout: 'multi-tenant',
    template: 'tenant/overlay.yaml.hbs',
    from: '      name: {{scalar target.name}}',
    to: '      name: other',
    noticed: { patches: /Kustomization on\/other/ },
  },
  {
    name: 'an overlay of a tenant without its base',
    layout: 'multi-repo',
    template: 'tenant/overlay.yaml.hbs',
    from: '  - {{scalar base}}\n',
    to: '  - {{scalar base}}-base\n',
    noticed: { kustomize: /on-base/, fleetcheck: /build .*on-base/, patches: /Kustomization on\/on/ },
  },
  {
    name: 'an overlay of a team without its base',
    layout: 'multi-repo',
    template: 'team/overlay.yaml.hbs',
    from: '  - {{scalar base}}\n',
    to: '  - {{scalar base}}-2\n',
    noticed: { kustomize: /podinfo-2/, fleetcheck: /build Kustomization\S* on\/on: .*podinfo-2/ },
  },
  {
    name: 'a patch of the lockdown without target',
    layout: 'multi-tenant',
    template: 'cluster/flux-system/kustomization.yaml.hbs',
    from: '    target:\n{{#each target}}\n      {{@key}}: {{this}}\n{{/each}}\n',
    to: '{{#unless (eq target.kind "Kustomization")}}\n    target:\n{{#each target}}\n      {{@key}}: {{this}}\n{{/each}}\n{{/unless}}\n',
    noticed: { kustomize: /flux-system\/: .*target/s, fleetcheck: /build .*target/ },
  },
]

const SOPS_TEMPLATE = 'repository/.sops.yaml.hbs'

/** What somebody may break in the rules of sops, and what is said. */
const SOPS_MUTATIONS = [
  {
    name: 'a rule that matches nothing',
    from: '{{path}}',
    to: '^secret/{{path}}',
    said: [/the rule \S+ matches nothing/, /sops does not encrypt it/],
  },
  {
    name: 'a rule that matches too much',
    from: '{{path}}',
    to: '.*\\.sops\\.yaml$',
    said: [/base\/\S+: there is a rule for it/, /decrypts it and should not/],
  },
  {
    name: 'a recipient too few',
    from: '{{#unless @last}},{{/unless}}',
    to: '{{#unless @last}} #{{/unless}}',
    said: [/does not decrypt it|sops does not encrypt it/],
  },
  {
    name: 'a Secret of which all is encrypted',
    from: '^(data|stringData)$',
    to: '.*',
    said: [/its name cannot be read/],
  },
  {
    name: 'a Secret of which nothing is encrypted',
    from: '^(data|stringData)$',
    to: '^data$',
    said: [/its value is open/],
  },
] as const

const ages: Record<string, AgeKey> = {}

/**
 * What every mutation has an effect on: all kinds of sources, manifests and files, odd names, few folders.
 */
function input(): FleetInput {
  return {
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    ci: 'github',
    artifacts: true,
    secrets: { provider: 'sops', recipients: [ages.administrator!.recipient] },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [
      { name: 'staging', environment: 'staging', domain: '1234', recipients: [ages.staging!.recipient] },
      {
        name: 'production',
        environment: 'production',
        domain: 'example.com',
        recipients: [ages.production!.recipient],
      },
    ],
    components: [
      { name: 'cert-manager' },
      { name: 'envoy-gateway' },
      { name: 'metrics-server' },
      { name: 'podinfo' },
      {
        name: 'chart',
        chart: { oci: 'oci://registry.example.com/chart', version: '1.x' },
        valuesFrom: [{ kind: 'ConfigMap', name: 'plain-values', values: { a: 'b' } }],
      },
      { name: 'web', namespace: '1234', manifests: { image: 'ghcr.io/acme/web:1.0.0' } },
      { name: 'scaled', manifests: { image: 'ghcr.io/acme/web:1.0.0', autoscaling: {} } },
    ],
  }
}

/** The same in a layout with tenants: names that must be quoted, all of what a tenant can have. */
function lockedDown(layout: Layout): FleetInput {
  return {
    ...input(),
    layout,
    artifacts: false,
    tenancy: { serviceAccount: '1234' },
    components: [{ name: 'podinfo' }],
    tenants: [
      { name: 'on', recipients: [ages.team!.recipient], notifications: { provider: 'slack' } },
      {
        name: 'several',
        namespaces: ['0x1f', 'several'],
        decryption: false,
        role: 'custom',
        rules: [
          {
            apiGroups: ['', 'apps', 'policy'],
            resources: ['deployments', 'services', 'poddisruptionbudgets'],
            verbs: ['get', 'create', 'patch', 'delete'],
          },
        ],
      },
    ],
  }
}

/**
 * Makes a fleet, in the layouts with tenants with an encrypted Secret of one of them, and takes it to be
 * judged.
 */
async function make(name: string, fleet: FleetInput, replaced?: ReadonlyMap<string, string>): Promise<void> {
  const folder = folderOf(name)
  const made = await makeRepository(folder, fleet, await openLibrary(replaced))
  const repositories = repositoriesIn(folder, made)
  judged.set(folder, repositories)
  if (fleet.tenants === undefined) return
  const home = repositories.at(-1)!.root
  const overlay = 'tenants/staging/on'
  const secret = SECRET.replace('cluster-secret-vars', 'token').replace('flux-system', '"on"')
  expect(encryptAt(home, `${overlay}/token.sops.yaml`, secret)).toMatchObject({ status: 0 })
  listIn(join(home, overlay, 'kustomization.yaml'), 'token.sops.yaml')
}

/** The text of a template with one place changed; a place that is not there fails the test. */
function broken(template: string, from: string, to: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(PROJECT, 'templates', template), 'utf8')
  const first = text.indexOf(from)
  expect(first, `${template} no longer has ${JSON.stringify(from)}`).toBeGreaterThanOrEqual(0)
  return new Map([[template, text.slice(0, first) + to + text.slice(first + from.length)]])
}

const fleets = join(root, 'fleets')
const folderOf = (name: string) => join(fleets, name.replaceAll(/[^a-z0-9]+/gi, '-'))
const judged = new Map<string, readonly Checked[]>()
let verdicts: Verdicts

beforeAll(async () => {
  for (const name of ['administrator', 'staging', 'production', 'team']) ages[name] = makeAgeKey(keys, name)
  await make('whole', input())
  for (const layout of LAYOUTS_WITH_TENANTS) await make(`whole ${layout}`, lockedDown(layout))
  for (const { name, template, from, to } of MUTATIONS) await make(name, input(), broken(template, from, to))
  for (const { name, layout, template, from, to } of LOCKDOWN_MUTATIONS)
    await make(name, lockedDown(layout), broken(template, from, to))
  expect(judged.size).toBe(MUTATIONS.length + LOCKDOWN_MUTATIONS.length + 3)
  verdicts = await judgeAll(fleets, judged)
})

describe('a broken template', () => {
  it.each([
    'whole',
    'whole multi-tenant',
    'whole multi-repo',
  ])('is not what the whole ones are: nobody complains about those (%s)', (name) => {
    expect(verdicts.get(folderOf(name))).toEqual({})
  })

  it.each([...MUTATIONS, ...LOCKDOWN_MUTATIONS])('with $name is noticed', ({ name, noticed }) => {
    const verdict = verdicts.get(folderOf(name))!
    expect(Object.keys(verdict).sort(), JSON.stringify(verdict, null, 1).slice(0, 4000)).toEqual(
      Object.keys(noticed).sort(),
    )
    for (const [judge, message] of Object.entries(noticed))
      expect(verdict[judge as Judge]!.join('\n')).toMatch(message)
  })
})

describe('broken rules of sops', () => {
  const elsewhere = ['apps/base/web/token.sops.yaml']
  const places = () =>
    ['staging', 'production'].flatMap((name) => {
      const readers = [ages.administrator!, ages[name]!]
      return [`secrets/${name}/token.sops.yaml`, `apps/${name}/token.sops.yaml`].map((path) => ({
        path,
        readers,
      }))
    })

  it('are not the whole ones', () => {
    expect(sopsProblems(folderOf('whole'), places(), Object.values(ages), elsewhere)).toEqual([])
  })

  it.each(SOPS_MUTATIONS)('are noticed: $name', async ({ name, from, to, said }) => {
    const folder = join(root, 'sops', name.replaceAll(' ', '-'))
    await makeRepository(folder, input(), await openLibrary(broken(SOPS_TEMPLATE, from, to)))
    const problems = sopsProblems(folder, places(), Object.values(ages), elsewhere).join('\n')
    for (const message of said) expect(problems).toMatch(message)
  })
})
