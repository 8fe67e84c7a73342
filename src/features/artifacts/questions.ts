import type { Question } from '../../fleet/questions/question.ts'
import { hasPlatform } from '../platform-repository/questions.ts'

/** What is asked of artifacts. */
export const ARTIFACTS_QUESTIONS: readonly Question[] = [
  {
    field: 'artifacts',
    message: 'Split the repository into artifacts, so that apps and infrastructure reconcile apart?',
    help: 'Split the repository into artifacts, so that apps and infrastructure reconcile apart',
    type: 'confirm',
    default: () => false,
    // There the platform has a repository of its own.
    when: (answers) => !hasPlatform(answers),
  },
]
