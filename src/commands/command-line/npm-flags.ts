import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Word } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { EXIT, Failure } from './failure.ts'
import type { KnownFlag } from './known-flags.ts'
import { typedCommand } from './own-command.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Names under which npm keeps flags of ours that it takes for the beginning of one of its own. */
const TAKEN_FOR: Readonly<Record<string, string>> = { ci: 'cidr' }

/** A flag that npm kept, with its values; a value that was a word by itself reached us without its flag. */
interface Kept {
  flag: string
  values: (string | undefined)[]
}

/**
 * npm takes the flags that stand before `--` for itself, so that `npm create flux-fleet x --dry-run` would
 * write. Then nothing may be written: the right line is shown instead. What npm 9 to 11 do (12 itself refuses flags
 * that it does not know, and does the same with those it knows): the value of
 * `--flag=value` stays with the flag in `npm_config_flag`, several are joined by empty lines; of
 * `--flag value` the flag becomes `true` and the value reaches us as one more word (npm 11 keeps the value of
 * `--name`, which it knows); `--no-flag` becomes an empty text.
 * @param environment of the process; npm tells what it took in `npm_config_*`
 * @param words what reached us
 * @param knownFlags gives our flags, without `--`; not asked where npm did not start us
 * @param wordsOf how many words a command takes, itself included; undefined for what is no command
 * @throws Failure with the line that works
 */
export function refuseSwallowedFlags(
  environment: Environment,
  words: readonly string[],
  knownFlags: () => ReadonlyMap<string, KnownFlag>,
  wordsOf: (word: string) => number | undefined,
): void {
  const command = environment.npm_command
  if (command !== 'init' && command !== 'exec') return
  const flags = knownFlags()
  const firstFlag = words.findIndex((word) => word.startsWith('-'))
  const plain = firstFlag < 0 ? words : words.slice(0, firstFlag)
  const received = firstFlag < 0 ? [] : words.slice(firstFlag).filter((word) => word !== '--')
  const kept = keptFlags(environment, flags, received, command)
  const expected = (plain[0] === undefined ? undefined : wordsOf(plain[0])) ?? 1
  const surplus = plain.slice(expected)
  if (kept.length === 0 && surplus.length === 0) return

  const own = {
    words: plain.slice(0, expected),
    flags: [...restore(kept, surplus, flags), ...received],
  }
  const line = posixLine(typedCommand(own, command === 'init' ? 'create' : 'exec'))
  const names = kept.map(({ flag }) => `--${flag}`).join(', ')
  const tooMany = surplus.length > 0 && !kept.some(({ values }) => values.includes(undefined))
  const what = [
    ...(tooMany
      ? [`${surplus.map((word) => `"${word}"`).join(' ')}: more words than there is a use for.`]
      : []),
    kept.length > 0
      ? `npm kept ${names} for itself: it takes every flag before "--".`
      : 'npm keeps every flag before "--" for itself.',
    'Nothing was written. Type:',
  ]
  throw new Failure(EXIT.usage, `${what.join(' ')}\n\n  ${line}`)
}

function keptFlags(
  environment: Environment,
  flags: ReadonlyMap<string, KnownFlag>,
  received: readonly string[],
  command: string,
): Kept[] {
  const found: Kept[] = []
  for (const [flag, { takesValue, negatable, repeatable }] of flags) {
    const key = (TAKEN_FOR[flag] ?? flag).replaceAll('-', '_')
    const value = environment[`npm_config_${key}`]
    if (value === undefined) continue
    const again = valuesOf(flag, received)
    // Given again, it is what was meant; of one that can be given several times, each value was.
    if (again.length > 0 && (!repeatable || value.split('\n\n').every((part) => again.includes(part))))
      continue
    // Of `npm create --yes … -- …` and `npx --yes …` it is npm that was meant.
    if (flag === 'yes' && (received.length > 0 || command === 'exec')) continue
    if (isConfigured(environment, key, value)) continue
    if (!takesValue) {
      const negated = value === '' || value === 'false'
      if (!negated || negatable) found.push({ flag: negated ? `no-${flag}` : flag, values: [] })
    } else if (value !== '') {
      found.push({ flag, values: value.split('\n\n').map((part) => (part === 'true' ? undefined : part)) })
    }
  }
  return found
}

/** The values that a flag was given behind `--`; an empty one where it takes none. */
function valuesOf(flag: string, received: readonly string[]): string[] {
  return received.flatMap((word, index) => {
    if (word === `--${flag}`) return [received[index + 1] ?? '']
    return word.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : []
  })
}

/**
 * Whether a file of npm's configuration gives a key this value for good: then it says nothing about this command
 * line. npm reads one of the project, one of the person, one of the machine and one of its own.
 */
function isConfigured(environment: Environment, key: string, value: string): boolean {
  const { npm_config_local_prefix: project, npm_execpath: npm, INIT_CWD: started } = environment
  const files = [
    ...[project, started, process.cwd()].map((folder) => folder && join(folder, '.npmrc')),
    environment.npm_config_userconfig,
    environment.npm_config_globalconfig,
    npm && join(npm, '..', '..', 'npmrc'),
  ]
  return files.some((file) => file !== undefined && settings(file, key, environment).includes(value))
}

/** The values that a file gives a key, as npm hands them on: true as `true`, false as nothing. */
function settings(file: string, key: string, environment: Environment): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  const line = new RegExp(`^[ \\t]*${key.replaceAll('_', '[-_]')}(\\[\\])?[ \\t]*(?:=(.*))?$`, 'gim')
  const found = [...text.replaceAll('\r', '').matchAll(line)].map(([, list, value]) => ({
    isList: list !== undefined,
    value: withVariables(value === undefined ? 'true' : unquoted(value.trim()), environment),
  }))
  const list = found.filter(({ isList }) => isList).map(({ value }) => value)
  const single = found.map(({ value }) => (value === 'false' ? '' : value))
  return list.length === 0 ? single : [...single, list.join('\n\n')]
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value)
  return quoted === null ? value.replace(/\s*[;#].*$/, '') : quoted[2]!
}

/** npm puts variables of the environment in their place. */
function withVariables(value: string, environment: Environment): string {
  return value.replaceAll(/\$\{([^}?]+)\??\}/g, (all, name: string) => environment[name] ?? all)
}

/** The flags as they were typed; a placeholder stands where it can't be told which value was whose. */
function restore(
  kept: readonly Kept[],
  surplus: readonly string[],
  flags: ReadonlyMap<string, KnownFlag>,
): Word[] {
  const bare = kept.filter(({ values }) => values.includes(undefined))
  const certain =
    bare.length === 1 &&
    bare[0]!.values.every((value) => value === undefined) &&
    bare[0]!.values.length === surplus.length
  const rest = [...surplus]
  const restored = kept.flatMap(({ flag, values }): Word[] => {
    if (flags.get(flag)?.takesValue !== true) return [`--${flag}`]
    return values.flatMap((value) => [
      `--${flag}`,
      value ?? (certain ? rest.shift() : undefined) ?? { placeholder: 'value' },
    ])
  })
  return surplus.length > 0 && bare.length === 0 ? [...restored, { placeholder: 'flags' }] : restored
}
