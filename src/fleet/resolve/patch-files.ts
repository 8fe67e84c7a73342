/** What the names of a component's patches in an overlay end in: of Helm values, a workload, its autoscaler. */
export const PATCH_ENDINGS = {
  values: '-values.yaml',
  workload: '-patch.yaml',
  autoscaling: '-autoscaling.yaml',
} as const
