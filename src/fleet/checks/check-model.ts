import type { Catalog } from '../catalog/catalog.ts'
import type { FleetIssue } from '../issue.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { checkClusters } from './clusters.ts'
import { checkComponents } from './components.ts'
import { checkDependencies } from './dependencies.ts'
import { checkGit } from './git-provider.ts'
import { checkNamespaces } from './namespaces.ts'

/** Finds what breaks the rules of the model that every fleet has, whatever its features. */
export function checkModel(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  return [
    ...checkGit(fleet),
    ...checkClusters(fleet),
    ...checkComponents(fleet, catalog),
    ...checkDependencies(fleet, catalog),
    ...checkNamespaces(fleet, catalog),
  ]
}
