import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ControllerSetting } from '../../render/clusters/controller-settings.ts'
import { PLATFORM_ACCOUNT, tenantAccount } from './tenancy.ts'

/**
 * What locks the controllers down. Each flag goes to those controllers that know it: others refuse to start
 * (https://fluxcd.io/flux/installation/configuration/multitenancy/).
 */
export function lockdownSettings({ fleet }: ResolvedFleet): ControllerSetting[] {
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
    { kind: 'root-account', why: ['The platform itself keeps its rights.'], account: PLATFORM_ACCOUNT },
  ]
}
