import type { FleetIssue } from '../issue.ts'
import type { ResolvedFleet } from '../resolve/resolved-fleet.ts'
import { checkClusters } from './clusters.ts'
import { checkComponents } from './components.ts'
import { checkDependencies } from './dependencies.ts'
import { checkGit } from './git-provider.ts'
import { checkGranularity } from './granularity.ts'
import { checkNamespaces } from './namespaces.ts'

/** Finds what breaks the rules of the model that every fleet has, whatever its features. */
export function checkModel(resolved: ResolvedFleet): FleetIssue[] {
  const { written, catalog } = resolved
  return [
    ...checkGit(written),
    ...checkClusters(resolved),
    ...checkComponents(written, catalog),
    ...checkDependencies(resolved),
    ...checkNamespaces(resolved),
    ...checkGranularity(resolved),
  ]
}
