import { suggestionOrAll } from '../../text/suggestion.ts'

/**
 * What a component can do for others, and what they may rely on where it is: values and custom resources
 * depend on these, never on the name of a neighbor. A catalog entry lists those that it `provides`. Values
 * that depend on several are laid over each other in this order.
 */
export const CAPABILITIES = {
  certificates: 'The kinds of cert-manager, with the ClusterIssuers `self-signed` and `private-ca`.',
  dashboards:
    'A Grafana that loads the dashboards it finds in ConfigMaps with the label `grafana_dashboard`.',
  gateway: 'The Gateway `public` in `envoy-gateway-system`, which takes routes from other namespaces.',
  'gateway-api': 'The CRDs of the Kubernetes Gateway API, standard channel.',
  monitoring: 'A Prometheus that scrapes what any ServiceMonitor or PodMonitor of the cluster names.',
  policy: 'The kinds of Kyverno.',
  postgresql: 'The kinds of CloudNativePG.',
  'resource-metrics': 'CPU and memory of pods and nodes (metrics.k8s.io), for autoscaling.',
  'secret-stores': 'The kinds of External Secrets.',
  'service-monitors':
    'The CRDs of the Prometheus Operator, such as ServiceMonitor, PodMonitor and PrometheusRule.',
  ingress: 'A controller that serves Ingresses of the class `traefik`, which is the default.',
} as const

/** Something that a component of the catalog provides for others. */
export type Capability = keyof typeof CAPABILITIES

/** The names of all capabilities, in their order. */
export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as [Capability, ...Capability[]]

/** The Gateway of whoever provides `gateway`. */
export const PUBLIC_GATEWAY = { name: 'public', namespace: 'envoy-gateway-system' } as const

/** What is wrong with a word that should be a capability, or undefined when it is one. */
export function capabilityProblem(word: string): string | undefined {
  if (Object.hasOwn(CAPABILITIES, word)) return undefined
  return `"${word}" is no capability${suggestionOrAll(word, CAPABILITY_NAMES)}`
}

/** Matches the file of values that a component has where a capability is; its name is the first group. */
const VALUES_WITH = /^catalog\/[^/]+\/values\.with-(.*)\.yaml$/

const CONFIGS = /^catalog\/[^/]+\/configs\//

/** A name below `has` in a template, in one of Handlebars' two spellings. */
const ASKED = /\bhas\.(?:\[([^\]]*)\]|([\w-]+))/g

/**
 * The file of values that a component of the catalog has where a capability is, or where all of several are
 * (in the order of their list), below its folder.
 */
export function valuesWith(...capabilities: readonly Capability[]): string {
  return `values${capabilities.map((capability) => `.with-${capability}`).join('')}.yaml`
}

/** What the values of a component may depend on: each capability, then each two of them. */
export const CAPABILITY_SETS: readonly (readonly Capability[])[] = [
  ...CAPABILITY_NAMES.map((capability) => [capability]),
  ...CAPABILITY_NAMES.flatMap((first, index) =>
    CAPABILITY_NAMES.slice(index + 1).map((second) => [first, second]),
  ),
]

/** The words that a template of custom resources asks for with `has`, each once. */
export function askedIn(template: string): string[] {
  return [...new Set([...template.matchAll(ASKED)].map(([, bracketed, plain]) => bracketed ?? plain!))]
}

/**
 * What is wrong with the capabilities that a file of the catalog depends on.
 * @param path path of the file below `templates/`
 */
export function capabilityProblems(path: string, text: string): string[] {
  const named = VALUES_WITH.exec(path)?.[1]
  const words = named !== undefined ? named.split('.with-') : CONFIGS.test(path) ? askedIn(text) : []
  return words.map(capabilityProblem).filter((problem) => problem !== undefined)
}
