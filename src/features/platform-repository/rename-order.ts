import { hasOwnOverlay } from '../../fleet/resolve/own-overlay.ts'
import type { RenamedEntry } from '../command-contributor.ts'
import { platformReference } from './platform-source.ts'

/** What a renaming means for repositories side by side. */
export function renameNotes(renamed: RenamedEntry): string[] {
  return [
    ...(renamed.section === 'tenants'
      ? ['Its source and its repository keep their name too: what is rendered names them as before.']
      : []),
    ...orderNotes(renamed),
  ]
}

/** In which order several repositories reach the clusters, where a path that one names is in another. */
function orderNotes({ section, to, after, moved, touched, place }: RenamedEntry): string[] {
  const platform = place(after.layersRepository)
  const isMoved = moved.some((path) => path.startsWith(`${platform.folder}/`))
  if (!isMoved || touched.length < 2) return []
  const component = after.components.find(({ name }) => section === 'components' && name === to)
  // The path of a Kustomization of its own names the component.
  const environments = after.environments.filter(
    ({ name }) =>
      (section === 'environments' && name === to) ||
      (component !== undefined && hasOwnOverlay(after, component, name)),
  )
  if (environments.length === 0) return []
  const promoted = environments.flatMap(({ name, environment }) => {
    const { branch, tag, semver } = platformReference(after.fleet, environment)
    if (tag !== undefined)
      return [`give ${platform.name} a new tag and name it in platform.yaml of the clusters of ${name}`]
    if (semver !== undefined) return [`give ${platform.name} a new tag that ${semver} takes`]
    return branch === platform.branch ? [] : [`merge it into branch ${branch} of ${platform.name}`]
  })
  return [
    `Push ${platform.name} first${promoted.length === 0 ? '' : `, ${[...new Set(promoted)].join(', ')}`}, and push ${after.fleetRepository.name} last. In between Flux finds a path missing: it says so, keeps what runs, and deletes nothing.`,
  ]
}
