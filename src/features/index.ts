import { artifacts } from './artifacts/index.ts'
import type { Feature } from './feature.ts'
import { platformRepository } from './platform-repository/index.ts'
import { sops } from './sops/index.ts'
import { tenants } from './tenants/index.ts'

/** Every feature, in the order in which they contribute. */
export const FEATURES: readonly Feature[] = [tenants, platformRepository, artifacts, sops]
