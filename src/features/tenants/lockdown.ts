import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ControllerSetting } from '../../render/clusters/controller-settings.ts'
import { PLATFORM_ACCOUNT, tenantAccount } from './tenancy.ts'

/**
 * Lets objects have cloud identities of their own. A controller that is given a default account for that
 * exits without it (fluxcd/pkg/auth, `InconsistentObjectLevelConfiguration`).
 */
const OBJECT_IDENTITY: ControllerSetting = {
  kind: 'arguments',
  why: ['To a cloud an object goes with the identity of an account of its namespace.'],
  controllers: {
    names: [
      'source-controller',
      'kustomize-controller',
      'helm-controller',
      'notification-controller',
      'image-reflector-controller',
      'image-automation-controller',
    ],
  },
  arguments: ['--feature-gates=ObjectLevelWorkloadIdentity=true'],
}

/**
 * What locks the controllers down. Each flag goes to those controllers that know it: others refuse to start
 * (https://fluxcd.io/flux/installation/configuration/multitenancy/).
 */
export function lockdownSettings({ fleet, flux }: ResolvedFleet): ControllerSetting[] {
  return [
    {
      kind: 'arguments',
      why: [
        'Lockdown: Flux acts in a namespace with the rights of an account there, and uses no source, event or Secret of another.',
        'https://fluxcd.io/flux/installation/configuration/multitenancy/',
      ],
      controllers: {
        names: [
          'kustomize-controller',
          'helm-controller',
          'notification-controller',
          'image-reflector-controller',
          'image-automation-controller',
          'source-watcher',
        ],
      },
      arguments: ['--no-cross-namespace-refs=true'],
    },
    {
      kind: 'arguments',
      controllers: { names: ['kustomize-controller'] },
      arguments: ['--no-remote-bases=true'],
    },
    {
      kind: 'arguments',
      why: ['An object that names no account gets this one, which only tenants have.'],
      controllers: { names: ['kustomize-controller', 'helm-controller'] },
      arguments: [`--default-service-account=${tenantAccount(fleet)}`],
    },
    ...(flux.gatesObjectIdentity ? [OBJECT_IDENTITY] : []),
    {
      kind: 'arguments',
      why: [
        'What decrypts, or applies to another cluster, without naming an account has the identity of this one, and not of',
        'the controller: https://fluxcd.io/flux/security/best-practices/',
      ],
      controllers: { names: ['kustomize-controller'] },
      arguments: [`--default-decryption-service-account=${tenantAccount(fleet)}`],
    },
    {
      kind: 'arguments',
      controllers: { names: ['kustomize-controller', 'helm-controller'] },
      arguments: [`--default-kubeconfig-service-account=${tenantAccount(fleet)}`],
    },
    { kind: 'root-account', why: ['The platform itself keeps its rights.'], account: PLATFORM_ACCOUNT },
  ]
}
