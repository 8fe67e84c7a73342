import { FEATURES } from '../src/features/index.ts'
import { hasPlatform } from '../src/features/platform-repository/questions.ts'
import { hasTenants } from '../src/features/tenants/questions.ts'
import { choicesAt } from '../src/fleet/questions/choices.ts'
import {
  type Answers,
  answerAt,
  type Choice,
  type Question,
  type Surroundings,
} from '../src/fleet/questions/question.ts'
import type { Generator } from './generator.ts'

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

/** What the remote says, unless the repository is to be somewhere else. */
function remoteOf(answers: Answers, { remote }: Surroundings): Surroundings['remote'] {
  return remote?.provider === provider(answers) ? remote : undefined
}

/** What it says of the repository itself: of several, each has a remote of its own. */
function ownRemote(answers: Answers, surroundings: Surroundings): Surroundings['remote'] {
  return hasPlatform(answers) ? undefined : remoteOf(answers, surroundings)
}

/**
 * The layouts with when to take which, as far as the answers leave the choice: tenants and a platform
 * repository need theirs.
 */
function layouts(answers: Answers): Choice[] {
  const all = choicesAt('layout')
  if (answers.platform !== undefined) return all.filter(({ value }) => hasPlatform({ layout: value }))
  // Several repositories have no room in a folder of another one.
  if (answerAt(answers, 'git.subfolder') !== undefined)
    return all.filter(({ value }) => !hasPlatform({ layout: value }))
  return namesOf(answers.tenants).length > 0 ? all.filter(({ value }) => hasTenants({ layout: value })) : all
}

/** What is asked of every fleet. */
const COMMON_QUESTIONS: readonly Question[] = [
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
    choices: () => choicesAt('git', 'provider'),
    default: (answers, { remote }) => {
      if (answerAt(answers, 'git.url') !== undefined) return 'git'
      // Who names an owner means a provider that has owners.
      const isOther = remote?.provider === 'git' && answerAt(answers, 'git.owner') !== undefined
      return isOther ? 'github' : (remote?.provider ?? 'github')
    },
  },
  {
    field: 'git.url',
    flag: 'git-url',
    value: 'url',
    message: 'URL of the repository',
    type: 'input',
    default: (answers, surroundings) => {
      const url = remoteOf(answers, surroundings)?.url ?? 'ssh://git@git.example.com/'
      // Of several repositories each lies beside the others.
      return (
        ownRemote(answers, surroundings)?.url ?? `${url.replace(/[^/]+$/, '')}${String(answers.name)}.git`
      )
    },
    when: (answers) => provider(answers) === 'git',
  },
  {
    field: 'git.hostname',
    flag: 'hostname',
    value: 'host',
    message: 'Host of the Git server',
    type: 'input',
    default: (answers, surroundings) =>
      remoteOf(answers, surroundings)?.hostname ??
      (provider(answers) === 'gitea' ? 'gitea.com' : 'bitbucket.example.com'),
    when: (answers, surroundings) =>
      ['gitea', 'bitbucket-server'].includes(String(provider(answers))) ||
      remoteOf(answers, surroundings)?.hostname !== undefined,
  },
  {
    field: 'git.owner',
    flag: 'owner',
    message: 'Owner: a user, organization, group or project',
    type: 'input',
    default: (answers, surroundings) => remoteOf(answers, surroundings)?.owner,
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
    default: (answers, surroundings) =>
      ownRemote(answers, surroundings)?.repository ?? surroundings.outerFolder ?? answers.name,
    when: (answers) => provider(answers) !== 'git',
  },
  {
    field: 'git.branch',
    flag: 'branch',
    message: 'Branch that Flux follows',
    type: 'input',
    default: (_, { remote }) => remote?.branch ?? 'main',
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
    field: 'ci',
    message: 'Where pull requests are checked',
    value: 'system',
    type: 'select',
    choices: () => choicesAt('ci'),
    default: (answers) =>
      ['github', 'gitlab'].includes(String(provider(answers))) ? provider(answers) : 'none',
  },
  {
    field: 'flux.version',
    flag: 'flux-version',
    value: 'version',
    message: 'Flux version',
    type: 'select',
    choices: () => choicesAt('flux', 'version'),
    default: () => '2.x',
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
    field: 'granularity',
    message: 'What one Flux Kustomization applies',
    value: 'kind',
    type: 'select',
    unasked: true,
    choices: () => choicesAt('granularity'),
    default: () => 'layer',
  },
  {
    field: 'versions',
    message: 'Chart versions',
    value: 'kind',
    type: 'select',
    unasked: true,
    choices: () => choicesAt('versions'),
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
    choices: () => choicesAt('flux', 'logLevel'),
  },
]

/** Questions, each followed by what the features ask behind it. */
function withFeatures(questions: readonly Question[]): Question[] {
  return questions.flatMap((question) => [
    question,
    ...FEATURES.flatMap(({ questions: placed = [] }) =>
      placed
        .filter(({ after }) => after === question.field)
        .flatMap(({ questions: behind }) => withFeatures(behind)),
    ),
  ])
}

/** A whole fleet: what `create` asks. */
export const fleetGenerator: Generator = {
  name: 'fleet',
  description: 'A new fleet: a Git repository that Flux reconciles',
  questions: withFeatures(COMMON_QUESTIONS),
}
