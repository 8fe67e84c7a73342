import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryIn } from '../tools/git-repository.ts'
import { type Living, living, livingInSeveral } from './living.ts'

const CLUSTERS = ['--cluster=prod-eu=production,domain=eu.acme.example', '--cluster=test=staging']
const ADMIN = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'

/** Whom `.sops.yaml` names for a folder. */
function recipients(fleet: Living, folder: string, file = '.sops.yaml'): string[] {
  const rule = fleet
    .read(file)
    .split('path_regex')
    .find((part) => part.includes(folder))
  return [...rule!.matchAll(/age1[a-z0-9]+/g)].map(([name]) => name)
}

/** A Secret as SOPS leaves it. */
function encrypted(readers: readonly string[]): string {
  const age = readers.map(
    (name) => `    - recipient: ${name}\n      enc: |\n        -----BEGIN AGE ENCRYPTED FILE-----\n`,
  )
  return `apiVersion: v1
kind: Secret
metadata:
  name: shop
stringData:
  token: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]
sops:
  age:
${age.join('')}  mac: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]
  version: 3.9.0
`
}

/** Puts a Secret into a folder, encrypted for those of the rule. */
function secretIn(fleet: Living, folder: string): string {
  const path = `${folder}/shop.sops.yaml`
  fleet.write(path, encrypted(recipients(fleet, folder.split('/').at(-1)!)))
  return path
}

const KEY = 'env SOPS_AGE_KEY_FILE=.age/prod-eu.agekey sops updatekeys --yes'

describe('files that are encrypted already', () => {
  test('are encrypted for a cluster that joins their environment, before the commit', async () => {
    const fleet = await living(...CLUSTERS)
    const path = secretIn(fleet, 'apps/production')
    secretIn(fleet, 'apps/staging')
    fleet.write('apps/production/plain.sops.yaml', 'kind: ConfigMap\n')
    const { stdout } = await fleet.done('add', 'cluster', 'prod-us=production')
    expect(stdout).toContain(
      `  # encrypts for those who may read it now; after a look at git diff\n  ${KEY} ${path} && git add --all && git commit --message 'Add cluster prod-us' && git push\n`,
    )
    expect(stdout.match(/updatekeys/g)).toHaveLength(1)
  })

  test.each<[string, (fleet: Living) => void]>([
    [
      'a new administrator',
      (fleet) => fleet.edit('flux-fleet.yaml', 'provider: sops', `provider: sops\n  recipients: [${ADMIN}]`),
    ],
    [
      'a second key of a cluster',
      (fleet) =>
        fleet.edit('flux-fleet.yaml', /(- name: prod-eu\n[\s\S]*?recipients:\n)/, `$1      - ${ADMIN}\n`),
    ],
  ])('are encrypted by apply for %s', async (_, edit) => {
    const fleet = await living(...CLUSTERS)
    const paths = [secretIn(fleet, 'apps/production'), secretIn(fleet, 'secrets/prod-eu')]
    edit(fleet)
    const { stdout } = await fleet.done('apply')
    expect(stdout).toContain(`${KEY} ${paths.join(' ')} && git add --all`)
  })

  test('are encrypted no more for an administrator who left', async () => {
    const fleet = await living(...CLUSTERS, `--recipient=${ADMIN}`)
    const path = secretIn(fleet, 'apps/production')
    fleet.edit('flux-fleet.yaml', / {2}recipients:\n {4}- age1ql3\w+\n/, '')
    const { stdout } = await fleet.run('apply')
    expect(stdout).toContain(`sops updatekeys --yes ${path} && git add --all`)
  })

  test('are encrypted no more for a cluster that goes, with a key of one that stays', async () => {
    const fleet = await living(...CLUSTERS, '--cluster=prod-us=production,domain=us.acme.example')
    const path = secretIn(fleet, 'infrastructure/controllers/production')
    const gone = secretIn(fleet, 'secrets/prod-us')
    const { stdout } = await fleet.done('remove', 'cluster', 'prod-us')
    expect(stdout).toContain(`${KEY} ${path} && git add --all`)
    expect(stdout).not.toContain(`${gone} &&`)
  })

  test('are left to whoever has a key where none lies here', async () => {
    const fleet = await living(...CLUSTERS)
    const path = secretIn(fleet, 'apps/production')
    rmSync(join(fleet.folder, '.age'), { recursive: true })
    const { stdout } = await fleet.done('add', 'cluster', 'prod-us=production')
    expect(stdout).toMatch(new RegExp(`^ +sops updatekeys --yes ${path} &&`, 'm'))
  })

  test('are nothing to say of where nobody else may read them', async () => {
    const fleet = await living(...CLUSTERS)
    secretIn(fleet, 'apps/production')
    expect((await fleet.done('add', 'cluster', 'dev=staging')).stdout).not.toContain('updatekeys')
    expect((await fleet.done('add', 'component', 'kyverno')).stdout).not.toContain('updatekeys')
  })

  test('are taken into the commit that was made', async () => {
    const fleet = await living(...CLUSTERS)
    const path = secretIn(fleet, 'apps/production')
    repositoryIn(fleet.folder).commit({})
    for (const [key, value] of [
      ['user.name', 'A'],
      ['user.email', 'a@example.com'],
    ] as const)
      repositoryIn(fleet.folder).git('config', key, value)
    const { stdout } = await fleet.done('add', 'cluster', 'prod-us=production', '--commit')
    expect(stdout).toContain(`${KEY} ${path} && git commit --amend --no-edit ${path} && git push`)
  })

  test('are found in the repository of the platform, with a key of the fleet', async () => {
    const fleet = await livingInSeveral(...CLUSTERS)
    const [rule] = recipients(fleet, 'production', '../fleet-platform/.sops.yaml')
    fleet.write('../fleet-platform/apps/production/shop.sops.yaml', encrypted([rule!]))
    const { stdout } = await fleet.done('add', 'cluster', 'prod-us=production')
    expect(stdout).toContain(
      'env SOPS_AGE_KEY_FILE=../fleet-main/.age/prod-eu.agekey sops updatekeys --yes apps/production/shop.sops.yaml && git add',
    )
  })
})
