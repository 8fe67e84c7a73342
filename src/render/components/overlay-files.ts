import { PATCH_ENDINGS } from '../../fleet/resolve/patch-files.ts'
import type { Library } from '../templates/library.ts'
import { type KustomizePatch, refPatch } from './kustomize-patch.ts'
import type { Difference, ObjectReference, WorkloadDifference } from './part.ts'
import { environmentVariables } from './workload-env.ts'

/** What a difference is in a kustomize overlay. */
export interface OverlayFiles {
  /** The files by name: patches, and what lies beside them. */
  files: ReadonlyMap<string, string>
  /** Names of the files whose objects the overlay has besides those of the base. */
  resources: readonly string[]
  patches: readonly KustomizePatch[]
}

/**
 * Prints what an environment has differently as kustomize takes it: patches of the base, and files with more
 * objects.
 * @param component name of the component, which begins the names of all files
 */
export function overlayFiles(library: Library, component: string, difference: Difference): OverlayFiles {
  const files = new Map<string, string>()
  const resources: string[] = []
  const patches: KustomizePatch[] = []
  const patchFile = (path: string, content: string, target: ObjectReference | undefined) => {
    files.set(path, content)
    patches.push({ path, patch: undefined, target })
  }
  const { version, values, workload, objects = [], changes = [] } = difference
  const inRelease = version?.object.kind === 'HelmRelease' ? version : undefined
  const release = values?.release ?? inRelease?.object
  if (release !== undefined) {
    const content = valuesPatch(library, {
      name: release.name,
      namespace: release.namespace,
      version: inRelease?.version,
      comment: inRelease?.comment,
      values: values?.text,
    })
    patchFile(`${component}${PATCH_ENDINGS.values}`, content, release)
  }
  if (version !== undefined && inRelease === undefined)
    patches.push(refPatch({ [version.selector]: version.version }, version.object, version.comment))
  if (workload !== undefined && changesDeployment(workload))
    patchFile(
      `${component}${PATCH_ENDINGS.workload}`,
      deploymentPatch(library, workload),
      workload.deployment,
    )
  if (workload?.autoscaling !== undefined) {
    const autoscaler = { ...workload.deployment, kind: 'HorizontalPodAutoscaler' }
    const content = library.template('component/hpa-patch.yaml')({
      name: autoscaler.name,
      namespace: autoscaler.namespace,
      minReplicas: workload.autoscaling.minReplicas,
      maxReplicas: workload.autoscaling.maxReplicas,
      cpuUtilization: workload.autoscaling.cpuUtilization,
    })
    patchFile(`${component}${PATCH_ENDINGS.autoscaling}`, content, autoscaler)
  }
  for (const { file, added, changed } of objects) {
    const path = (what: string) => `${component}-${file.replace(/\.yaml$/, '')}-${what}.yaml`
    if (added.length > 0) {
      resources.push(path('added'))
      files.set(path('added'), added.join(''))
    }
    // Lists of custom resources are replaced as a whole, so that the object itself is the patch.
    if (changed.length > 0) patchFile(path('changed'), changed.join(''), undefined)
  }
  for (const { file, text, object } of changes) patchFile(`${component}-${file}`, text, object)
  return { files, resources, patches }
}

const patchTexts = new WeakMap<Library, Map<string, Map<string | undefined, string>>>()

/** Environments with the same values share one rendered text: a fleet may have hundreds of them. */
function valuesPatch(
  library: Library,
  context: {
    name: string
    namespace: string | undefined
    version: string | undefined
    comment: string | undefined
    values: string | undefined
  },
): string {
  const ofLibrary = patchTexts.get(library) ?? new Map<string, Map<string | undefined, string>>()
  patchTexts.set(library, ofLibrary)
  const key = `${context.name} ${context.namespace} ${context.version ?? ''} ${context.comment ?? ''}`
  const byValues = ofLibrary.get(key) ?? new Map<string | undefined, string>()
  ofLibrary.set(key, byValues)
  const text = byValues.get(context.values) ?? library.template('component/values-patch.yaml')(context)
  byValues.set(context.values, text)
  return text
}

function changesDeployment({ replicas, image, env, resources, spread }: WorkloadDifference): boolean {
  return spread || [replicas, image, env, resources].some((each) => each !== undefined)
}

function deploymentPatch(library: Library, workload: WorkloadDifference): string {
  const { deployment, replicas, image, env, resources, spread } = workload
  return library.template('component/deployment-patch.yaml')({
    name: deployment.name,
    namespace: deployment.namespace,
    replicas: replicas === undefined ? undefined : { count: replicas },
    spread,
    container: image !== undefined || env !== undefined || resources !== undefined,
    image,
    env: environmentVariables(env),
    resources,
  })
}
