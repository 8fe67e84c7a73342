import type { Rendering } from '../../render/contributor.ts'
import { referenceText } from '../../render/repository/repositories-view.ts'
import { posixScript } from '../../text/commands/posix-shell.ts'
import { platformSecretSteps } from './platform-secret-steps.ts'
import { platformReference, platformRepository, platformUrl } from './platform-source.ts'

/** What the documentation says of the platform repository. */
export function platformView(rendering: Pick<Rendering, 'resolved' | 'contributors'>) {
  const { fleet, environments: all } = rendering.resolved
  const secret = platformSecretSteps(rendering)
  const environments = all.map(({ name, production, environment, clusters }) => {
    const ref = platformReference(fleet, environment)
    return { name, production, ref, reference: referenceText(ref), clusters: clusters.map((one) => one.name) }
  })
  const branches = [...new Set(environments.flatMap(({ ref }) => ref.branch ?? []))].filter(
    (name) => name !== 'main',
  )
  const tags = environments.some(({ ref }) => ref.tag !== undefined)
  const ranges = environments.some(({ ref }) => ref.semver !== undefined)
  return {
    name: platformRepository(fleet),
    /** The URL that Flux clones. */
    url: platformUrl(fleet),
    /** Whether the Secret is kept in Git, where it has to be before the first push. */
    secretsAreInGit: rendering.contributors.some(({ keepSecret }) => keepSecret !== undefined),
    secret: secret && { ...secret, commands: posixScript(secret.script) },
    environments,
    /** Other branches that are followed; the main one is where changes are made. */
    branches,
    tags,
    ranges,
    /** How a change reaches what does not follow the main branch, in words. */
    promotions: [
      ...(branches.length > 0 ? ['merge into\nthe branch that the next environment follows'] : []),
      ...(ranges ? ['push a tag that is in the range'] : []),
      ...(tags ? ['push a tag, and name it in\n`clusters/<cluster>/platform.yaml` here'] : []),
    ],
  }
}
