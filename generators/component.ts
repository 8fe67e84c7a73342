import type { Generator } from './generator.ts'

/**
 * A component: of the catalog, or a person's own. What its catalog entry lets people choose is asked besides.
 */
export const componentGenerator: Generator = {
  name: 'component',
  description: 'A component: of the catalog, a Helm chart, or plain manifests',
  section: 'components',
  hasOptions: true,
  questions: [
    { field: 'name', message: 'Name of the component', type: 'input' },
    { field: 'environments', message: 'Environments that have it', type: 'list', unasked: true },
    { field: 'clusters', message: 'Single clusters that have it', type: 'list', unasked: true },
    { field: 'namespace', message: 'Namespace', type: 'input', unasked: true },
    { field: 'layer', message: 'Layer of an own component', type: 'select', unasked: true },
    { field: 'version', message: 'Version or range', type: 'input', unasked: true },
    { field: 'chart.oci', message: 'OCI address of an own chart', type: 'input', unasked: true },
    { field: 'chart.https', message: 'Helm repository of an own chart', type: 'input', unasked: true },
    { field: 'chart.git', message: 'Git repository of an own chart', type: 'input', unasked: true },
    { field: 'chart.path', message: 'Folder of an own chart', type: 'input', unasked: true },
    { field: 'chart.name', message: 'Name of an own chart', type: 'input', unasked: true },
    { field: 'chart.version', message: 'Version or range of an own chart', type: 'input', unasked: true },
    { field: 'chart.tag', message: 'Tag of an own chart', type: 'input', unasked: true },
    { field: 'chart.digest', message: 'Digest of an own chart', type: 'input', unasked: true },
    { field: 'chart.branch', message: 'Branch of an own chart', type: 'input', unasked: true },
    { field: 'manifests.image', message: 'Image of an own application', type: 'input', unasked: true },
    { field: 'manifests.port', message: 'Port of an own application', type: 'input', unasked: true },
    { field: 'manifests.replicas', message: 'Replicas of an own application', type: 'input', unasked: true },
    {
      field: 'strategy',
      message: 'What to do when an install or upgrade fails',
      type: 'select',
      unasked: true,
    },
    { field: 'dependsOn', message: 'Components that must be ready first', type: 'list', unasked: true },
  ],
}
