import * as z from 'zod/mini'
import type { FreshJournal, IntoJournal, Journal } from './journal-form.ts'
import { ancestorsOf, checkPath } from './paths.ts'
import { pidOf } from './runs.ts'
import { InvalidPathError } from './tree-error.ts'
import { wholeOf } from './whole-root.ts'

/** A journal, or what is wrong with it in words that come after its path. */
export type ParsedJournal = { journal: Journal; fault?: never } | { journal?: undefined; fault: string }

/** What a folder or a file that is no program for others to run as its owner may have as its mode. */
const FILE_MODES = 0o777
const FOLDER_MODES = 0o7777

/**
 * Reads a journal or a record and believes nothing of it: every value has the form that a run writes, every
 * path is one that a plan may have, and folders are those of its files. Unknown keys are not looked at.
 * Throws nothing.
 */
export function parseJournal(text: string): ParsedJournal {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return { fault: 'is no JSON, so it was cut off or damaged' }
  }
  const version = (data as { version?: unknown } | null)?.version
  if (version !== 1 && version !== 2) return { fault: 'is nothing that this version can read' }
  const { success, data: journal, error } = schema().safeParse(data)
  if (!success) {
    const [issue] = error.issues
    const place = issue!.path.length === 0 ? '' : ` (${issue!.path.join('.')})`
    return { fault: `is not what a run writes${place}` }
  }
  const fault = faultOf(journal.mode === 'into' ? (journal as IntoJournal) : wholeOf(journal as FreshJournal))
  return fault === undefined ? { journal: journal as Journal } : { fault }
}

/** Made when one is read, since hardly any start does. */
function schema() {
  const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))
  const mode = (most: number) => z.int().check(z.minimum(0), z.maximum(most))
  const common = {
    version: z.literal([1, 2]),
    run: z.string().check(z.refine((run) => pidOf(run) !== undefined)),
    command: z.optional(z.string()),
  }
  const before = z.object({
    hash,
    mode: mode(FILE_MODES),
    mtimeMs: z.number(),
    size: z.optional(z.int().check(z.minimum(0))),
  })
  const file = z.object({
    path: z.string(),
    kind: z.optional(z.enum(['managed', 'seed', 'handed-over'])),
    hash: z.optional(hash),
    executable: z.optional(z.boolean()),
    before: z.optional(before),
  })
  return z.discriminatedUnion('mode', [
    z.object({ ...common, mode: z.literal('fresh'), files: z.optional(z.array(file)) }),
    z.object({
      ...common,
      mode: z.literal('into'),
      undoes: z.optional(z.literal(true)),
      folders: z.array(z.string()),
      files: z.array(file),
      git: z.boolean(),
      repositories: z.optional(z.array(z.string())),
      emptied: z.optional(z.array(z.object({ path: z.string(), mode: mode(FOLDER_MODES) }))),
    }),
  ])
}

/** What no run would have done, although each value by itself has its form. */
function faultOf({ files, folders, repositories = [], emptied = [] }: IntoJournal): string | undefined {
  const paths = [...files, ...emptied].map(({ path }) => path)
  for (const path of [...paths, ...folders, ...repositories]) {
    try {
      checkPath(path)
    } catch (error) {
      if (error instanceof InvalidPathError) return `names ${JSON.stringify(path)}, which no run touches`
      throw error
    }
  }
  if (new Set(files.map(({ path }) => path)).size < files.length) return 'names a file twice'
  const made = new Set<string>()
  const deleted = new Set<string>()
  for (const { path, hash, before } of files) {
    if (hash === undefined && before === undefined) return `says nothing of ${JSON.stringify(path)}`
    for (const folder of ancestorsOf(path)) (hash === undefined ? deleted : made).add(folder)
  }
  const known = new Set(folders)
  const strange =
    folders.find((path) => !made.has(path)) ??
    repositories.find((path) => !known.has(path)) ??
    emptied.find(({ path }) => !deleted.has(path))?.path
  return strange === undefined
    ? undefined
    : `names the folder ${JSON.stringify(strange)}, in which it has no file`
}
