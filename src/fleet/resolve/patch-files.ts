/** What the names of a component's patches in an overlay end in: of Helm values, and of a workload. */
export const PATCH_ENDINGS = { values: '-values.yaml', workload: '-patch.yaml' } as const
