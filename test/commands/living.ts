import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { fleetTree } from '../../src/commands/repositories/fleet-tree.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, type Run, run } from './run.ts'

/** A fleet that lives in a folder of a desk. */
export interface Living {
  here: Desk
  /** The folder of the repository that holds `flux-fleet.yaml`. */
  folder: string
  /** Runs the command line in that folder. */
  run(...words: string[]): Promise<Run>
  /** Runs it, and fails if it does. */
  done(...words: string[]): Promise<Run>
  read(path: string): string
  write(path: string, text: string): void
  /** Replaces a piece of a file, which has to be there. */
  edit(path: string, from: string | RegExp, to: string): void
  /** Every file but those of Git. */
  files(): Record<string, string>
}

/** Makes a fleet with two environments, a cluster each, and the usual components. */
export async function living(...flags: string[]): Promise<Living> {
  return livingIn(desk(), 'fleet', ['--yes', '--owner=acme', ...flags])
}

/** Makes a fleet with its repositories side by side. */
export async function livingInSeveral(...flags: string[]): Promise<Living> {
  const repositories = ['--layout=multi-repo', '--repository=fleet-main']
  return livingIn(desk(), 'fleet', ['--yes', '--owner=acme', ...repositories, ...flags], 'fleet-main')
}

/** Makes a fleet at a desk. */
export async function livingIn(
  here: Desk,
  name: string,
  flags: readonly string[],
  inner = '',
): Promise<Living> {
  const made = await run(here, ['create', name, ...flags])
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
  return livingAt(here, name, inner)
}

let library: Promise<Library> | undefined

/** A fleet that was made of a `flux-fleet.yaml` as it is, comments and all. */
export async function livingFrom(text: string): Promise<Living> {
  const here = desk()
  const loaded = loadFleet(text)
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  library ??= builtinFiles().then((files) => Library.create(files))
  const living = livingAt(here, 'fleet')
  for (const [path, { content }] of fleetTree(loaded.fleet, await library, text)) living.write(path, content)
  return living
}

/** A fleet that lies at a desk already. */
export function livingAt(here: Desk, name: string, inner = ''): Living {
  const folder = join(here.cwd, name, inner)
  const living: Living = {
    here,
    folder,
    run: (...words) => run({ ...here, cwd: folder }, words),
    done: async (...words) => {
      const outcome = await living.run(...words)
      expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' })
      return outcome
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    },
    edit: (path, from, to) => {
      const before = living.read(path)
      const after = before.replace(from, to)
      expect(after).not.toBe(before)
      living.write(path, after)
    },
    files: () =>
      Object.fromEntries(
        Object.entries(snapshot(join(here.cwd, name))).filter(([path]) => !/(^|\/)\.git\//.test(path)),
      ),
  }
  return living
}

/** The paths whose content differs between two snapshots, folders left out. */
export function differing(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => !path.endsWith('/') && before[path] !== after[path])
    .sort()
}
