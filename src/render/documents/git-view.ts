import { cloneUrl, webUrl } from '../../fleet/resolve/repository-urls.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { markdownCode } from '../../text/markdown.ts'
import { PROVIDER_TITLES } from '../clusters/bootstrap.ts'

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
    /** Where a new repository is made, where it is known. */
    atProvider: provider === 'git' ? '' : ` at ${PROVIDER_TITLES[provider]}`,
  }
}
