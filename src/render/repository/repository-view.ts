import type { FleetRepository } from '../../fleet/resolve/repositories.ts'

import type { PrintedCommand } from '../../text/commands/printed-command.ts'

/** What the templates of one repository are told about it. */
export interface RepositoryView {
  kind: FleetRepository['kind']
  name: string
  folder: string
  /** What paths from the top of the Git repository begin with, "" where it is the fleet's alone: `folder/`. */
  prefix: string
  /** The same in a regular expression that stands in a JSON string. */
  pattern: string
  url: string
  webUrl: string | undefined
  branch: string
  /** Whom it belongs to, and what it is for, in words. */
  owner: string
  purpose: string
  /** Place in the order in which the repositories are pushed the first time, from 1. */
  position: number
  /** The commands that push it the first time, run in its folder. */
  firstPush: PrintedCommand[]
  /** Whether it holds `clusters/` and what belongs to them. */
  hasClusters: boolean
  /** Whether it holds `infrastructure/` and `apps/`. */
  hasLayers: boolean
  /** Folders and files at its top that clusters fetch. */
  folders: string[]
  files: string[]
  /** Folders with sources, and those with images and charts, as alternatives of a regular expression. */
  sources: string
  workloads: string
  /** Files of each production environment, as patterns. */
  production: { name: string; files: string[] }[]
}
