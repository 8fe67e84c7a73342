import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { titledValuesAt } from '../../fleet/schema/labels-at.ts'

/** How a sentence calls the Git providers. */
export const PROVIDER_TITLES = Object.fromEntries(
  titledValuesAt(['git', 'provider']).map(({ value, title, inSentence }) => [value, inSentence ?? title]),
) as Record<Fleet['git']['provider'], string>

/** The environment variable that `flux bootstrap` reads the access token of a provider from. */
export const TOKEN_VARIABLES: Record<Fleet['git']['provider'], string | undefined> = {
  github: 'GITHUB_TOKEN',
  gitlab: 'GITLAB_TOKEN',
  gitea: 'GITEA_TOKEN',
  'bitbucket-server': 'BITBUCKET_TOKEN',
  git: undefined,
}
