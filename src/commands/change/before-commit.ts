import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { CommandsBeforeCommit } from '../../features/command-contributor.ts'
import { contributorsOf } from '../../features/resolve-fleet.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import { keyPlace } from '../repositories/keys-folder.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import type { PlannedChange } from './plan-fleet-change.ts'

/** Folders that hold no files of a fleet. */
const ELSEWHERE = ['.git', '.age', 'node_modules']

/** What features have a person do in a repository before its files are committed. */
export function commandsBeforeCommit(
  { before, after, plan }: PlannedChange,
  { root, folder: fleetFolder, keys }: OpenFleet,
  repository: FleetRepository,
): CommandsBeforeCommit[] {
  const folder = join(root, repository.folder)
  const changes = new Map(plan.changes.map((change) => [change.path, change]))
  const changeOf = (path: string) => changes.get(pathIn(repository, path))
  return contributorsOf(after).flatMap(
    (contributor) =>
      contributor.beforeCommit?.({
        before,
        changed: (path) => {
          const change = changeOf(path)
          return change && { before: change.before?.toString(), after: change.after?.toString() }
        },
        paths: () => filesIn(folder).filter((path) => changeOf(path)?.action !== 'delete'),
        read: (path) => readFileSync(join(folder, path), 'utf8'),
        hasFleetFile: (path) => existsSync(resolve(fleetFolder, keyPlace(keys(), path))),
        fromFleet: (path) => {
          const place = keyPlace(keys(), path)
          return isAbsolute(place) ? place : relative(folder, join(fleetFolder, place)).split(sep).join('/')
        },
      }) ?? [],
  )
}

/** The files below a folder, by their paths from there; links are not followed. */
function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(({ name }) => !ELSEWHERE.includes(name))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return filesIn(folder, path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}
