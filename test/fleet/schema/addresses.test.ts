import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { gitUrl, helmRepository, ociAddress, ociTagFault } from '../../../src/fleet/schema/addresses.ts'

function faultsOf(schema: z.ZodMiniType, value: string): string[] {
  const { success, error } = z.safeParse(schema, value)
  return success ? [] : error.issues.map(({ message }) => message)
}

const PASSWORD =
  'the password in this URL would be kept in Git: leave it out, and treat it as leaked if it was there'
const TOKEN =
  'what stands before "@" in this URL would be kept in Git, where a token lets everybody in: leave it out, and treat a token as leaked if it was there'

describe('the URL of a Git repository', () => {
  test.each([
    'ssh://git@github.com/acme/fleet.git',
    'ssh://git@git.example.com:2222/acme/group/fleet.git',
    'ssh://git.example.com/acme/fleet',
    'ssh://git@[2001:db8::1]:7999/acme/fleet',
    'https://git.example.com:8443/acme/fleet.git',
    'https://dev.azure.com/acme/shop/_git/fleet',
    'ssh://git@git.example.com/~jo/fleet',
  ])('is taken: %s', (url) => {
    expect(faultsOf(gitUrl, url)).toEqual([])
  })

  test.each([
    ['ssh://git@github.com:acme/fleet.git', '"acme"', 'ssh://git@github.com/acme/fleet.git'],
    [
      'ssh://git@git.example.com:2222:acme/fleet.git',
      '"2222:acme"',
      'ssh://git@git.example.com:2222/acme/fleet.git',
    ],
    ['https://git.example.com:acme/fleet', '"acme"', 'https://git.example.com/acme/fleet'],
    ['ssh://git@git.example.com:/acme/fleet', '""', 'ssh://git@git.example.com/acme/fleet'],
    ['ssh://git@git.example.com:70000/acme/fleet', '"70000"', 'ssh://git@git.example.com/acme/fleet'],
    ['ssh://git@[::1]:acme/fleet', '"acme"', 'ssh://git@[::1]/acme/fleet'],
    ['ssh://git@git.example.com:~jo/fleet', '"~jo"', 'ssh://git@git.example.com/~jo/fleet'],
  ])('has a port that is a number: %s', (url, port, right) => {
    expect(faultsOf(gitUrl, url)).toEqual([`"${url}" has ${port} where a port would stand: write ${right}`])
    expect(faultsOf(gitUrl, right)).toEqual([])
  })

  test.each([
    ['git@github.com:acme/fleet.git', 'ssh://git@github.com/acme/fleet.git'],
    ['me@git.example.com:/srv/fleet.git', 'ssh://me@git.example.com/srv/fleet.git'],
    ['git@gitlab.com:acme/web/fleet', 'ssh://git@gitlab.com/acme/web/fleet'],
  ])('may be written as scp does it: %s', (address, url) => {
    expect(gitUrl.parse(address)).toBe(url)
  })

  test.each([
    'github.com/acme/fleet',
    'git@github.com',
    'git@github.com:',
    'acme:fleet',
  ])('is not %s', (address) => {
    expect(faultsOf(gitUrl, address)).toEqual([
      `"${address}" is no Git URL: expected ssh://git@host/path, git@host:path or https://host/path`,
    ])
  })

  test.each([
    ['https://git:s3cret@git.example.com/acme/fleet', PASSWORD],
    ['ssh://git:s3cret@git.example.com/acme/fleet', PASSWORD],
    ['https://ghp_0123456789@github.com/acme/fleet', TOKEN],
    ['https://glpat-0123456789@gitlab.com/acme/fleet', TOKEN],
    ['https://acme@dev.azure.com/acme/shop/_git/fleet', TOKEN],
    ['ssh://ghp_0123456789@github.com/acme/fleet', TOKEN],
    [`ssh://${'a'.repeat(40)}@git.example.com/acme/fleet`, TOKEN],
    ['https://ghp_0123456789@github.com:acme/fleet', TOKEN],
  ])('keeps no secret, and none is shown: %s', (url, fault) => {
    expect(faultsOf(gitUrl, url)).toEqual([fault])
  })
})

describe('an OCI address', () => {
  test.each([
    'oci://ghcr.io/acme/charts/web',
    'oci://localhost:5000/web',
    'oci://registry.example.com/a__b/c.d/e---f',
    'oci://${REGISTRY}/acme/${CLUSTER_NAME}-web',
  ])('is taken: %s', (address) => {
    expect(faultsOf(ociAddress, address)).toEqual([])
  })

  test.each([
    ['oci://ghcr.io/Acme/Web', 'oci://ghcr.io/acme/web'],
    ['oci://ghcr.io/acme/web/', 'oci://ghcr.io/acme/web'],
    ['oci://ghcr.io/ACME/web//', 'oci://ghcr.io/acme/web'],
    ['oci://ghcr.io/${TEAM}/Web', 'oci://ghcr.io/${TEAM}/web'],
  ])('is in lower case, without "/" at its end: %s', (address, right) => {
    expect(faultsOf(ociAddress, address)).toEqual([
      `"${address}" is no OCI address, which is in lower case and ends without "/": write ${right}`,
    ])
  })

  test.each([
    ['oci://ghcr.io/acme/web:1.0.0', ':1.0.0'],
    ['oci://localhost:5000/web@sha256:0123', '@sha256:0123'],
  ])('says nothing of the version: %s', (address, end) => {
    expect(faultsOf(ociAddress, address)[0]).toContain(`has "${end}" at its end: leave it out`)
  })

  test.each([
    'web',
    'oci://ghcr.io',
    'oci://ghcr.io/-web',
    'oci://ghcr.io/a b',
    'oci://',
  ])('is none: %s', (address) => {
    expect(faultsOf(ociAddress, address)).toEqual([
      `"${address}" is no OCI address: expected something like oci://ghcr.io/acme/charts/web`,
    ])
  })

  test('begins with oci://', () => {
    expect(faultsOf(ociAddress, 'ghcr.io/acme/Web')).toEqual([
      '"ghcr.io/acme/Web" is no OCI address: write oci://ghcr.io/acme/web',
    ])
  })

  test('keeps no secret', () => {
    expect(faultsOf(ociAddress, 'oci://me:s3cret@ghcr.io/acme/web')).toEqual([PASSWORD])
    expect(faultsOf(ociAddress, 'oci://ghp_0123@ghcr.io/acme/web')).toEqual([TOKEN])
    expect(faultsOf(ociAddress, 'oci://ghcr.io:acme/web')[0]).toContain('write oci://ghcr.io/acme/web')
  })
})

describe('the tag of an OCI artifact', () => {
  test.each(['1.0.0', 'v1', '_a', 'main-0123', '1.0.0_build.5'])('is taken: %s', (tag) => {
    expect(ociTagFault(tag)).toBeUndefined()
  })

  test('has no "+": Helm writes another character', () => {
    expect(ociTagFault('1.0.0+build.5')).toBe(
      '"1.0.0+build.5" is no tag of an OCI artifact: Helm writes "+" as "_": 1.0.0_build.5',
    )
  })

  test.each(['-a', '.a', 'a/b', 'a b', '', 'a'.repeat(129)])('is none: %s', (tag) => {
    expect(ociTagFault(tag)).toContain('is no tag of an OCI artifact: use letters')
  })
})

describe('the address of a Helm repository', () => {
  test.each([
    'https://charts.example.com',
    'https://charts.example.com/',
    'https://host:8443/a/b',
  ])('is taken: %s', (url) => {
    expect(faultsOf(helmRepository, url)).toEqual([])
  })

  test.each([
    ['https://charts.acme.example/index.yaml', 'https://charts.acme.example'],
    ['https://charts.acme.example/stable/index.yml', 'https://charts.acme.example/stable'],
    ['https://charts.acme.example//INDEX.yaml?a=b', 'https://charts.acme.example'],
  ])('is not that of its index: %s', (url, right) => {
    expect(faultsOf(helmRepository, url)).toEqual([
      `"${url}" is the index of a Helm repository, which Flux adds itself: write ${right}`,
    ])
  })

  test('has a port that is a number, and keeps no secret', () => {
    expect(faultsOf(helmRepository, 'https://charts.example.com:stable/a')[0]).toContain(
      'write https://charts.example.com/stable/a',
    )
    expect(faultsOf(helmRepository, 'https://glpat-0123@charts.example.com/a')).toEqual([TOKEN])
  })
})
