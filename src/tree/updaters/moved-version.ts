const DIGEST = 'sha256:[0-9a-f]{64}'
const COMMIT = /^[0-9a-f]{40}$/
/** One version, or a part of one with wildcards. */
const PART = String.raw`v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))*(?:[-+][\w.+-]+)?`
const COMPARED = new RegExp(String.raw`^(?:[<>]=?|=|\^|~>?)?\s*${PART}$`)
/** What registries allow as a tag, and images are found by: `main-3f2a91c-1764547200` too. */
const TAG = /^(?=.*\d)[A-Za-z0-9_][\w.+-]{0,127}$/
const IMAGE = new RegExp(
  `^(?<name>[^\\s@]+?)(?::(?<tag>[A-Za-z0-9_][\\w.-]{0,127}))?(?:@(?<digest>${DIGEST}))?$`,
)
const PINNED = new RegExp(`@${DIGEST}$`)

/** Keys of YAML and JSON, and variables of shells and CI, whose value is a version. */
const VERSION_KEY = /(?:version|semver|tag|digest)$/i
const IMAGE_KEY = /image$/i
/** A version of an API says how a file is read: no updater moves it. */
const API_VERSION = /^apiversion$/i

/** A value of a line, and what says that it is a version. */
export interface Versioned {
  key: string
  value: string
  /** Whether a comment above says where Renovate looks for newer ones. */
  isFollowed: boolean
}

/** Whether a value is another version, tag or digest of the same as before. */
export function isMovedVersion({ key, value: from, isFollowed }: Versioned, to: string): boolean {
  if (key === 'uses') return isMovedAction(from, to)
  if (IMAGE_KEY.test(key)) return isMovedImage(from, to)
  const isVersion = (VERSION_KEY.test(key) && !API_VERSION.test(key)) || isFollowed
  if (isVersion && isVersionLike(from) && isVersionLike(to)) return true
  return (isFollowed && isMovedImage(from, to)) || isMovedAddress(from, to)
}

/** Whether a text is a version, a range of them, a tag that holds a number, or a digest. */
export function isVersionLike(text: string): boolean {
  const version = text.replace(PINNED, '')
  if (new RegExp(`^${DIGEST}$`).test(version) || TAG.test(version)) return true
  const parts = version
    .replaceAll(/([<>=^~]) +/g, '$1')
    .split(/\s*\|\|\s*|\s*,\s*|\s+-\s+|\s+/)
    .filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => COMPARED.test(part)) && /\d/.test(version)
}

/** An image of the same name, with another tag, or with a digest behind it. */
function isMovedImage(from: string, to: string): boolean {
  const [was, now] = [from, to].map((image) => IMAGE.exec(image)?.groups)
  if (was === undefined || now === undefined || was.name !== now.name) return false
  const tags = [was.tag, now.tag].filter((tag) => tag !== undefined)
  const hasSameTag = was.tag === now.tag
  return (
    (hasSameTag || tags.every((tag) => TAG.test(tag))) && (was.digest ?? now.digest ?? tags[0]) !== undefined
  )
}

/** A step of a workflow: `owner/repository/path@reference`. */
function isMovedAction(from: string, to: string): boolean {
  const [was, now] = [from, to].map((step) => /^([^@\s]+)@(\S+)$/.exec(step))
  if (was == null || now == null || was[1] !== now[1]) return false
  return [was[2]!, now[2]!].every((reference) => COMMIT.test(reference) || isVersionLike(reference))
}

/** A remote file or folder of a release. */
function isMovedAddress(from: string, to: string): boolean {
  const release = /([?&]ref=|\/releases\/download\/)([^&/\s]+)/g
  const mask = (text: string) => text.replace(release, '$1')
  const versions = [from, to].flatMap((text) => [...text.matchAll(release)].map((found) => found[2]!))
  return versions.length > 0 && mask(from) === mask(to) && versions.every(isVersionLike)
}
