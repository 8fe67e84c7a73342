import { LAYER_KUSTOMIZATIONS } from '../../fleet/resolve/layers.ts'
import { perClusterKustomization } from '../../fleet/resolve/object-names.ts'
import type { ForDocuments } from '../contributor.ts'
import { clusterView } from './cluster-view.ts'
import { componentView } from './component-view.ts'
import { environmentView } from './environment-view.ts'
import { gitView } from './git-view.ts'
import { mermaid } from './mermaid.ts'

/** Where CI is told what to run. */
const CI_FILES = {
  github: { alone: '.github/workflows/validate.yaml', inside: '.github/actions/validate/action.yaml' },
  gitlab: { alone: '.gitlab-ci.yml', inside: '.gitlab-ci.yml' },
  none: undefined,
}

/** What the templates of all documents know. What a contributor says in them, its own templates know besides. */
export function documentContext(rendering: ForDocuments) {
  const { resolved, parts, repositories } = rendering
  const { fleet, flux, environments, clusters, layers, components, conventions } = resolved
  const perComponent = fleet.granularity === 'component'
  return {
    name: fleet.name,
    layout: fleet.layout,
    fluxVersion: flux.version,
    kubernetesVersions: flux.kubernetesVersions,
    git: gitView(fleet),
    ciFile: CI_FILES[fleet.ci]?.[fleet.git.subfolder === undefined ? 'alone' : 'inside'],
    environments: environments.map((environment) => environmentView(environment, resolved)),
    clusters: clusters.map((cluster) => clusterView(cluster, rendering)),
    /** Whether each component has a Kustomization of its own. */
    perComponent,
    overlay: perComponent ? '<environment>/<component>' : '<environment>',
    appsKustomization: perComponent
      ? perClusterKustomization('apps', '<component>')
      : LAYER_KUSTOMIZATIONS.apps,
    layers: layers.map(({ layer, kustomization, folder }) => ({
      name: layer,
      kustomization: perComponent ? perClusterKustomization(layer, '<component>') : kustomization,
      path: folder,
      components: parts.filter((part) => part.layer === layer).map((part) => part.entry.name),
    })),
    components: components.map((component) => componentView(component, rendering)),
    mermaid: mermaid(rendering),
    repositories,
    /** What is pushed before a cluster is installed, and what flux-fleet.yaml describes, in words. */
    whatIsPushed: repositories.length > 1 ? 'all repositories' : 'this repository',
    whatIsDescribed: repositories.length > 1 ? 'all repositories of the fleet' : 'this repository',
    /** Where the release of a component lies. */
    releaseNamespace: conventions.releaseNamespace ?? '<namespace>',
  }
}
