// Refuses to publish what npm could not prove the origin of, and what says of itself where it comes from wrongly.
// Runs before every `npm publish` (prepublishOnly), in the folder of the package. In a workflow of GitHub the
// repository has to be the one that it runs in, and the tag of the release the version.
import { readFileSync } from 'node:fs'

const { name, version, repository, bugs, homepage } = JSON.parse(readFileSync('package.json', 'utf8'))
const { GITHUB_REPOSITORY: origin, GITHUB_SERVER_URL: server = 'https://github.com', TAG: tag } = process.env

const address = typeof repository === 'string' ? repository : repository?.url
const report = typeof bugs === 'string' ? bugs : bugs?.url
const problems = [
  missing('repository', address),
  missing('bugs', report),
  missing('homepage', homepage),
  ...(address !== undefined && origin !== undefined && plain(address) !== plain(`${server}/${origin}`)
    ? [`"repository" is ${address}, and this is built in ${server}/${origin}: npm refuses its provenance`]
    : []),
  ...[report, homepage]
    .filter((url) => url && !/^https:\/\/[^/\s]+\/\S*$/.test(url))
    .map((url) => `"${url}" is no address of a page`),
  ...(tag !== undefined && tag !== `v${version}` ? [`the tag is ${tag}, and the version v${version}`] : []),
].filter((problem) => problem !== undefined)

if (problems.length > 0) {
  console.error(
    `${name} ${version} is not published:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  )
  process.exit(1)
}

function missing(field, value) {
  return typeof value === 'string' && value !== '' ? undefined : `package.json has no "${field}"`
}

/** An address of a repository, however npm lets it be written. */
function plain(url) {
  return url
    .replace(/^github:/, 'https://github.com/')
    .replace(/^(?=[\w.-]+\/[\w.-]+$)/, 'https://github.com/')
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .toLowerCase()
}
