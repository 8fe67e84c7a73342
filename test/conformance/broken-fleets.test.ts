import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { makeRepository, recipient, temporaryFolder } from './fleets.ts'
import { StandIns } from './stand-ins.ts'

const root = temporaryFolder('broken-fleets')

const FLEET: FleetInput = {
  version: 1,
  name: 'acme',
  git: { owner: 'acme' },
  secrets: { provider: 'sops', recipients: [recipient(1)] },
  environments: [{ name: 'staging' }, { name: 'production' }],
  clusters: [
    { name: 'one', environment: 'staging', domain: 'one.example' },
    { name: 'two', environment: 'production', domain: 'two.example', secretVariables: ['N', 'HOST'] },
  ],
  components: [
    { name: 'cert-manager' },
    { name: 'web', manifests: { image: 'ghcr.io/acme/web:1.0.0' } },
    { name: 'worker', manifests: { image: 'ghcr.io/acme/worker:1.0.0' } },
  ],
}

/** What is done to a file: its text before, or nothing when it is new, to its text after. */
type Edits = Readonly<Record<string, (text: string) => string>>

let standIns: StandIns

beforeAll(async () => {
  await makeRepository(join(root, 'plain'), FLEET)
  await makeRepository(join(root, 'artifacts'), { ...FLEET, artifacts: true, flux: { version: '2.10' } })
  standIns = new StandIns(join(root, 'programs'), ['flux', 'flux-schema'])
})

/** Runs the checks of a copy of a fleet in which files were edited; an edit that changes nothing is a fault. */
function check(name: string, edits: Edits, fleet = 'plain') {
  const copy = join(root, 'copies', name.replaceAll(/[^a-z]+/gi, '-'))
  cpSync(join(root, fleet), copy, { recursive: true })
  for (const [path, edit] of Object.entries(edits)) {
    const file = join(copy, path)
    let before = ''
    try {
      before = readFileSync(file, 'utf8')
    } catch {
      mkdirSync(dirname(file), { recursive: true })
    }
    const after = edit(before)
    expect(after, path).not.toBe(before)
    if (after === '') rmSync(file)
    else writeFileSync(file, after)
  }
  return standIns.run(['bash', 'scripts/validate.sh'], copy, { STAND_IN_FLUX_VERSION: '2.10.0' })
}

const replace = (before: string, after: string) => (text: string) => text.replace(before, after)
const add = (more: string) => (text: string) => text + more
const CONFIG = '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: web\n'
const SYNC = `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: more
  namespace: flux-system
spec:
  interval: 1h
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
  path: ./apps/more
`

describe('scripts/validate.sh fails, and names the file, for', () => {
  it.each<[string, Edits, RegExp]>([
    [
      'a path that is not there',
      { 'clusters/two/apps.yaml': replace('./apps/production', './apps/prodution') },
      /^ERROR clusters\/two\/apps\.yaml: Kustomization apps: there is no apps\/prodution in this repository/m,
    ],
    [
      'a path that is left out of what Flux fetches',
      { '.sourceignore': replace('!/apps/\n', '') },
      /^ERROR clusters\/one\/apps\.yaml: Kustomization apps: there is no apps\/staging in this repository, or \.sourceignore/m,
    ],
    [
      'a path of a Kustomization that another one brings',
      {
        'apps/base/web/sync.yaml': add(SYNC),
        'apps/base/web/kustomization.yaml': replace('resources:\n', 'resources:\n  - sync.yaml\n'),
      },
      /^ERROR apps\/base\/web\/sync\.yaml: Kustomization more: there is no apps\/more/m,
    ],
    [
      'a Kustomization that waits for nothing',
      { 'clusters/one/apps.yaml': replace('name: infra-configs', 'name: infra-config') },
      /^ERROR clusters\/one\/apps\.yaml: Kustomization apps waits for Kustomization infra-config, which clusters\/one does not have/m,
    ],
    [
      'a HelmRelease that waits for nothing',
      {
        'infrastructure/controllers/base/cert-manager/release.yaml': replace(
          'spec:\n',
          'spec:\n  dependsOn:\n    - name: crds\n',
        ),
      },
      /^ERROR infrastructure\/controllers\/base\/cert-manager\/release\.yaml: HelmRelease cert-manager waits for HelmRelease crds, which clusters\/one does not have/m,
    ],
    [
      'a file that no kustomization.yaml names',
      { 'apps/base/web/settings.yaml': add(CONFIG) },
      /^ERROR apps\/base\/web\/settings\.yaml: nothing applies this file; apps\/base\/web\/kustomization\.yaml does not name it$/m,
    ],
    [
      'a file that is only named in a comment',
      {
        'apps/production/settings.yaml': add(CONFIG),
        'apps/production/kustomization.yaml': add('# - settings.yaml\n'),
      },
      /^ERROR apps\/production\/settings\.yaml: nothing applies this file; apps\/production\/kustomization\.yaml/m,
    ],
    [
      'a folder that no overlay lists',
      {
        'apps/base/lost/kustomization.yaml': add('---\nresources:\n  - settings.yaml\n'),
        'apps/base/lost/settings.yaml': add(CONFIG),
      },
      /^ERROR apps\/base\/lost\/kustomization\.yaml: nothing applies this file$/m,
    ],
    [
      'a folder beside those of the clusters that no Kustomization has',
      { 'apps/settings.yaml': add(CONFIG) },
      /^ERROR apps\/settings\.yaml: nothing applies this file$/m,
    ],
    [
      'a variable that nobody sets',
      {
        'apps/base/web/service.yaml': replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    team: $'.concat('{TEAM}\n'),
        ),
      },
      /^ERROR apps\/base\/web\/service\.yaml: nothing sets the variable TEAM \(Kustomization apps of one\)$/m,
    ],
    [
      'a variable that was taken away from one cluster',
      {
        'apps/base/web/service.yaml': replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    domain: $'.concat('{CLUSTER_DOMAIN}\n'),
        ),
        'clusters/one/cluster-vars.yaml': replace('  CLUSTER_DOMAIN: one.example\n', ''),
      },
      /^ERROR apps\/base\/web\/service\.yaml: nothing sets the variable CLUSTER_DOMAIN \(Kustomization apps of one\)$/m,
    ],
    [
      'a variable with a name that Flux refuses',
      { 'clusters/one/cluster-vars.yaml': replace('\ndata:\n', '\ndata:\n  my-team: blue\n') },
      /^ERROR clusters\/one\/apps\.yaml: my-team is no name that Flux takes for a variable$/m,
    ],
    [
      'text that Flux takes for a variable and can not read',
      {
        'apps/base/web/service.yaml': replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    all: $'.concat('{arr[@]}\n'),
        ),
      },
      /^ERROR apps\/base\/web\/service\.yaml: all: \$\{arr\[@\]\}: .* \(Kustomization apps of one\); text that is no variable begins with \$\$$/m,
    ],
    [
      'an object that two Kustomizations apply',
      {
        'infrastructure/configs/staging/kustomization.yaml': (text) =>
          text.replace(/^resources:( \[\])?\n/m, 'resources:\n  - ../../../apps/base/web\n'),
      },
      /^ERROR apps\/base\/web\/deployment\.yaml: Deployment web\/web is applied by two Kustomizations of one, apps and infra-configs/m,
    ],
    [
      'a value that the API server would refuse once it is substituted',
      {
        'apps/base/web/service.yaml': replace('port: 80\n', 'port: $'.concat('{PORT}\n')),
        'clusters/one/cluster-vars.yaml': replace('\ndata:\n', '\ndata:\n  PORT: http\n'),
        'clusters/two/cluster-vars.yaml': replace('\ndata:\n', '\ndata:\n  PORT: "80"\n'),
      },
      /^ERROR apps\/base\/web\/service\.yaml: Service\/web\/web is invalid: .*\(as one\/flux-system\/apps gets it\)/m,
    ],
  ])('%s', (name, edits, message) => {
    const { status, stderr } = check(name, edits)
    expect(stderr).toMatch(message)
    expect(status).toBe(1)
  })

  it('an artifact that does not hold the path', () => {
    const edits = {
      'clusters/two/artifacts.yaml': (text: string) => text.replaceAll('apps/production/', 'apps/staging/'),
    }
    const { status, stderr } = check('artifact', edits, 'artifacts')
    expect(stderr).toMatch(
      /^ERROR clusters\/two\/apps\.yaml: Kustomization apps: the artifact apps has no copy of apps\/production$/m,
    )
    expect(status).toBe(1)
  })
})

describe('scripts/validate.sh accepts', () => {
  const DEPLOYMENT = 'apps/base/web/deployment.yaml'
  it.each<[string, Edits]>([
    ['a fleet as it is made', { 'README.md': add('\n') }],
    [
      'a number and a host from secret variables, whose Secret is not there yet',
      {
        'apps/production/kustomization.yaml': add('components:\n  - secret\n'),
        'apps/production/secret/kustomization.yaml': add(
          '---\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n  - limits.yaml\n',
        ),
        'apps/production/secret/limits.yaml': add(
          '---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: secret\n  namespace: web\n  annotations:\n'
            .concat(
              '    host: $',
              '{HOST}.example\nspec:\n  replicas: $',
              '{N}\n  selector:\n    matchLabels:\n',
            )
            .concat('      a: b\n  template:\n    metadata:\n      labels:\n        a: b\n    spec:\n')
            .concat('      containers:\n        - name: a\n          image: b\n'),
        ),
      },
    ],
    [
      'variables that were added to cluster-vars by hand, quoted, folded and as a block',
      {
        'apps/base/web/service.yaml': replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    a: $'.concat('{TEAM}$', '{LONG}$', '{BLOCK}\n'),
        ),
        ...Object.fromEntries(
          ['one', 'two'].map((cluster) => [
            `clusters/${cluster}/cluster-vars.yaml`,
            add(`  TEAM: "it's blue"\n  LONG: ${'word '.repeat(40)}end\n  BLOCK: |\n    a\n    b\n`),
          ]),
        ),
      },
    ],
    [
      'variables of the Kustomization itself, and defaults',
      {
        'apps/base/web/service.yaml': replace('port: 80\n', 'port: $'.concat('{PORT:=80}\n')),
        'apps/base/worker/service.yaml': replace('port: 80\n', 'port: $'.concat('{WORKER}\n')),
        'clusters/one/apps.yaml': replace(
          '  postBuild:\n',
          '  postBuild:\n    substitute:\n      WORKER: "81"\n',
        ),
        'clusters/two/apps.yaml': replace(
          '  postBuild:\n',
          '  postBuild:\n    substitute:\n      WORKER: "82"\n',
        ),
      },
    ],
    [
      'shell in an object that is not substituted',
      {
        'apps/base/web/kustomization.yaml': replace('resources:\n', 'resources:\n  - script.yaml\n'),
        'apps/base/web/script.yaml': add(
          CONFIG.concat('  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n').concat(
            'data:\n  run.sh: |\n    echo "$',
            '{arr[@]}" $',
            '{NOBODY}\n',
          ),
        ),
      },
    ],
    [
      'shell where nothing is substituted at all',
      {
        'secrets/one/kustomization.yaml': (text) =>
          text.replace(/^resources:( \[\])?\n/m, 'resources:\n  - script.yaml\n'),
        'secrets/one/script.yaml': add(CONFIG.concat('data:\n  run.sh: echo $', '{arr[@]} $', '{NOBODY}\n')),
      },
    ],
    [
      'variables of a ConfigMap that is made on the cluster',
      {
        [DEPLOYMENT]: replace('containerPort: 8080', 'containerPort: $'.concat('{PORT}')),
        ...Object.fromEntries(
          ['one', 'two'].map((cluster) => [
            `clusters/${cluster}/apps.yaml`,
            replace(
              '    substituteFrom:\n',
              '    substituteFrom:\n      - kind: ConfigMap\n        name: terraform\n',
            ),
          ]),
        ),
      },
    ],
    [
      'a line that is longer than flux envsubst reads',
      {
        'apps/base/web/kustomization.yaml': replace('resources:\n', 'resources:\n  - settings.yaml\n'),
        'apps/base/web/settings.yaml': add(`${CONFIG}data:\n  dashboard: '{"${'x'.repeat(100_000)}":1}'\n`),
      },
    ],
  ])('%s', (name, edits) => {
    expect(check(name, edits)).toMatchObject({ status: 0, stderr: '' })
  })
})
