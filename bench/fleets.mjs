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

/** The text of a flux-fleet.yaml with as many entries as wanted; own charts fill up the catalog. */
export function fleetText({ environments, clusters, components }) {
  const own = Array.from({ length: components - CATALOG.length }, (_, index) => `app-${index}`)
  return [
    'version: 1',
    'name: bench',
    'git: { owner: acme, init: false }',
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
    ...CATALOG.map((name) => `  - name: ${name}`),
    ...own.flatMap((name) => [
      `  - name: ${name}`,
      `    chart: { oci: "oci://ghcr.io/acme/charts/${name}", version: 1.x }`,
      '    values:',
      '      replicaCount: 1',
      `      host: ${name}.\${CLUSTER_DOMAIN}`,
      '    overrides:',
      ...Array.from({ length: environments }, (_, index) => [
        `      - environment: env-${index}`,
        '        values:',
        `          replicaCount: ${2 + (index % 5)}`,
      ]).flat(),
    ]),
    '',
  ].join('\n')
}
