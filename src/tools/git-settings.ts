import { spawnSync } from 'node:child_process'
import { ONLY_LOOK } from './git.ts'
import { assertHandles } from './handles.ts'

/**
 * A setting that the configuration of one repository has, and no other; undefined where it has none, or Git can't
 * say. Git is started without execa, which takes longer to load than git to run.
 * @param repository a folder in it
 */
export function localSetting(repository: string, name: string): string | undefined {
  const words = [...ONLY_LOOK.before, 'config', '--local', '--null', '--get', name]
  assertHandles()
  const { status, stdout } = spawnSync('git', words, {
    cwd: repository,
    env: { ...process.env, ...ONLY_LOOK.environment },
    encoding: 'utf8',
    windowsHide: true,
  })
  return status === 0 ? stdout.split('\0')[0] : undefined
}

/**
 * Gives the configuration of one repository a setting.
 * @returns what git said if it did not
 */
export function setLocally(repository: string, name: string, value: string): string | undefined {
  assertHandles()
  const { status, stderr, error } = spawnSync('git', ['config', '--local', name, value], {
    cwd: repository,
    encoding: 'utf8',
    windowsHide: true,
  })
  return status === 0 ? undefined : (error?.message ?? stderr.trimEnd())
}
