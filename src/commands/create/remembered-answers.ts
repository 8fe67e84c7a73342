import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import { formatPath } from '../../fleet/issue.ts'
import { type Answers, answerAt, setAnswer } from '../../fleet/questions/question.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'

/** What is likely to be the same for the next fleet of the same person. None of it is secret. */
const FIELDS = ['git.provider', 'git.owner', 'git.hostname', 'git.personal', 'ci'] as const

/** What a person answered the last time, by the field of the question, and the file that says so. */
export interface RememberedAnswers {
  file: string
  answers: ReadonlyMap<string, unknown>
}

const MOST_BYTES = 100_000

/** Where the answers of a person are kept: in the user's folder for configuration. */
export function rememberedFile(environment: Readonly<Record<string, string | undefined>>): string {
  const named = [
    environment.XDG_CONFIG_HOME,
    process.platform === 'win32' ? environment.APPDATA : undefined,
  ].find((path) => path !== undefined && isAbsolute(path))
  return join(named ?? join(homedir(), '.config'), 'flux-fleet', 'defaults.yaml')
}

/** What a person answered the last time; undefined where nothing is kept that can be used. */
export function rememberedAnswers(file: string): RememberedAnswers | undefined {
  let kept: unknown
  try {
    if (statSync(file).size > MOST_BYTES) return undefined
    kept = parse(readFileSync(file, 'utf8'))
  } catch {
    // Nobody has to have such a file, or to have it whole.
    return undefined
  }
  if (typeof kept !== 'object' || kept === null) return undefined
  const all = FIELDS.flatMap((field): [string, unknown][] => {
    const value = answerAt(kept as Answers, field)
    return value === undefined ? [] : [[field, value]]
  })
  const data: Answers = { version: 1, name: 'x' }
  for (const [field, value] of all) setAnswer(data, field, value)
  const parsed = parseFleet(data)
  // What is no right answer any more is asked anew.
  const wrong = 'issues' in parsed ? parsed.issues.map(({ path }) => formatPath(path)) : []
  const answers = new Map(all.filter(([field]) => !wrong.includes(field)))
  return answers.size === 0 ? undefined : { file, answers }
}

/** Keeps what a person answered for the next fleet. That it can't be kept is no reason to fail. */
export function rememberAnswers(file: string, fleet: Fleet): void {
  const kept: Answers = {}
  for (const field of FIELDS) {
    const value = answerAt(fleet as unknown as Answers, field)
    if (value !== undefined) setAnswer(kept, field, value)
  }
  const text = `# What was answered the last time a fleet was made: flux-fleet begins with it. Delete it as you like.\n${stringify(kept)}`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const aside = `${file}.${process.pid}`
    writeFileSync(aside, text, { mode: 0o600 })
    renameSync(aside, file)
  } catch {}
}

/** Says which answers nobody gave because the last ones did. */
export function rememberedNotes(
  remembered: RememberedAnswers | undefined,
  fleet: Fleet,
  isTyped: (field: string) => boolean,
): string[] {
  const used = [...(remembered?.answers ?? [])].filter(
    ([field, value]) =>
      !isTyped(field) && answerAt(fleet as unknown as Answers, field) === value && value !== false,
  )
  if (used.length === 0) return []
  const said = used.map(([field, value]) => `${field.split('.').at(-1)} ${String(value)}`).join(', ')
  return [`As the last time: ${said} (${remembered!.file}; --no-defaults begins anew).`]
}
