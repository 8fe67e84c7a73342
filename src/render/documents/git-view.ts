import { pathInRepository } from '../../fleet/resolve/flux-path.ts'
import { cloneUrl, webUrl } from '../../fleet/resolve/repository-urls.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { markdownCode } from '../../text/markdown.ts'
import { PROVIDER_TITLES } from '../clusters/bootstrap.ts'
import { pointersOf } from '../repository/outer-repository.ts'

/** What documents say of where the fleet's own repository is. */
export function gitView(fleet: Fleet) {
  const { provider, branch } = fleet.git
  const url = cloneUrl(fleet)
  const web = webUrl(fleet)
  return {
    branch,
    url,
    /** Its page in a browser, else its URL, as Markdown. */
    link: web === undefined ? markdownCode(url) : `<${web}>`,
    providerTitle: PROVIDER_TITLES[provider],
    /** Its folder there, if the repository holds something else too, and what points to it from its top. */
    subfolder: fleet.git.subfolder,
    prefix: pathInRepository(fleet, ''),
    pointers: pointersOf(fleet).map(({ path }) => posixLine(run('git', 'add', `:/${path}`))),
    /** Where a new repository is made, where it is known. */
    atProvider: provider === 'git' ? '' : ` at ${PROVIDER_TITLES[provider]}`,
  }
}
