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
  | 'rights'

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
  const tenancies = tenanciesOf(repositories.filter(({ lockdown }) => lockdown))
  note('admission', admissionProblems(tenancies))
  note('rights', tenancies.flatMap(rightsProblems))
  note(
    'kustomize',
    (await buildAll(roots)).failed.map(({ folder, message }) => `${folder}/: ${message}`),
  )
  note('patches', roots.flatMap(unmetPatches))
  // What sops writes is not laid out by us.
  note('yamllint', yamllint(uniqueFiles(roots, /(?<!\w\.sops)\.ya?ml$/).paths))
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

/** What a cluster gets to know its tenants by. */
interface Tenancy {
  /** Repository and folder of the cluster. */
  where: string
  policies: KubernetesObject[]
  /** Everything that is made for the tenants by the platform. */
  objects: KubernetesObject[]
}

/** Builds policies and tenants of every cluster as Flux builds them. */
function tenanciesOf(repositories: readonly FleetInput[]): Tenancy[] {
  return checkFleets(repositories, { validate: false, objects: true }).flatMap(({ root, clusters }) =>
    clusters.map(({ cluster, builds }) => {
      const objectsOf = (pattern: RegExp) =>
        builds
          .filter(({ kustomization }) => pattern.test(kustomization))
          .flatMap(({ objects }) => objects.map(({ object }) => object as unknown as KubernetesObject))
      return {
        where: `${root}/${cluster}`,
        policies: objectsOf(/^flux-system\/policies$/),
        // What has no text for a name is refused before anything else is asked.
        objects: objectsOf(/^flux-system\/tenants/).filter(({ metadata }) =>
          [metadata.name, metadata.namespace ?? '', ...Object.values(metadata.labels ?? {})].every(
            (text) => typeof text === 'string',
          ),
        ),
      }
    }),
  )
}

/**
 * What the API server would say of the policies of each cluster, and what these have against the Flux
 * objects that the platform itself makes for its tenants.
 */
function admissionProblems(tenancies: readonly Tenancy[]): string[] {
  const asked = tenancies.map(({ policies, objects }) => {
    const namespaces = [
      { name: 'flux-system', labels: {} },
      ...objects
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} })),
    ]
    return {
      policies: policies.map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
      namespaces,
      requests: objects
        .filter(
          ({ apiVersion, metadata }) =>
            apiVersion.includes('.fluxcd.io/') && namespaces.some(({ name }) => name === metadata.namespace),
        )
        .map((object) => ({ object, ...CONTROLLER })),
    }
  })
  return admit(asked).flatMap(({ problems, verdicts }, index) =>
    [
      ...problems,
      ...verdicts.flatMap(({ denied }) =>
        denied.map(({ policy, message }) => `${policy} denies: ${message}`),
      ),
    ].map((line) => `${tenancies[index]!.where}: ${line}`),
  )
}

interface RoleBinding extends KubernetesObject {
  roleRef: { apiGroup: string; kind: string; name: string }
  subjects: { kind: string; name: string; namespace: string }[]
}

/**
 * Bindings that the API server refuses (`ValidateRoleBinding` of Kubernetes: `roleRef.apiGroup` is RBAC's
 * own) or that give nobody anything: their role or their account is not there, or not a role that tenants
 * may have.
 */
function rightsProblems({ where, objects }: Tenancy): string[] {
  const has = (kind: string, namespace: string | undefined, name: string) =>
    objects.some(
      (object) =>
        object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
    )
  return objects
    .filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind))
    .flatMap((object) => {
      const { kind, metadata, roleRef, subjects } = object as RoleBinding
      const role =
        roleRef.kind === 'ClusterRole'
          ? ['admin', 'edit'].includes(roleRef.name)
          : has(roleRef.kind, metadata.namespace, roleRef.name)
      return [
        ...(kind === 'RoleBinding' ? [] : ['binds for the whole cluster']),
        ...(roleRef.apiGroup === 'rbac.authorization.k8s.io'
          ? []
          : [`roleRef.apiGroup is ${roleRef.apiGroup}`]),
        ...(role ? [] : [`there is no ${roleRef.kind} ${roleRef.name} for a tenant`]),
        ...(subjects ?? [])
          .filter((subject) => !has(subject.kind, subject.namespace, subject.name))
          .map((subject) => `there is no ${subject.kind} ${subject.namespace}/${subject.name}`),
      ].map((line) => `${where}: ${kind} ${metadata.namespace}/${metadata.name}: ${line}`)
    })
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
