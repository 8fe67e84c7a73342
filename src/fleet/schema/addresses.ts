import * as z from 'zod/mini'

/** A variable that Flux puts in its place. */
const VARIABLE = String.raw`\$\{[_A-Za-z][_A-Za-z0-9]*\}`
const HOST = `(?:[A-Za-z0-9._-]|${VARIABLE})+(?::[0-9]{1,5})?`
const OCI_SEGMENT = String.raw`(?:[a-z0-9]|${VARIABLE})+(?:(?:\.|_|__|-+)(?:[a-z0-9]|${VARIABLE})+)*`

/** `oci://registry/path` as registries take it (OCI distribution specification, "name"). */
const OCI_ADDRESS = new RegExp(String.raw`^oci:\/\/${HOST}(?:\/${OCI_SEGMENT})+$`)

const GIT_URL = /^(?!.*\/\.{1,2}(\/|$))(https|ssh):\/\/[^\s/]+(\/[^\s/]+)+$/

/** Scheme, user part, host and what comes behind a colon, and the rest of a URL. */
const PARTS = /^([a-z]+):\/\/(?:([^/@]*)@)?(\[[^\]/]*\]|[^/:]*)(?::([^/]*))?(\/.*)?$/is

/** How tokens begin at GitHub, GitLab, Bitbucket, Docker Hub, Azure and Hugging Face. */
const TOKEN = /^(gh[a-z]_|github_pat_|gl[a-z]+-|AT[A-Z]{2}|dckr_|npm_|hf_)|^.{33,}$/

/**
 * What every URL is checked for: it is kept in Git, and so would be what lets people in. Over HTTPS nothing but a
 * password or token is of any use before "@"; over SSH the user is.
 */
export const withoutCredentials = z.refine(
  (url) => {
    const [, scheme, user] = PARTS.exec(String(url)) ?? []
    if (user === undefined) return true
    return scheme === 'ssh' && !user.includes(':') && !TOKEN.test(user)
  },
  {
    error: (issue) =>
      /^[^/]*\/\/[^/@]*:/.test(String(issue.input))
        ? 'the password in this URL would be kept in Git: leave it out, and treat it as leaked if it was there'
        : 'what stands before "@" in this URL would be kept in Git, where a token lets everybody in: leave it out, and treat a token as leaked if it was there',
    abort: true,
  },
)

/** A URL names a port as a number; `host:owner/repository` is how scp writes an address. */
const withPort = z.refine((url) => portFault(String(url)) === undefined, {
  error: (issue) => portFault(String(issue.input)),
  abort: true,
})

function portFault(url: string): string | undefined {
  const [, scheme, user, host, port, path = ''] = PARTS.exec(url) ?? []
  if (port === undefined || (/^[0-9]{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536))
    return undefined
  const right = `${scheme}://${user === undefined ? '' : `${user}@`}${host}`
  // `2222:acme`: a port, and then the owner as scp has it. Else a number is no owner.
  const [, number, owner] = /^([0-9]{1,5}):([^:]+)$/.exec(port) ?? []
  const name = owner !== undefined ? `:${number}/${owner}` : /^[0-9]*$/.test(port) ? '' : `/${port}`
  return `"${url}" has "${port}" where a port would stand: write ${right}${name}${path}`
}

/** The URL of a Git repository. What is written as scp does it is taken for the URL that it stands for. */
export const gitUrl = z.string().check(
  z.overwrite((address) => fromScp(address) ?? address),
  withoutCredentials,
  withPort,
  z.regex(GIT_URL, {
    error: (issue) =>
      `"${String(issue.input)}" is no Git URL: expected ssh://git@host/path, git@host:path or https://host/path`,
  }),
)

/** `git@host:owner/repository.git` as a URL. */
function fromScp(address: string): string | undefined {
  const [, user, host, path] = /^([^\s/@:]+)@([^\s/@:]+):\/?([^\s:]+)$/.exec(address) ?? []
  const url = `ssh://${user}@${host}/${path}`
  return host !== undefined && GIT_URL.test(url) ? url : undefined
}

/** The address of an OCI artifact, without its tag. */
export const ociAddress = z
  .string()
  .check(
    withoutCredentials,
    withPort,
    z.regex(OCI_ADDRESS, { error: (issue) => ociFault(String(issue.input)) }),
  )

function ociFault(address: string): string {
  const [, versioned] = /^oci:\/\/[^/]+\/.*?((?::[^/:@]+|@[^/@]+)+)$/.exec(address) ?? []
  if (versioned !== undefined)
    return `"${address}" has "${versioned}" at its end: leave it out, and say which one with a tag, a version or a digest`
  const [, host = '', path = ''] = /^(?:oci:\/\/)?([^/]+)\/(.*?)\/*$/.exec(address) ?? []
  // A variable keeps its case.
  const lower = path.replaceAll(new RegExp(`${VARIABLE}|[A-Z]+`, 'g'), (text) =>
    text.startsWith('$') ? text : text.toLowerCase(),
  )
  const right = `oci://${host}/${lower}`
  const isRight = OCI_ADDRESS.test(right)
  if (isRight && !address.startsWith('oci://')) return `"${address}" is no OCI address: write ${right}`
  return isRight
    ? `"${address}" is no OCI address, which is in lower case and ends without "/": write ${right}`
    : `"${address}" is no OCI address: expected something like oci://ghcr.io/acme/charts/web`
}

/** The address of a Helm repository: the folder in which its `index.yaml` lies. */
export const helmRepository = z.string().check(
  withoutCredentials,
  withPort,
  z.regex(/^https:\/\/[^\s/]+(?:\/\S*)?$/, { error: 'a Helm repository is written https://host/path' }),
  z.refine((url) => !INDEX.test(url), {
    error: (issue) =>
      `"${String(issue.input)}" is the index of a Helm repository, which Flux adds itself: write ${String(issue.input).replace(INDEX, '')}`,
  }),
)

const INDEX = /\/+index\.ya?ml(?:[?#].*)?$/i

/** What is wrong with the tag of an OCI artifact (OCI distribution specification, "reference"), or undefined. */
export function ociTagFault(tag: string): string | undefined {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag)) return undefined
  const right = tag.replaceAll('+', '_')
  return `"${tag}" is no tag of an OCI artifact: ${
    tag !== right && ociTagFault(right) === undefined
      ? `Helm writes "+" as "_": ${right}`
      : 'use letters, digits, ".", "_" and "-", at most 128'
  }`
}
