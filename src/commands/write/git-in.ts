import { type Run, run } from '../../text/commands/command.ts'

/**
 * A command of git in a folder.
 * @param folder as the person would write it; "" for the one that the person is in
 */
export function gitIn(folder: string, ...words: string[]): Run {
  return folder === '' ? run('git', ...words) : run('git', '-C', folder, ...words)
}
