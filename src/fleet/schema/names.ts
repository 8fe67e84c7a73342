import * as z from 'zod/mini'

/** Longest DNS-1123 label (RFC 1123; Kubernetes object names that become labels or namespaces). */
export const MAX_LABEL_LENGTH = 63

/** Longest Helm release name (`HelmRelease.spec.releaseName`, maxLength 53). */
export const MAX_RELEASE_NAME_LENGTH = 53

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const VARIABLE = /^[_A-Za-z][_A-Za-z0-9]*$/

/** Text that says something. */
export const nonEmpty = z.string().check(z.minLength(1))

/** A name that is a DNS-1123 label: what namespaces, clusters, environments and components are called. */
export const dnsLabel = z.string().check(
  z.maxLength(MAX_LABEL_LENGTH, {
    error: (issue) =>
      `"${String(issue.input)}" is ${String(issue.input).length} characters long; a name has at most ${MAX_LABEL_LENGTH}`,
  }),
  z.regex(DNS_LABEL, {
    error: (issue) =>
      `"${String(issue.input)}" is no DNS-1123 label: use lower-case letters, digits and "-", starting and ending with a letter or digit`,
  }),
)

/**
 * A name of an entry or of the fleet: a DNS-1123 label that folders are called after, so none that Windows
 * reserves for a device.
 */
export const entryName = dnsLabel.check(
  z.refine((name) => !/^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(name), {
    error: (issue) =>
      `"${String(issue.input)}" is reserved by Windows, where no folder can be called so: choose another name`,
  }),
)

/** A Helm release name: what Helm accepts, in the length that `HelmRelease.spec.releaseName` allows. */
export const releaseName = z.string().check(
  z.maxLength(MAX_RELEASE_NAME_LENGTH, {
    error: (issue) =>
      `"${String(issue.input)}" is ${String(issue.input).length} characters long; a Helm release name has at most ${MAX_RELEASE_NAME_LENGTH}`,
  }),
  z.regex(DNS_NAME, {
    error: (issue) =>
      `"${String(issue.input)}" is no Helm release name: use lower-case letters, digits, "-" and "."`,
  }),
)

/** A name that is a DNS-1123 subdomain: what most kinds of objects may be called. */
export const dnsSubdomain = z.string().check(
  z.regex(DNS_NAME, {
    error: (issue) =>
      `"${String(issue.input)}" is no DNS-1123 subdomain: use lower-case letters, digits, "-" and "."`,
  }),
)

/** A host name such as `staging.example.com`. */
export const hostname = z.string().check(
  z.regex(DNS_NAME, {
    error: (issue) => `"${String(issue.input)}" is no host name: expected something like staging.example.com`,
  }),
)

/**
 * The name of a variable that Flux substitutes: kustomize-controller accepts `^[_A-Za-z][_A-Za-z0-9]*$` only.
 */
export const variableName = z.string().check(
  z.regex(VARIABLE, {
    error: (issue) =>
      `"${String(issue.input)}" is no variable that Flux substitutes: use letters, digits and "_", not starting with a digit`,
  }),
)

/** The name of a container's environment variable, as every Kubernetes version accepts it. */
export const environmentVariableName = z.string().check(
  z.regex(/^[-._A-Za-z][-._A-Za-z0-9]*$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no name of an environment variable: use letters, digits, "_", "-" and ".", not starting with a digit`,
  }),
)

/** A duration as the Flux CRDs accept it, such as `30s`, `5m` or `1h30m`. */
export const duration = z.string().check(
  z.regex(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, {
    error: (issue) => `"${String(issue.input)}" is no duration: expected something like 30s, 5m or 1h`,
  }),
)

/** A path inside the repository: relative, with `/`, never leaving it. */
export const repositoryPath = z.string().check(
  z.regex(/^(?!\.git(\/|$))(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no path inside the repository: expected something like charts/web, without "..", "./" or a leading "/"`,
  }),
)

/** The name of a repository at a Git provider. */
export const repositoryName = z.string().check(
  z.regex(/^(?!\.{0,2}$|\.git$|(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$))[A-Za-z0-9_.][A-Za-z0-9_.-]*$/i, {
    error: (issue) => `"${String(issue.input)}" is no repository name: use letters, digits, ".", "_" and "-"`,
  }),
)

/** A folder of a source, with or without a leading "./". */
export const sourcePath = z.string().check(
  z.regex(/^(\.\/)?(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$|^\.\/?$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no folder of a source: expected something like apps/staging, without ".." or a leading "/"`,
  }),
  z.refine((path) => !/(^|\/)(\.git\.*|git~1)(\/|$)/i.test(path), {
    error: (issue) => `"${String(issue.input)}" is a folder of Git's own, which no source delivers`,
  }),
)
