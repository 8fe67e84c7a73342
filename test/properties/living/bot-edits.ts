import type { Draw } from '../../tree/merge/trial/draw.ts'

const SHA = '3df4ab11eba7bda6032a0b82a6bb43b11571feac'
const DIGEST = `sha256:${'9f86d081884c7d65'.repeat(4)}`

/** The version in a line moved, as Renovate or image automation does it; undefined for a line without one. */
export function moveVersion(line: string, draw: Draw): string | undefined {
  const bump = (text: string) => text.replace(/\d+/, (digits) => String(Number(digits) + 1 + draw.below(3)))
  const range = /^(\s*(?:semver|version|tag): ["']?)(v?\d[\w.]*)(["']?)$/.exec(line)
  if (range !== null) return `${range[1]}${bump(range[2]!)}${range[3]}`
  const digest = /^(\s*digest: )sha256:\w+$/.exec(line)
  if (digest !== null) return `${digest[1]}${DIGEST.replace('9', String(draw.below(9)))}`
  const image = /^(\s*(?:- )?image: [^\s:@]+:)(v?\d[\w.-]*)$/.exec(line)
  if (image !== null)
    return `${image[1]}${bump(image[2]!)}${draw.pick(['', `@${DIGEST}`, ' # {"$imagepolicy": "a:b"}'])}`
  const action = /^(\s*(?:- )?uses: [^@\s]+@)(v\d[\d.]*)$/.exec(line)
  if (action !== null) return `${action[1]}${SHA} # ${bump(action[2]!)}`
  return undefined
}

/** A text in which an updater moved about half of the versions; undefined if there is none to move. */
export function moveVersions(draw: Draw, text: string): string | undefined {
  const moved = text
    .split('\n')
    .map((line) => (draw.oneIn(2) ? (moveVersion(line, draw) ?? line) : line))
    .join('\n')
  return moved === text ? undefined : moved
}
