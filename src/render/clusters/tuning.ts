import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ControllerSetting } from './controller-settings.ts'

/** How busy the controllers of every fleet are. */
export function concurrencySettings({ fleet }: ResolvedFleet): ControllerSetting[] {
  return [
    {
      kind: 'arguments',
      why: ['Reconcile more objects at once, and look again soon at those that wait for others.'],
      controllers: { names: ['kustomize-controller', 'helm-controller', 'source-controller'] },
      arguments: [
        `--concurrent=${fleet.flux.concurrency}`,
        `--requeue-dependency=${fleet.flux.requeueDependency}`,
      ],
    },
  ]
}

/** What the controllers tell, where that is not what they tell by default. */
export function loggingSettings({ fleet }: ResolvedFleet): ControllerSetting[] {
  const { logLevel } = fleet.flux
  if (logLevel === 'info') return []
  return [{ kind: 'arguments', controllers: 'all', arguments: [`--log-level=${logLevel}`] }]
}
