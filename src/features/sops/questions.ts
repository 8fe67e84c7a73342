import { choicesAt } from '../../fleet/questions/choices.ts'
import { answerAt, type Question } from '../../fleet/questions/question.ts'

/** What is asked of Secrets in Git. */
export const SOPS_QUESTIONS: readonly Question[] = [
  {
    field: 'secrets.provider',
    flag: 'secrets',
    value: 'provider',
    message: 'Secrets in Git',
    type: 'select',
    choices: () => choicesAt('secrets', 'provider'),
    default: () => 'sops',
  },
  {
    field: 'secrets.recipients',
    flag: 'recipient',
    value: 'age1…',
    repeatable: true,
    optional: true,
    message: 'Public age keys you have, separated by commas (empty to make a key pair for each cluster now)',
    help: 'A public age key that may decrypt every Secret; without any, a key pair is made for each cluster',
    type: 'list',
    when: (answers) => answerAt(answers, 'secrets.provider') === 'sops',
  },
]
