const SHELL_PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/

/** An argument as a POSIX shell reads it back: quoted when it must be. */
export function shellWord(text: string): string {
  return SHELL_PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
