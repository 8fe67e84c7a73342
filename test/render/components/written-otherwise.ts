/** What people, their editors and their machines do to a file, without saying anything else. */
export const WRITTEN_OTHERWISE: Record<string, (text: string) => string> = {
  'a comment behind the version': (text) =>
    text.replace(/((?:semver|version|tag): .*)/g, '$1 # until the migration'),
  'a comment behind the version, without a final newline': (text) =>
    text.replace(/((?:semver|version|tag): .*)/g, '$1 # "ours"').trimEnd(),
  'an empty line above the ref': (text) => text.replace(/\n {2}ref:/, '\n\n  ref:'),
  'empty lines below a comment of Renovate': (text) => text.replace(/(# renovate: .*)/g, '$1\n\n  '),
  'other keys between': (text) => text.replace(/\n {2}ref:/, '\n  provider: generic\n  # ours\n  ref:'),
  'a comment at the start of a line between': (text) => text.replace(/\n {2}ref:/, '\n# ours\n  ref:'),
  'a comment behind the address': (text) => text.replace(/(url: .*)/, '$1 # a mirror'),
  'double quotes': (text) => text.replace(/(url|semver|version|tag): (\S+)$/gm, '$1: "$2"'),
  'single quotes': (text) => text.replace(/(url|semver|version|tag): (\S+)$/gm, "$1: '$2'"),
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'blanks at the ends': (text) => text.replaceAll('\n', ' \n'),
  'four blanks as indentation': (text) => text.replace(/^ +/gm, (blanks) => blanks.repeat(2)),
  'wide gaps': (text) => text.replace(/(url|semver|version|tag): /g, '$1:   '),
}
