import type { ChangeRun } from '../change/change-fleet.ts'
import { Cancelled, EXIT, Failure } from '../command-line/failure.ts'
import type { Upgrade } from './find-upgrade.ts'
import type { UpgradeFlags } from './upgrade-scope.ts'

/** What an upgrade alters on clusters, and by which files; a sentence each. */
export interface Alteration {
  text: string
  paths: string[]
}

/** What the files of an upgrade alter on clusters, each said once. */
export function alterationsOf({ files, reasons }: Upgrade): Alteration[] {
  const paths = new Map<string, string[]>()
  for (const file of files) {
    if (file.isSettled) continue
    for (const { alters } of reasons(file))
      if (alters !== undefined) paths.set(alters, [...(paths.get(alters) ?? []), file.full])
  }
  return [...paths].map(([text, of]) => ({ text, paths: of }))
}

/** Files that are named; of more there is a number. */
const FEW = 3

/** An alteration as a line. */
export function alterationLine({ text, paths }: Alteration): string {
  if (paths.length === 0) return text
  const more = paths.length > FEW ? ` and ${paths.length - FEW} more` : ''
  return `${text} (${paths.slice(0, FEW).join(', ')}${more})`
}

/**
 * Asks whether what alters something on clusters is to be done.
 * @param canLeave whether the rest can be done without
 * @throws Failure where nobody can be asked and no flag says it; Cancelled where a person stops
 */
export async function decideAlterations(
  alterations: readonly Alteration[],
  { flags, terminal, asker }: Omit<ChangeRun, 'flags'> & { flags: UpgradeFlags },
  canLeave: boolean,
): Promise<'take' | 'leave'> {
  if (flags.behavior !== undefined) return flags.behavior
  if (alterations.length === 0 || flags.yes === true || flags.dryRun === true) return 'take'
  const lines = alterations.map((one) => `  ${alterationLine(one)}`)
  if (asker === undefined)
    throw new Failure(
      EXIT.usage,
      `This alters what runs on clusters, and there is nobody to ask:\n${lines.join('\n')}\nSay --behavior take${canLeave ? ', or --behavior leave to have all but that' : ''}. Nothing was written.`,
    )
  terminal.progress('This alters what runs on clusters:')
  for (const line of lines) terminal.progress(line)
  const answer = await asker.choose(
    'What about that?',
    [
      { value: 'take', title: 'Take it along' },
      ...(canLeave ? [{ value: 'leave', title: 'Leave it: all the rest without these files' }] : []),
      { value: 'stop', title: 'Stop, write nothing' },
    ],
    'take',
  )
  if (answer === 'stop') throw new Cancelled()
  return answer as 'take' | 'leave'
}
