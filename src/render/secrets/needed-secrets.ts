import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'
import type { Component } from '../../fleet/schema/fleet-schema.ts'

/** A Secret that a person has to make before a component works. */
export interface NeededSecret {
  name: string
  namespace: string
  keys: string[]
  description: string
}

/** The Secrets that a component needs: by its catalog entry, its values and its chart source. */
export function neededSecrets({
  component,
  facts,
  options,
  releaseNamespace: namespace,
}: ResolvedComponent): NeededSecret[] {
  const { chart } = component
  const url = chart?.oci ?? chart?.https ?? chart?.git
  return [
    ...(facts?.secrets ?? [])
      .filter(({ where = {} }) => Object.entries(where).every(([option, value]) => options[option] === value))
      .map(({ name, namespace: of, keys, description }) => ({ name, namespace: of, keys, description })),
    ...ofWorkload(component.manifests, namespace),
    ...(component.valuesFrom ?? [])
      .filter((from) => from.kind === 'Secret' && from.optional !== true)
      .map((from) => ({
        name: from.name,
        namespace,
        keys: [from.valuesKey ?? 'values.yaml'],
        description:
          'Helm values. With the label `reconcile.fluxcd.io/watch: Enabled` a change of them is taken at once',
      })),
    ...(chart?.secret === undefined || url === undefined
      ? []
      : [
          {
            name: chart.secret,
            namespace,
            keys: credentialKeys(url),
            description: 'Credentials of the chart source',
          },
        ]),
    ...(chart?.verify?.secret === undefined
      ? []
      : [
          {
            name: chart.verify.secret,
            namespace,
            keys: ['cosign.pub'],
            description: 'Public keys that may have signed the chart',
          },
        ]),
  ]
}

/** The Secrets that the container of an own application can't start without. */
function ofWorkload(manifests: Component['manifests'], namespace: string): NeededSecret[] {
  const { envFrom = [], volumes = [] } = manifests ?? {}
  const needed = (name: string, description: string) => ({ name, namespace, keys: [], description })
  const found = [
    ...envFrom
      .filter(({ kind, optional }) => kind === 'Secret' && optional !== true)
      .map(({ name }) => needed(name, 'Environment variables of the application, each under its name')),
    ...volumes.flatMap(({ secret }) =>
      secret === undefined ? [] : [needed(secret, 'Files of the application, each under its name')],
    ),
  ]
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index)
}

/**
 * Keys that source-controller reads from the Secret of a source, by the scheme of the URL
 * (`spec.secretRef` of OCIRepository, HelmRepository and GitRepository).
 */
export function credentialKeys(url: string): string[] {
  if (url.startsWith('oci://')) return ['.dockerconfigjson']
  return url.startsWith('ssh://') ? ['identity', 'known_hosts'] : ['username', 'password']
}

/** Secrets in words: `the Secrets apps/one, apps/two`. */
export function secretNames(secrets: readonly NeededSecret[]): string {
  const names = secrets.map(({ namespace, name }) => `${namespace}/${name}`)
  return `the ${names.length === 1 ? 'Secret' : 'Secrets'} ${names.join(', ')}`
}
