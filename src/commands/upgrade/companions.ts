import { posix } from 'node:path'
import { listedIn } from './listed-files.ts'
import type { OutdatedFile } from './outdated-files.ts'

/** Where the variables of a cluster are. */
const VARIABLES = /^clusters\/[^/]+\/cluster-vars\.yaml$/

/** A variable that Flux substitutes. */
const VARIABLE = /\$\{([_A-Za-z][_A-Za-z0-9]*)\}/g

/**
 * The files that others can't be upgraded without, or a build would fail on the clusters: what a `kustomization.yaml`
 * lists and what is new, the one that lists a file which goes, and the variables that a file begins to use.
 * @param file one that is to be upgraded
 * @param all what is outdated
 * @param madeAs the text that a file was made as
 */
function companionsOf(file: OutdatedFile, all: readonly OutdatedFile[], madeAs: MadeAs): OutdatedFile[] {
  const others = all.filter((other) => other !== file && !other.isSettled)
  const after = file.rendered?.content ?? ''
  const variables = newVariables(madeAs(file) ?? '', after)
  return others.filter((other) => {
    if (other.state === 'new' && isKustomization(file.path))
      return isSameRepository(file, other) && lists(file.path, after, other.path)
    if (file.state === 'no longer made' && isKustomization(other.path))
      return isSameRepository(file, other) && lists(other.path, madeAs(other) ?? '', file.path)
    // The variables lie with the clusters, in whichever repository the others are.
    if (!VARIABLES.test(other.path)) return false
    return newVariables(asUses(madeAs(other) ?? ''), asUses(other.rendered?.content ?? '')).some((name) =>
      variables.includes(name),
    )
  })
}

/** The text that a file was made as; undefined where nobody knows it. */
type MadeAs = (file: OutdatedFile) => string | undefined

/** Files with all that they can't be upgraded without. */
export function withCompanions(
  files: readonly OutdatedFile[],
  all: readonly OutdatedFile[],
  madeAs: MadeAs,
): OutdatedFile[] {
  const taken = new Set(files)
  for (const file of taken) for (const companion of companionsOf(file, all, madeAs)) taken.add(companion)
  return all.filter((file) => taken.has(file))
}

/** Files without those that can't be upgraded unless one is that is left as it is. */
export function withoutNeedy(
  files: readonly OutdatedFile[],
  left: readonly OutdatedFile[],
  madeAs: MadeAs,
): OutdatedFile[] {
  const rest = files.filter((file) => !left.includes(file))
  const needy = rest.filter((file) => companionsOf(file, left, madeAs).length > 0)
  return needy.length === 0 ? rest : withoutNeedy(rest, [...left, ...needy], madeAs)
}

function isSameRepository(one: OutdatedFile, other: OutdatedFile): boolean {
  return one.repository.folder === other.repository.folder
}

function isKustomization(path: string): boolean {
  return posix.basename(path) === 'kustomization.yaml'
}

/** Whether a `kustomization.yaml` names a file, or the folder that a `kustomization.yaml` lies in. */
function lists(path: string, text: string, other: string): boolean {
  return listedIn(text).some((name) => {
    const at = posix.join(posix.dirname(path), name)
    return at === other || (isKustomization(other) && at === posix.dirname(other))
  })
}

function newVariables(before: string, after: string): string[] {
  const known = new Set([...before.matchAll(VARIABLE)].map(([, name]) => name!))
  return [...new Set([...after.matchAll(VARIABLE)].map(([, name]) => name!))].filter(
    (name) => !known.has(name),
  )
}

/** The keys of a ConfigMap as uses of them, so that both are found alike. */
function asUses(text: string): string {
  return text.replaceAll(/^ {2}([_A-Za-z][_A-Za-z0-9]*):/gm, '$${$1}')
}
