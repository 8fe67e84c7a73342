import { hasPlatformRepository, isLayout, isLockedDown } from '../src/fleet/schema/layouts.ts'
import { type Answers, answerAt, type Choice, type Generator } from './question.ts'

const PROVIDERS: readonly Choice[] = [
  { value: 'github', title: 'GitHub' },
  { value: 'gitlab', title: 'GitLab' },
  { value: 'gitea', title: 'Gitea or Forgejo' },
  { value: 'bitbucket-server', title: 'Bitbucket Server' },
  { value: 'git', title: 'Any other Git server' },
]

/** Names of an answered list, whether its entries are names or maps with a name. */
export function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.map((entry) =>
    typeof entry === 'string' ? entry : String((entry as { name?: unknown } | null)?.name),
  )
}

function provider(answers: Answers): unknown {
  return answerAt(answers, 'git.provider')
}

/**
 * The layouts with when to take which, as far as the answers leave the choice: tenants and a platform
 * repository need theirs.
 */
function layouts(answers: Answers): Choice[] {
  const all: Choice[] = [
    {
      value: 'monorepo',
      title: 'monorepo',
      hint: 'one repository for all: when one team runs the clusters and what is on them',
    },
    {
      value: 'multi-tenant',
      title: 'multi-tenant',
      hint: 'one platform repository, and tenants with isolated namespaces: when teams bring repositories of their own',
    },
    {
      value: 'multi-repo',
      title: 'multi-repo',
      hint: 'fleet, platform and team repositories side by side: when the platform is promoted by branch or tag, and teams start from a skeleton',
    },
  ]
  if (answers.platform !== undefined) return all.filter(({ value }) => hasPlatform({ layout: value }))
  return namesOf(answers.tenants).length > 0 ? all.filter(({ value }) => hasTenants({ layout: value })) : all
}

function hasTenants({ layout }: Answers): boolean {
  return isLayout(layout) && isLockedDown({ layout })
}

function hasPlatform({ layout }: Answers): boolean {
  return isLayout(layout) && hasPlatformRepository({ layout })
}

/** A whole fleet: what `create` asks. */
export const fleetGenerator: Generator = {
  name: 'fleet',
  description: 'A new fleet: a Git repository that Flux reconciles',
  questions: [
    {
      field: 'layout',
      message: 'Layout',
      type: 'select',
      choices: layouts,
      // Not by default what the answers so far can't be in: the checks say what would be right.
      default: (answers) => (layouts(answers)[0]?.value === 'monorepo' ? 'monorepo' : undefined),
    },
    {
      field: 'name',
      message: 'Name of the fleet',
      type: 'input',
      default: (_, { folder }) =>
        folder
          ?.toLowerCase()
          .replaceAll(/[^a-z0-9-]+/g, '-')
          .replace(/^-+/, '')
          .slice(0, 63)
          .replace(/-+$/, '') || 'fleet',
    },
    {
      field: 'git.provider',
      flag: 'git-provider',
      value: 'provider',
      message: 'Where the repository will be hosted',
      type: 'select',
      choices: () => PROVIDERS,
      default: (answers) => (answerAt(answers, 'git.url') === undefined ? 'github' : 'git'),
    },
    {
      field: 'git.url',
      flag: 'git-url',
      value: 'url',
      message: 'URL of the repository',
      type: 'input',
      default: (answers) => `ssh://git@git.example.com/${String(answers.name)}.git`,
      when: (answers) => provider(answers) === 'git',
    },
    {
      field: 'git.hostname',
      flag: 'hostname',
      value: 'host',
      message: 'Host of the Git server',
      type: 'input',
      default: (answers) => (provider(answers) === 'gitea' ? 'gitea.com' : 'bitbucket.example.com'),
      when: (answers) => provider(answers) === 'gitea' || provider(answers) === 'bitbucket-server',
    },
    {
      field: 'git.owner',
      flag: 'owner',
      message: 'Owner: a user, organization, group or project',
      type: 'input',
      default: () => 'example',
      when: (answers) => provider(answers) !== 'git',
    },
    {
      field: 'git.personal',
      flag: 'personal',
      message: 'Is the owner a user (not an organization)?',
      help: 'The owner is a user, not an organization',
      type: 'confirm',
      default: () => false,
      when: (answers) => ![undefined, 'git'].includes(provider(answers) as string | undefined),
    },
    {
      field: 'git.repository',
      flag: 'repository',
      message: 'Name of the repository',
      type: 'input',
      default: (answers) => answers.name,
      when: (answers) => provider(answers) !== 'git',
    },
    {
      field: 'git.branch',
      flag: 'branch',
      message: 'Branch that Flux follows',
      type: 'input',
      default: () => 'main',
    },
    {
      field: 'platform.repository',
      flag: 'platform-repository',
      value: 'name',
      message: 'Name of the platform repository',
      type: 'input',
      default: (answers) => `${String(answers.name)}-platform`,
      when: hasPlatform,
    },
    {
      field: 'platform.url',
      flag: 'platform-url',
      value: 'url',
      message: "URL of the platform repository (empty for one beside the fleet's)",
      help: "URL of the platform repository, for any Git server; by default one beside the fleet's",
      type: 'input',
      optional: true,
      when: (answers) => hasPlatform(answers) && provider(answers) === 'git',
    },
    {
      field: 'platform.secret',
      flag: 'platform-secret',
      value: 'name',
      message:
        'Secret with the credentials of the platform repository, such as platform-auth (empty when it is public)',
      help: 'Secret in flux-system with the credentials of a private platform repository',
      type: 'input',
      optional: true,
      when: hasPlatform,
    },
    {
      field: 'platform.promotion',
      value: 'kind',
      message: 'How production follows the platform repository',
      help: 'How production follows the platform repository; the other environments follow its main branch',
      type: 'select',
      choices: () => [
        { value: 'branch', title: 'branch', hint: 'promoted by a merge into the branch production' },
        { value: 'tag', title: 'tag', hint: 'promoted by naming the next tag in flux-fleet.yaml' },
        { value: 'semver', title: 'semver', hint: 'promoted by pushing a tag that the range takes' },
      ],
      default: () => 'branch',
      when: hasPlatform,
    },
    {
      field: 'environments',
      flag: 'environment',
      value: 'NAME[,key=value…]',
      repeatable: true,
      message: 'Environments, separated by commas',
      help: 'An environment; may be given several times',
      type: 'list',
      default: () => ['staging', 'production'],
    },
    {
      field: 'clusters',
      flag: 'cluster',
      value: 'NAME=ENVIRONMENT[,key=value…]',
      repeatable: true,
      message: 'Clusters, as name=environment separated by commas',
      help: 'A cluster; may be given several times',
      type: 'list',
      default: (answers) => namesOf(answers.environments).map((name) => `${name}=${name}`),
    },
    {
      field: 'components',
      flag: 'component',
      value: 'NAME[,key=value…]',
      repeatable: true,
      message: 'Components to install',
      help: 'A component; may be given several times',
      type: 'checkbox',
      choices: (_, { catalog }) =>
        [...catalog.values()].map(({ name, title, description, group }) => ({
          value: name,
          title,
          hint: description,
          group,
        })),
      default: () => ['cert-manager', 'envoy-gateway', 'metrics-server', 'podinfo'],
    },
    {
      field: 'tenants',
      flag: 'tenant',
      value: 'NAME[,key=value…]',
      repeatable: true,
      message: 'Tenants, separated by commas ("none" for none yet)',
      help: 'A tenant, in the layouts multi-tenant and multi-repo; may be given several times',
      type: 'list',
      none: 'none',
      default: () => ['team-a'],
      when: hasTenants,
    },
    {
      field: 'secrets.provider',
      flag: 'secrets',
      value: 'provider',
      message: 'Secrets in Git',
      type: 'select',
      choices: () => [
        { value: 'sops', title: 'SOPS with age', hint: 'encrypted in Git, decrypted by Flux' },
        { value: 'none', title: 'none', hint: 'no Secrets in this repository' },
      ],
      default: () => 'sops',
    },
    {
      field: 'secrets.recipients',
      flag: 'recipient',
      value: 'age1…',
      repeatable: true,
      optional: true,
      message:
        'Public age keys you have, separated by commas (empty to make a key pair for each cluster now)',
      help: 'A public age key that may decrypt every Secret; without any, a key pair is made for each cluster',
      type: 'list',
      when: (answers) => answerAt(answers, 'secrets.provider') === 'sops',
    },
    {
      field: 'ci',
      message: 'Where pull requests are checked',
      value: 'system',
      type: 'select',
      choices: () => [
        { value: 'github', title: 'GitHub Actions' },
        { value: 'gitlab', title: 'GitLab CI' },
        { value: 'none', title: 'nowhere', hint: 'only by scripts/validate.sh' },
      ],
      default: (answers) =>
        ['github', 'gitlab'].includes(String(provider(answers))) ? provider(answers) : 'none',
    },
    {
      field: 'flux.version',
      flag: 'flux-version',
      value: 'version',
      message: 'Flux version',
      type: 'select',
      choices: () => [
        { value: '2.x', title: '2.x', hint: 'files that every supported version accepts' },
        { value: '2.9', title: '2.9' },
        { value: '2.10', title: '2.10' },
      ],
      default: () => '2.x',
    },
    {
      field: 'artifacts',
      message: 'Split the repository into artifacts, so that apps and infrastructure reconcile apart?',
      help: 'Split the repository into artifacts, so that apps and infrastructure reconcile apart',
      type: 'confirm',
      default: () => false,
      // There the platform has a repository of its own.
      when: (answers) => !hasPlatform(answers),
    },
    {
      field: 'git.init',
      flag: 'git-init',
      message: 'Make it a Git repository?',
      help: 'Make it a Git repository (the default; --no-git-init for not)',
      type: 'confirm',
      default: () => true,
    },
    {
      field: 'tenancy.serviceAccount',
      flag: 'tenant-account',
      value: 'name',
      message: "ServiceAccount that Flux acts as in a tenant's namespace",
      type: 'input',
      unasked: true,
    },
    {
      field: 'tenancy.sources',
      flag: 'allowed-source',
      value: 'prefix/',
      repeatable: true,
      message:
        "A prefix of sources that tenants may use besides their own; by default those of the fleet's owner",
      type: 'list',
      unasked: true,
    },
    {
      field: 'versions',
      message: 'Chart versions',
      value: 'kind',
      type: 'select',
      unasked: true,
      choices: () => [
        { value: 'ranges', title: 'ranges' },
        { value: 'exact', title: 'exact' },
      ],
      default: () => 'ranges',
    },
    {
      field: 'flux.concurrency',
      value: 'number',
      message: 'Objects that each controller reconciles at once',
      type: 'input',
      unasked: true,
    },
    {
      field: 'flux.requeueDependency',
      value: 'duration',
      message: 'Wait before a dependency is looked at again',
      type: 'input',
      unasked: true,
    },
    {
      field: 'flux.logLevel',
      value: 'level',
      message: 'Log level of the controllers',
      type: 'select',
      unasked: true,
      choices: () => ['info', 'debug', 'error'].map((value) => ({ value, title: value })),
    },
  ],
}
