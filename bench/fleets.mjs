/** Catalog components that need nobody's answer. */
const CATALOG = [
  'cert-manager',
  'cloudnative-pg',
  'envoy-gateway',
  'envoy-gateway-crds',
  'external-secrets',
  'gateway-api',
  'kube-prometheus-stack',
  'kyverno',
  'metrics-server',
  'podinfo',
  'prometheus-operator-crds',
]

/** Those of them that are no charts, so that they take no values. */
const MANIFESTS = ['envoy-gateway-crds', 'gateway-api']

/**
 * The text of a flux-fleet.yaml with as many entries as wanted; own charts fill up the catalog.
 * @param overridden environments in which each component has something else; by default all of them
 */
export function fleetText({ environments, clusters, components, overridden = environments }) {
  const own = Array.from({ length: components - CATALOG.length }, (_, index) => `app-${index}`)
  return [
    'version: 1',
    'name: bench',
    'git: { owner: acme, init: false }',
    'secrets: { provider: sops, recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }',
    'environments:',
    ...Array.from(
      { length: environments },
      (_, index) => `  - { name: env-${index}, production: ${index % 2 === 1} }`,
    ),
    'clusters:',
    ...Array.from(
      { length: clusters },
      (_, index) =>
        `  - { name: cluster-${index}, environment: env-${index % environments}, region: eu-${index}, domain: c${index}.example.com }`,
    ),
    'components:',
    ...CATALOG.flatMap((name) => [
      `  - name: ${name}`,
      ...(MANIFESTS.includes(name) ? [] : overrides(overridden)),
    ]),
    ...own.flatMap((name) => [
      `  - name: ${name}`,
      `    chart: { oci: "oci://ghcr.io/acme/charts/${name}", version: 1.x }`,
      '    values:',
      '      replicaCount: 1',
      `      host: ${name}.\${CLUSTER_DOMAIN}`,
      ...overrides(overridden),
    ]),
    '',
  ].join('\n')
}

/** Every environment has something else: nothing is the same in two of them. */
function overrides(environments) {
  if (environments === 0) return []
  return [
    '    overrides:',
    ...Array.from({ length: environments }, (_, index) => [
      `      - environment: env-${index}`,
      '        values:',
      `          replicaCount: ${2 + (index % 5)}`,
      `          commonLabels: { environment: env-${index} }`,
    ]).flat(),
  ]
}
