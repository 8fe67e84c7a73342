import { choicesAt } from '../../fleet/questions/choices.ts'
import { type Answers, answerAt, type Question } from '../../fleet/questions/question.ts'
import { hasPlatformRepository, isLayout } from '../../fleet/schema/layouts.ts'

/** Whether the answers so far are those of a fleet whose platform has a repository of its own. */
export function hasPlatform({ layout }: Answers): boolean {
  return isLayout(layout) && hasPlatformRepository({ layout })
}

/** What is asked of the platform repository. */
export const PLATFORM_REPOSITORY_QUESTIONS: readonly Question[] = [
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
    when: (answers) => hasPlatform(answers) && answerAt(answers, 'git.provider') === 'git',
  },
  {
    field: 'platform.secret',
    flag: 'platform-secret',
    value: 'name',
    message: 'Secret with the credentials of the platform repository (none when it is public)',
    help: 'Secret in flux-system with the credentials of the platform repository; none when it is public',
    type: 'input',
    // Nearly all are private, and what is asked for in vain is easier to see than what is missing.
    default: () => 'platform-auth',
    none: 'none',
    when: hasPlatform,
  },
  {
    field: 'platform.promotion',
    value: 'kind',
    message: 'How production follows the platform repository',
    help: 'How production follows the platform repository; the other environments follow its main branch',
    type: 'select',
    choices: () => choicesAt('platform', 'promotion'),
    default: () => 'branch',
    when: hasPlatform,
  },
]
