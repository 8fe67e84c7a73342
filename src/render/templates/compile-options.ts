/** How every template is compiled: values land as they are, a name that the model lacks is an error. */
export const COMPILE_OPTIONS = {
  noEscape: true,
  strict: true,
  preventIndent: true,
  knownHelpers: {
    scalar: true,
    yaml: true,
    indent: true,
    eq: true,
    join: true,
    names: true,
    codes: true,
    yesNo: true,
    cells: true,
    code: true,
    shell: true,
    table: true,
    fenced: true,
  },
} as const
