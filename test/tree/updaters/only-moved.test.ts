import { describe, expect, it } from 'vitest'
import { isOnlyMoved } from '../../../src/tree/updaters/only-moved.ts'

const SHA = '3df4ab11eba7bda6032a0b82a6bb43b11571feac'
const DIGEST = `sha256:${'9f86d081884c7d65'.repeat(4)}`
const OTHER = `sha256:${'0a1b2c3d4e5f6071'.repeat(4)}`
const SETTER = '# {"$imagepolicy": "shop:shop"}'

describe('an updater', () => {
  it.each([
    ['a range of a chart', '    semver: 6.x\n', '    semver: 7.x\n'],
    ['a range with bounds', '    semver: ">=1.4.0 <2.0.0"\n', '    semver: ">=2.0.1 <3.0.0"\n'],
    ['alternatives', 'version: ^1.2 || ^2.0\n', 'version: ^1.2 || ^3.0\n'],
    ['a pinned chart', '    tag: v1.21.2\n', '    tag: v1.22.0\n'],
    ['a tag, with its digest', '    tag: 6.14.1\n', `    tag: 6.15.0@${DIGEST}\n`],
    [
      'a tag, with its digest below',
      '  ref:\n    tag: "1.2"\n',
      `  ref:\n    tag: "1.3"\n    digest: ${DIGEST}\n`,
    ],
    ['a digest', `    digest: ${DIGEST}\n`, `    digest: ${OTHER}\n`],
    ['a version in quotes', '      version: "3.13.x"\n', '      version: "3.14.x"\n'],
    [
      'an image',
      '          image: ghcr.io/acme/shop:1.8.2\n',
      '          image: ghcr.io/acme/shop:1.9.0-rc.1\n',
    ],
    [
      'an image of a registry with a port',
      '  - image: r.acme:5000/shop:1\n',
      '  - image: r.acme:5000/shop:2\n',
    ],
    ['a digest behind a tag', 'image: alpine:3.22\n', `image: alpine:3.22@${DIGEST}\n`],
    ['a pinned image', `image: acme/worker@${DIGEST}\n`, `image: acme/worker@${OTHER}\n`],
    ['an image by branch and time', 'newTag: main-3f2a91c-1764547200\n', 'newTag: main-aa2a91c-1764547999\n'],
    ['an action', '        uses: actions/checkout@v7.0.1\n', '        uses: actions/checkout@v8\n'],
    ['an action, pinned', '  - uses: acme/a/b@v7\n', `  - uses: acme/a/b@${SHA} # v7\n`],
    ['a pinned action', `uses: acme/a@${SHA} # v7.0.1\n`, `uses: acme/a@${SHA.replace('3', '4')} # v7.1.0\n`],
    ['a variable of CI', '      FLUX_VERSION: v2.9.5\n', '      FLUX_VERSION: v2.10.0\n'],
    ['a variable of a script', 'readonly FLUX_VERSION=2.9.5\n', 'readonly FLUX_VERSION=2.9.6\n'],
    ['a value of JSON', '  "version": "1.2.3",\n', '  "version": "1.3.0",\n'],
    [
      'what a comment follows',
      '# renovate: datasource=docker depName=a\nx: 1.2\n',
      '# renovate: datasource=docker depName=a\nx: 1.3\n',
    ],
    [
      'an image that a comment follows',
      '# renovate: datasource=docker\nrunner: a/b:1\n',
      '# renovate: datasource=docker\nrunner: a/b:2\n',
    ],
    [
      'a remote folder',
      '  - https://github.com/a/b//crds?ref=v1.6.1\n',
      '  - https://github.com/a/b//crds?ref=v1.7.0\n',
    ],
    [
      'a release',
      '  - https://github.com/a/b/releases/download/v1.0.0/i.yaml\n',
      '  - https://github.com/a/b/releases/download/v1.1.0/i.yaml\n',
    ],
    ['an image with a marker behind', 'image: a/shop:1.8.2\n', `image: a/shop:1.9.0 ${SETTER}\n`],
    ['whatever a marker is behind', '  newName: acme/shop\n', `  newName: acme.example/shop ${SETTER}\n`],
    ['nothing but a marker', 'image: a/shop:1.8.2\n', `image: a/shop:1.8.2 ${SETTER}\n`],
    ['nothing, and writes the file anew', '---\nimage: a:1\n\nreplicas: 2\n', 'image: a:2\nreplicas: 2\n'],
    ['a version of a file with CRLF', 'a: b\nsemver: 6.x\n', 'a: b\r\nsemver: 7.x\r\n'],
    ['a version of what a formatter indented', 'ref:\n  semver: 6.x\n', 'ref:\n    semver: 7.x\n'],
    ['one in quotes of another kind', "ref: {semver: '6.x'}\n", 'ref:\n  semver: "7.x"\n'],
    [
      'one in a list that stands further out',
      'images:\n  - name: a\n    newTag: 1.0.0 # {"$imagepolicy": "flux-system:a:tag"}\n',
      'images:\n- name: \'a\'\n\n  newTag: \'1.1.0\' # {"$imagepolicy": "flux-system:a:tag"}\n',
    ],
  ])('moves %s', (_, made, there) => {
    expect(isOnlyMoved('a.yaml', made, there)).toBe(true)
  })
})

describe('a person', () => {
  it.each([
    ['takes another image', 'image: ghcr.io/acme/shop:1.8.2\n', 'image: ghcr.io/fork/shop:1.8.2\n'],
    ['takes a tag without a number', 'image: acme/shop:1.8.2\n', 'image: acme/shop:debug\n'],
    ['takes another action', 'uses: actions/checkout@v7\n', 'uses: acme/checkout@v7\n'],
    ['follows a branch', 'uses: actions/checkout@v7\n', 'uses: actions/checkout@main\n'],
    ['pins by hand what has no tag', 'ref:\n  semver: 1.x\n', `ref:\n  semver: 1.x\n  digest: ${DIGEST}\n`],
    ['sets replicas', 'replicas: 2\n', 'replicas: 3\n'],
    ['sets a port', 'port: 8080\n', 'port: 8081\n'],
    ['sets an amount', 'cpu: 0.5\n', 'cpu: 0.6\n'],
    ['sets an address', 'url: https://a.example/v1\n', 'url: https://a.example/v2\n'],
    ['takes another API', 'apiVersion: v1\n', 'apiVersion: v2\n'],
    ['chooses by another key', 'semver: 6.x\n', 'tag: 6.14.1\n'],
    ['adds a line', 'semver: 6.x\n', 'semver: 7.x\nprovider: aws\n'],
    ['takes a line out', 'a: b\nsemver: 6.x\n', 'semver: 7.x\n'],
    ['says why', 'semver: 6.x\n', 'semver: 6.x # until the migration\n'],
    ['says why, above', 'semver: 6.x\n', '# until the migration\nsemver: 7.x\n'],
    ['says something else', '# ours\nsemver: 6.x\n', '# mine\nsemver: 7.x\n'],
    ['quotes it, and says why', 'ref:\n  semver: 6.x\n', 'ref:\n    semver: "7.x" # until the migration\n'],
    ['reformats it, with another amount', 'a: 6.x\ncpu: 1\n', '{"a": "6.x", "cpu": 2}\n'],
    ['makes text of a number', 'semver: 6.x\na: 1\n', 'semver: 7.x\na: "1"\n'],
    ['sets a word', 'version: 1.2.3\n', 'version: none\n'],
    ['edits beside a moved version', 'semver: 6.x\nreplicas: 2\n', 'semver: 7.x\nreplicas: 3\n'],
    ['takes another remote folder', '- https://g.example/a?ref=v1\n', '- https://g.example/b?ref=v1\n'],
  ])('%s', (_, made, there) => {
    expect(isOnlyMoved('a.yaml', made, there)).toBe(false)
  })
})
