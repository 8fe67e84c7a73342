import type { Fleet } from '../../fleet/schema/fleet-schema.ts'

/** How people call the Git providers. */
export const PROVIDER_TITLES: Record<Fleet['git']['provider'], string> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  gitea: 'Gitea or Forgejo',
  'bitbucket-server': 'Bitbucket Server',
  git: 'your Git server',
}

/** The environment variable that `flux bootstrap` reads the access token of a provider from. */
export const TOKEN_VARIABLES: Record<Fleet['git']['provider'], string | undefined> = {
  github: 'GITHUB_TOKEN',
  gitlab: 'GITLAB_TOKEN',
  gitea: 'GITEA_TOKEN',
  'bitbucket-server': 'BITBUCKET_TOKEN',
  git: undefined,
}
