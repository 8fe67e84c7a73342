import { parse } from 'yaml'
import { type Command, run } from '../../text/commands/command.ts'
import type { CommandsBeforeCommit, RepositoryChange } from '../command-contributor.ts'
import { ageKeyPath } from './cluster-key.ts'

/** Where the rules are; sops takes the first that matches the path from there. */
const RULES_FILE = '.sops.yaml'

/**
 * The command that encrypts files for whoever may read them now: who else can follows from the rules, and files that
 * are there already do not follow by themselves (https://getsops.io/docs/#updatekeys-command). It needs a private
 * key that can read them: that of a cluster, where it is known and lies here, else whatever the person has.
 */
export function encryptAgain(change: RepositoryChange): CommandsBeforeCommit | undefined {
  const rules = change.changed(RULES_FILE)
  if (rules?.before === undefined || rules.after === undefined) return undefined
  const [before, after] = [rulesOf(rules.before), rulesOf(rules.after)]
  const byKey = new Map<string | undefined, string[]>()
  for (const path of change.paths()) {
    const [were, are] = [recipientsFor(before, path), recipientsFor(after, path)]
    if (are === undefined || isSame(were ?? [], are)) continue
    const readers = readersOf(change.read(path))
    if (readers === undefined || isSame(readers, are)) continue
    const key = keyOf(change, readers)
    byKey.set(key, [...(byKey.get(key) ?? []), path])
  }
  if (byKey.size === 0) return undefined
  return {
    commands: [...byKey].map(([key, files]) => updateKeys(key, files)),
    files: [...byKey.values()].flat(),
    why: 'encrypts for those who may read it now',
  }
}

function updateKeys(key: string | undefined, files: readonly string[]): Command {
  const words = ['updatekeys', '--yes', ...files]
  return key === undefined ? run('sops', ...words) : run('env', `SOPS_AGE_KEY_FILE=${key}`, 'sops', ...words)
}

interface Rule {
  /** A rule without one is for all files. */
  path: RegExp | undefined
  recipients: string[]
}

function rulesOf(text: string): Rule[] {
  const rules = (dataOf(text) as { creation_rules?: unknown } | undefined)?.creation_rules
  if (!Array.isArray(rules)) return []
  return rules.flatMap((rule: Record<string, unknown> | null): Rule[] => {
    const pattern = rule?.path_regex
    const recipients = [rule?.age, ...groupsOf(rule?.key_groups)].flatMap(namesIn)
    if (pattern === undefined) return [{ path: undefined, recipients }]
    try {
      return [{ path: new RegExp(String(pattern)), recipients }]
    } catch {
      // What only Go's regular expressions have is a person's: nothing is said of its files.
      return []
    }
  })
}

function groupsOf(groups: unknown): unknown[] {
  return Array.isArray(groups) ? groups.map((group: { age?: unknown } | null) => group?.age) : []
}

function namesIn(age: unknown): string[] {
  const texts = Array.isArray(age) ? age : typeof age === 'string' ? age.split(',') : []
  return texts.map((text) => String(text).trim()).filter((text) => text !== '')
}

function recipientsFor(rules: readonly Rule[], path: string): string[] | undefined {
  return rules.find((rule) => rule.path?.test(path) ?? true)?.recipients
}

/** Whom a file is encrypted for; undefined for one that SOPS did not encrypt. */
function readersOf(text: string | undefined): string[] | undefined {
  if (text === undefined || !/^"?sops"?:/m.test(text)) return undefined
  const { sops } = (dataOf(text.replace(/[\s\S]*^(?="?sops"?:)/m, '')) ?? {}) as { sops?: { age?: unknown } }
  if (!Array.isArray(sops?.age)) return undefined
  return sops.age.map((one: { recipient?: unknown } | null) => String(one?.recipient))
}

/** The file of a private key that lies here and can read what is encrypted for these. */
function keyOf(
  { before, hasFleetFile, fromFleet }: RepositoryChange,
  readers: readonly string[],
): string | undefined {
  const cluster = before.clusters.find(
    (one) =>
      (one.recipients ?? []).some((recipient) => readers.includes(recipient)) &&
      hasFleetFile(ageKeyPath(one)),
  )
  return cluster === undefined ? undefined : fromFleet(ageKeyPath(cluster))
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}

function dataOf(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
