/** The name that the program was started by; undefined where the name says nothing, as with `node dist/cli.js`. */
export type StartedAs = 'flux-fleet' | 'create-flux-fleet' | undefined

/** @param script what Node runs, as it was called: links such as those of npm keep their name */
export function startedAs(script: string | undefined): StartedAs {
  const name = (script ?? '').replace(/^.*[/\\]/, '').replace(/\.(js|cmd|exe)$/, '')
  return name === 'flux-fleet' || name === 'create-flux-fleet' ? name : undefined
}
