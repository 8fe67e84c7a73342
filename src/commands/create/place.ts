import { basename, resolve } from 'node:path'
import type { Catalog } from '../../fleet/catalog/catalog.ts'
import type { Surroundings } from '../../fleet/questions/question.ts'
import type { Asker } from '../answers/asker.ts'
import type { GivenAnswers } from '../answers/given-answers.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { describe, type FleetFile } from '../repositories/fleet-file.ts'
import { lookAtFolder } from './look-at-folder.ts'
import {
  type InsideRepository,
  type OuterRepository,
  outerRepositoryOf,
  pathBelow,
} from './outer-repository.ts'
import { type RememberedAnswers, rememberedAnswers, rememberedFile } from './remembered-answers.ts'
import { type FoundRemote, findRemote } from './remote.ts'

/** Where a new fleet is made, as far as it is known before questions are asked. */
export interface Place {
  /** The folder of the fleet; undefined until it has a name. */
  target: string | undefined
  /** The repository of something else around it. */
  outer: OuterRepository | undefined
  remote: FoundRemote | undefined
  remembered: RememberedAnswers | undefined
  surroundings: Surroundings
  /** What is to be known of it. */
  notes: string[]
}

/** What was typed of a new fleet. */
interface Typed {
  directory: string | undefined
  cwd: string
  from: FleetFile | undefined
  flags: CommonFlags & { name?: unknown; insideRepository?: InsideRepository; defaults?: boolean }
  given: GivenAnswers
  catalog: Catalog
}

/**
 * Looks at where a fleet is to be made, before questions are answered that nobody wants to answer twice.
 * @throws Failure, Cancelled
 */
export async function findPlace(
  { directory, cwd, from, flags, given, catalog }: Typed,
  asker: Asker | undefined,
): Promise<Place> {
  const known = directory ?? from?.fleet.name ?? flags.name
  const target = typeof known === 'string' ? resolve(cwd, known) : undefined
  const outer = await outerRepositoryOf({ target, cwd }, flags.insideRepository ?? saidIn(from), asker)
  if (from !== undefined) refuseOtherSubfolder(from, outer, target!)
  const notes = target === undefined ? [] : await lookAtFolder(target, { asker, flags })
  const top = outer?.how === 'subfolder' ? outer.top : target
  const remote = from === undefined && top !== undefined ? await findRemote(top) : undefined
  const remembered =
    from !== undefined || flags.defaults === false
      ? undefined
      : rememberedAnswers(rememberedFile(process.env))
  const place = {
    target,
    outer,
    remote,
    notes,
    remembered,
    surroundings: {
      catalog,
      remembered: remembered?.answers,
      folder: directory === undefined ? undefined : basename(resolve(cwd, directory)),
      remote: remote?.answers,
      outerFolder: outer?.how === 'subfolder' ? basename(outer.top) : undefined,
    },
  }
  // Which layouts there are to choose from depends on it.
  nameSubfolder(given, place, target ?? resolve(cwd, 'fleet'))
  return place
}

/** Answers which folder the fleet has in a repository of something else, once its own folder is known. */
export function nameSubfolder(given: GivenAnswers, { outer }: Place, target: string): void {
  if (outer?.how !== 'subfolder') return
  given.answer(['git', 'subfolder'], pathBelow(outer.top, target), '--inside-repository subfolder')
}

/** Where the paths of its files begin: the top of the repository that the fleet is a folder of, or its own folder. */
export function rootOf({ outer }: Place, target: string): string {
  return outer?.how === 'subfolder' ? outer.top : target
}

/** What a file says of the folder of a repository that its fleet is in. */
function saidIn(from: FleetFile | undefined): InsideRepository | undefined {
  return from?.fleet.git.subfolder === undefined ? undefined : 'subfolder'
}

/** Refuses to make a fleet elsewhere than its file says, since its paths would lead nowhere. */
function refuseOtherSubfolder(from: FleetFile, outer: OuterRepository | undefined, target: string): void {
  const said = from.fleet.git.subfolder
  if (said === undefined) return
  const found = outer?.how === 'subfolder' ? pathBelow(outer.top, target) : undefined
  if (said === found) return
  const where =
    found === undefined
      ? `${target} is no folder of a repository of something else`
      : `${target} is the folder ${found} of the repository ${outer!.top}`
  const path = ['git', 'subfolder']
  const message = `is "${said}", and ${where}. Make the fleet in that folder of its repository, or change the key`
  throw new Failure(
    EXIT.usage,
    `${describe({ path, message }, from.name, from.locate(path))}. Nothing was written.`,
  )
}
