import { QUOTA_PRESETS } from '../src/features/tenants/quota-presets.ts'
import { choicesAt } from '../src/fleet/questions/choices.ts'
import type { Choice } from '../src/fleet/questions/question.ts'
import type { Generator } from './generator.ts'

/** A tenant: a team with its own namespaces, permissions and source. */
export const tenantGenerator: Generator = {
  name: 'tenant',
  description: 'A tenant: a team with its own namespaces, permissions and source',
  section: 'tenants',
  questions: [
    { field: 'name', message: 'Name of the team', type: 'input' },
    {
      field: 'namespaces',
      message: 'Namespaces, separated by commas (empty for one with its name)',
      help: 'A namespace; the first holds its source, by default one with its name',
      type: 'list',
      optional: true,
    },
    {
      field: 'source.git',
      flag: 'repository',
      message: "URL of its Git repository (empty for one of its name beside the fleet's)",
      help: "URL of its Git repository; by default one of its name beside the fleet's",
      type: 'input',
      optional: true,
    },
    {
      field: 'role',
      message: 'What it may do in its namespaces',
      help: 'What it may do in its namespaces: admin, edit, or custom with rules, which only the file can hold',
      type: 'select',
      // Its rules only the file can hold.
      choices: () => choicesAt('tenants', 0, 'role').filter(({ value }) => value !== 'custom'),
      default: () => 'admin',
    },
    {
      field: 'quota',
      message: 'Size of its quota, for each namespace',
      type: 'select',
      choices: () =>
        choicesAt('tenants', 0, 'quota').map((choice) => ({ ...choice, ...presetHint(choice.value) })),
      default: () => 'medium',
    },
    {
      field: 'environments',
      message: 'Environments that have it, separated by commas (empty for all)',
      help: 'An environment that has it; by default all',
      type: 'list',
      optional: true,
    },
    {
      field: 'hosts',
      message:
        'Host names that it may serve, such as shop.${CLUSTER_DOMAIN}, separated by commas (empty for none)',
      help: 'A host name that it may serve, such as shop.${CLUSTER_DOMAIN}; by default none',
      type: 'list',
      optional: true,
    },
    { field: 'clusters', message: 'A single cluster that has it', type: 'list', unasked: true },
    { field: 'source.oci', message: 'OCI artifact instead of Git', type: 'input', unasked: true },
    { field: 'source.branch', message: 'Branch that is followed', type: 'input', unasked: true },
    { field: 'source.tag', message: 'Tag that is followed', type: 'input', unasked: true },
    { field: 'source.semver', message: 'Range of tags that is followed', type: 'input', unasked: true },
    { field: 'source.path', message: 'Folder that is applied', type: 'input', unasked: true },
    {
      field: 'source.secret',
      message: 'Secret with the credentials of a private source',
      type: 'input',
      unasked: true,
    },
    { field: 'podSecurity', message: 'Pod Security Standard', type: 'select', unasked: true },
    {
      field: 'serviceTypes',
      message: 'A type of Services that it may have besides those inside of the cluster',
      type: 'list',
      unasked: true,
    },
    {
      field: 'networkPolicies',
      message: 'Whether traffic is denied by default (true or false)',
      type: 'confirm',
      unasked: true,
    },
    {
      field: 'decryption',
      message: 'Whether its manifests are decrypted (true or false)',
      type: 'confirm',
      unasked: true,
    },
    {
      field: 'recipients',
      message: 'A public age key of the team; without any, a key pair is made for it',
      type: 'list',
      unasked: true,
    },
    {
      field: 'dependsOn',
      message: 'A component of the platform that must be ready first',
      type: 'list',
      unasked: true,
    },
    {
      field: 'notifications.provider',
      message: 'Chat system that its alerts go to',
      type: 'select',
      unasked: true,
    },
    { field: 'notifications.channel', message: 'Channel of its alerts', type: 'input', unasked: true },
    {
      field: 'notifications.secret',
      message: 'Secret with the address of the webhook',
      type: 'input',
      unasked: true,
    },
  ],
}

/** What a preset of the quota gives each namespace; nothing for none. */
function presetHint(quota: string): Pick<Choice, 'hint'> {
  const preset = Object.entries(QUOTA_PRESETS).find(([name]) => name === quota)?.[1]
  if (preset === undefined) return {}
  const { hard } = preset
  return {
    hint: `${hard['requests.cpu']} CPUs, ${hard['requests.memory']} of memory, ${hard.pods} pods`,
  }
}
