import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ControllerSetting, Controllers } from './controller-settings.ts'

/** The controllers that work on many objects at once. */
const BUSY: Controllers = { names: ['kustomize-controller', 'helm-controller', 'source-controller'] }

/** Objects at once that the limits which Flux itself sets are enough for. */
const WITHIN_DEFAULT_LIMITS = 5

/** How busy the controllers of every fleet are. */
export function concurrencySettings({ fleet }: ResolvedFleet): ControllerSetting[] {
  const { concurrency, requeueDependency } = fleet.flux
  return [
    {
      kind: 'arguments',
      why: ['Reconcile more objects at once, and look again soon at those that wait for others.'],
      controllers: BUSY,
      arguments: [`--concurrent=${concurrency}`, `--requeue-dependency=${requeueDependency}`],
    },
    ...(concurrency <= WITHIN_DEFAULT_LIMITS
      ? []
      : [
          {
            kind: 'limits' as const,
            why: ['More at once takes more than the 1 CPU and 1 GiB that Flux limits them to.'],
            controllers: BUSY,
            limits: limitsFor(concurrency),
          },
        ]),
  ]
}

/** How the controllers go on when something does not get ready. */
export function failureSettings(): ControllerSetting[] {
  return [
    {
      kind: 'arguments',
      why: ['A fix is applied at once: it does not wait until the failure that it mends has timed out.'],
      controllers: { names: ['kustomize-controller'] },
      arguments: ['--feature-gates=CancelHealthCheckOnNewRevision=true'],
    },
  ]
}

/**
 * As Flux advises for 10 at once (https://fluxcd.io/flux/installation/configuration/vertical-scaling), and in
 * proportion; beyond that a larger pod would only fit on fewer nodes.
 */
function limitsFor(concurrency: number): { cpu: string; memory: string } {
  const share = Math.min(Math.ceil(concurrency / WITHIN_DEFAULT_LIMITS), 8)
  return { cpu: `${share}000m`, memory: `${share}Gi` }
}

/** What the controllers tell, where that is not what they tell by default. */
export function loggingSettings({ fleet }: ResolvedFleet): ControllerSetting[] {
  const { logLevel } = fleet.flux
  if (logLevel === 'info') return []
  return [{ kind: 'arguments', controllers: 'all', arguments: [`--log-level=${logLevel}`] }]
}
