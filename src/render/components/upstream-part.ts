import { overrideIn } from '../../fleet/resolve/overrides.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { isTagLike, versionRange } from '../../fleet/resolve/versions.ts'
import { isOwnVersion } from './chart-version.ts'
import { type Difference, NO_DIFFERENCE, type Part, type VersionDifference } from './part.ts'
import type { PartContext } from './part-context.ts'
import { renovateComment } from './renovate.ts'
import { rangeComment, SOURCE_INTERVAL } from './repository-file.ts'

/**
 * What a catalog component puts into its layer whose manifests come from a Git repository upstream, such as
 * CRDs.
 */
export function upstreamPart({ library, entry, resolved }: PartContext): Part | undefined {
  const { component, layer, objectName: name, namespace } = entry
  const upstream = entry.facts?.manifests
  if (upstream === undefined) return undefined
  const version = (environment?: ResolvedEnvironment): Pick<VersionDifference, 'selector' | 'version'> => {
    const there = overrideIn(component, environment?.name)?.version
    if (there !== undefined) return { selector: 'semver', version: there }
    const asked = component.version
    if (asked !== undefined)
      return { selector: isTagLike(asked, upstream.version) ? 'tag' : 'semver', version: asked }
    if (resolved.fleet.versions === 'exact') return { selector: 'tag', version: upstream.version }
    const range = versionRange(upstream.version, environment?.production ?? false)
    return { selector: 'semver', version: range }
  }
  const inBase = version()
  const ref = { [inBase.selector]: inBase.version }
  const source = {
    kind: 'GitRepository',
    interval: SOURCE_INTERVAL,
    timeout: undefined,
    url: upstream.git,
    ref,
    comment: rangeComment(upstream, ref),
    sparseCheckout: upstream.path.replace(/^\.\//, ''),
    secret: undefined,
    verify: undefined,
  }
  const base = new Map([
    ['repository.yaml', library.template('component/repository.yaml')({ name, namespace, source })],
    [
      'sync.yaml',
      library.template('component/sync.yaml')({
        name,
        namespace,
        path: upstream.path,
        serviceAccount: resolved.conventions.accounts?.kustomizations,
      }),
    ],
    [
      'kustomization.yaml',
      library.template('component/kustomization.yaml')({ resources: ['repository.yaml', 'sync.yaml'] }),
    ],
  ])
  const comment = renovateComment(upstream)
  const object = { kind: 'GitRepository', name, namespace } as const
  const difference = (environment: ResolvedEnvironment): Difference => {
    const there = version(environment)
    const isOther = there.selector !== inBase.selector || there.version !== inBase.version
    if (!isOwnVersion(component, environment, isOther)) return NO_DIFFERENCE
    return { version: { object, ...there, comment } }
  }
  return { entry, layer, base, in: difference }
}
