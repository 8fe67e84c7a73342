import fc from 'fast-check'
import { expect, test } from 'vitest'
import { remoteAnswers } from '../../src/fleet/questions/remote-answers.ts'
import { fleetSchema } from '../../src/fleet/schema/fleet-schema.ts'

const hub = { provider: 'github', owner: 'acme', repository: 'fleet' }

test.each([
  ['git@github.com:acme/fleet.git', hub],
  ['https://github.com/acme/fleet', hub],
  ['https://github.com/acme/fleet.git/', hub],
  ['https://x-access-token:s3cret@github.com/acme/fleet.git', hub],
  ['ssh://git@github.com/acme/fleet.git', hub],
  ['ssh://git@github.com:22/acme/fleet.git', hub],
  ['HTTPS://GitHub.com:443/acme/fleet.git', hub],
  ['git@github.acme.example:acme/fleet.git', { ...hub, hostname: 'github.acme.example' }],
  [
    'git@gitlab.com:acme/platform/clusters/fleet.git',
    { provider: 'gitlab', owner: 'acme/platform/clusters', repository: 'fleet' },
  ],
  [
    'https://gitlab.acme.example/acme/fleet.git',
    { provider: 'gitlab', owner: 'acme', repository: 'fleet', hostname: 'gitlab.acme.example' },
  ],
  [
    'git@codeberg.org:acme/fleet.git',
    { provider: 'gitea', owner: 'acme', repository: 'fleet', hostname: 'codeberg.org' },
  ],
  [
    'ssh://git@gitlab.acme.example:2222/acme/fleet.git',
    { provider: 'git', url: 'ssh://git@gitlab.acme.example:2222/acme/fleet.git' },
  ],
  [
    'git@git.acme.example:platform/fleet.git',
    { provider: 'git', url: 'ssh://git@git.acme.example/platform/fleet.git' },
  ],
  [
    'https://someone:t0ken@git.acme.example/fleet.git',
    { provider: 'git', url: 'https://git.acme.example/fleet.git' },
  ],
  ['git@github.com:~acme/-x.git', { provider: 'git', url: 'ssh://git@github.com/~acme/-x.git' }],
  ['git@github.com:a/b/c.git', { provider: 'git', url: 'ssh://git@github.com/a/b/c.git' }],
  [
    'acme@vs-ssh.visualstudio.com:v3/acme/platform/fleet',
    { provider: 'git', url: 'ssh://acme@vs-ssh.visualstudio.com/v3/acme/platform/fleet' },
  ],
])('%s', (url, answers) => {
  expect(remoteAnswers(url)).toEqual(answers)
})

test.each([
  '/srv/git/fleet.git',
  '../fleet',
  'file:///srv/fleet.git',
  'git://example.com/fleet.git',
  'C:/fleet',
  'C:\\fleet',
  'fleet.bundle',
  '',
  'https://github.com',
  'ext::sh -c true',
])('%s is nothing that a cluster could fetch', (url) => expect(remoteAnswers(url)).toBeUndefined())

test('whatever a remote says, no user part of it is kept over HTTPS, and the rest is a valid fleet or nothing', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/)
  const host = fc.constantFrom(
    'github.com',
    'gitlab.com',
    'gitea.com',
    'git.example.com',
    'gitlab.example.com:8443',
  )
  const url = fc
    .tuple(
      fc.constantFrom('https://', 'ssh://', ''),
      word,
      host,
      fc.array(word, { minLength: 1, maxLength: 4 }),
    )
    .map(([scheme, user, at, path]) =>
      scheme === ''
        ? `${user}@${at.split(':')[0]}:${path.join('/')}`
        : `${scheme}${user}@${at}/${path.join('/')}`,
    )
  fc.assert(
    fc.property(url, (remote) => {
      const answers = remoteAnswers(remote)
      if (answers === undefined) return
      if (remote.startsWith('https')) expect(answers.url ?? '').not.toContain('@')
      const { error } = fleetSchema.safeParse({ version: 1, name: 'a', git: answers })
      expect(error?.issues).toBeUndefined()
    }),
  )
})
