import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { admit, type KubernetesObject } from './isolation.ts'
import { buildAll, unmetPatches } from './kustomize.ts'
import { actionlint, markdownlint, shellcheck, uniqueFiles, yamllint } from './linters.ts'
import { checkFleets, complaints, type FleetInput } from './tools.ts'

/** What looks at a repository in the conformance tests. */
export type Judge =
  | 'fleetcheck'
  | 'kustomize'
  | 'yamllint'
  | 'actionlint'
  | 'shellcheck'
  | 'markdownlint'
  | 'patches'
  | 'admission'

/** What each judge has against each fleet, by its folder; only judges with a complaint are named. */
export type Verdicts = Map<string, Partial<Record<Judge, string[]>>>

/**
 * Lets every judge look at all fleets, each program started as seldom as can be.
 * @param root folder that all fleets lie in
 * @param fleets the repositories of each fleet by its folder, as `fleetcheck` takes them
 */
export async function judgeAll(
  root: string,
  fleets: ReadonlyMap<string, readonly FleetInput[]>,
): Promise<Verdicts> {
  const folders = [...fleets.keys()]
  const repositories = [...fleets.values()].flat()
  const roots = repositories.map((repository) => repository.root)
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
  note('fleetcheck', complaints(checkFleets(repositories)))
  note('admission', admissionProblems(repositories.filter(({ lockdown }) => lockdown)))
  note(
    'kustomize',
    (await buildAll(roots)).failed.map(({ folder, message }) => `${folder}/: ${message}`),
  )
  note('patches', roots.flatMap(unmetPatches))
  note('yamllint', yamllint(uniqueFiles(roots, /\.ya?ml$/).paths))
  note('actionlint', inRepositories(roots, '.github/workflows/validate.yaml', actionlint))
  note('shellcheck', shellcheck(uniqueFiles(roots, /^scripts\/.*\.sh$/).paths))
  note('markdownlint', markdownlint([root]))
  return verdicts
}

/** Who asks for what Flux applies for the platform. */
const CONTROLLER = {
  user: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system'],
}

/**
 * What the API server would say of the policies of each cluster, and what these have against the objects that the platform itself
 * makes for its tenants.
 */
function admissionProblems(repositories: readonly FleetInput[]): string[] {
  const walked = checkFleets(repositories, { validate: false, objects: true }).flatMap(({ root, clusters }) =>
    clusters.map(({ cluster, builds }) => {
      const objectsOf = (pattern: RegExp) =>
        builds
          .filter(({ kustomization }) => pattern.test(kustomization))
          .flatMap(({ objects }) => objects.map(({ object }) => object as unknown as KubernetesObject))
      // What has no text for a name is refused before any policy is asked.
      const ofTenants = objectsOf(/^flux-system\/tenants/).filter(({ metadata }) =>
        [metadata.name, metadata.namespace ?? '', ...Object.values(metadata.labels ?? {})].every(
          (text) => typeof text === 'string',
        ),
      )
      const namespaces = [
        { name: 'flux-system', labels: {} },
        ...ofTenants
          .filter(({ kind }) => kind === 'Namespace')
          .map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} })),
      ]
      return {
        where: `${root}/${cluster}`,
        policies: objectsOf(/^flux-system\/policies$/)
          .map((object) => `---\n${JSON.stringify(object)}\n`)
          .join(''),
        namespaces,
        requests: ofTenants
          .filter(({ metadata }) => namespaces.some(({ name }) => name === metadata.namespace))
          .map((object) => ({ object, ...CONTROLLER })),
      }
    }),
  )
  const asked = walked.map(({ where: _, ...cluster }) => cluster)
  return admit(asked).flatMap(({ problems, verdicts }, index) =>
    [
      ...problems,
      ...verdicts.flatMap(({ denied }) =>
        denied.map(({ policy, message }) => `${policy} denies: ${message}`),
      ),
    ].map((line) => `${walked[index]!.where}: ${line}`),
  )
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
