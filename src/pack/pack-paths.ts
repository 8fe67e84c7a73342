import { isAbsolute, posix, relative, resolve } from 'node:path'
import { checkPath } from '../tree/paths.ts'
import { PackError, reasonOf } from './pack-error.ts'

/**
 * A rendered path of an action as a path of the fleet.
 * @param root the fleet's root: an absolute path below it is taken too, as plopfiles make them of plop's base
 * path
 * @throws PackError for a path that climbs or leaves the fleet
 */
export function fleetPath(rendered: string, root: string): string {
  const inside = isAbsolute(rendered) ? relative(resolve(root), rendered).replaceAll('\\', '/') : rendered
  if (isAbsolute(inside) || inside.split(/[\\/]/).includes('..')) {
    throw new PackError(
      `the path ${JSON.stringify(rendered)} leaves the fleet: expected one below its root, without ".."`,
    )
  }
  const path = inside === '' ? '' : posix.normalize(inside)
  try {
    checkPath(path)
  } catch (error) {
    throw new PackError(reasonOf(error).replace(/\.$/, ''), { cause: error })
  }
  return path
}
