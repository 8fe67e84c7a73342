import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { actionlint, markdownlint, shellcheck, uniqueFiles, yamllint } from './linters.ts'
import { buildAll, unmetPatches } from './kustomize.ts'
import { checkFleets, complaints } from './tools.ts'

/** What looks at a repository in the conformance tests. */
export type Judge =
  | 'fleetcheck'
  | 'kustomize'
  | 'yamllint'
  | 'actionlint'
  | 'shellcheck'
  | 'markdownlint'
  | 'patches'

/** What each judge has against each repository, by its folder; only judges with a complaint are named. */
export type Verdicts = Map<string, Partial<Record<Judge, string[]>>>

/** Lets every judge look at all repositories below a folder, each program started as seldom as can be. */
export async function judgeAll(root: string): Promise<Verdicts> {
  const folders = readdirSync(root).map((name) => join(root, name))
  const verdicts: Verdicts = new Map(folders.map((folder) => [folder, {}]))
  const note = (judge: Judge, lines: readonly string[]) => {
    for (const line of lines) {
      const folder = folders.find(
        (candidate) => line.includes(`${candidate}/`) || line.startsWith(`${candidate} `),
      )
      if (folder === undefined) throw new Error(`${judge} says something of no repository: ${line}`)
      const found = verdicts.get(folder)!
      found[judge] = [...(found[judge] ?? []), line.replaceAll(folder, '').replace(/^[/ ]/, '')]
    }
  }
  note('fleetcheck', complaints(checkFleets(folders)))
  note(
    'kustomize',
    (await buildAll(folders)).failed.map(({ folder, message }) => `${folder}/: ${message}`),
  )
  note('patches', folders.flatMap(unmetPatches))
  note('yamllint', yamllint(uniqueFiles(folders, /\.ya?ml$/).paths))
  note('actionlint', inRepositories(folders, '.github/workflows/validate.yaml', actionlint))
  note('shellcheck', shellcheck(uniqueFiles(folders, /^scripts\/.*\.sh$/).paths))
  note('markdownlint', markdownlint([root]))
  return verdicts
}

/** Lints one file of each repository, by itself: a linter that prints relative paths is told which it was. */
function inRepositories(
  folders: readonly string[],
  file: string,
  lint: (paths: string[]) => string[],
): string[] {
  return folders
    .filter((folder) => existsSync(join(folder, file)))
    .flatMap((folder) => lint([join(folder, file)]).map((line) => `${folder}/${file}: ${line}`))
}
