import type { Fleet, Tenant } from '../schema/fleet-schema.ts'
import { cloneUrl, repositoryName, webUrl } from './repository-urls.ts'

/** One Git repository of a fleet. */
export interface FleetRepository {
  /** What it is for: everything of the fleet, the platform's components, or one team's applications. */
  kind: 'fleet' | 'platform' | 'team'
  /** Its name at the Git provider. */
  name: string
  /** Its folder below where the fleet is made: "" where the fleet is one repository, else its name. */
  folder: string
  /** The URL that people clone it from and push to. */
  url: string
  webUrl: string | undefined
  /** The branch that people push to first. */
  branch: string
  /** Branches, tags and ranges that environments follow of it (`GitRepository.spec.ref`). */
  followed: readonly Readonly<Record<string, string>>[]
  /** Whom it belongs to, and what it is for, in words. */
  owner: string
  purpose: string
  /** The team that it belongs to. */
  tenant: Tenant | undefined
}

/** The repository that holds `flux-fleet.yaml`, where the fleet is this one repository. */
export function onlyRepository(fleet: Fleet): FleetRepository {
  return {
    kind: 'fleet',
    name: repositoryName(fleet),
    folder: '',
    url: cloneUrl(fleet),
    webUrl: webUrl(fleet),
    branch: fleet.git.branch,
    followed: [],
    owner: 'the platform team',
    purpose: 'everything',
    tenant: undefined,
  }
}

/** A path of a repository as it lies below where the fleet is made. */
export function pathIn(repository: Pick<FleetRepository, 'folder'>, path: string): string {
  return repository.folder === '' ? path : `${repository.folder}/${path}`
}
