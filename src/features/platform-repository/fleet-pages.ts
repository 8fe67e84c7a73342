import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { fileUrl } from '../../render/documents/web-links.ts'
import { markdownCode } from '../../text/markdown.ts'

/**
 * Where the pages are that are kept in step with the fleet, as Markdown. What is written once in another
 * repository links to them, instead of saying what would not be true for long.
 */
export function fleetPages({ fleet, fleetRepository: repository }: ResolvedFleet) {
  const { name, url, webUrl } = repository
  const link = (text: string, page: string | undefined, otherwise: string) =>
    page === undefined ? otherwise : `[${text}](${page})`
  return {
    fleetRepository: link(name, webUrl, markdownCode(url)),
    fleet: link('docs/fleet.md', fileUrl(fleet, repository, 'docs/fleet.md'), '`docs/fleet.md`'),
    tenancy: link(
      "platform's page on tenancy",
      fileUrl(fleet, repository, 'docs/tenancy.md'),
      `platform's page on tenancy, \`docs/tenancy.md\` in ${markdownCode(url)}`,
    ),
  }
}
