import { isSubstituted } from '../clusters/variables.ts'

/** The environment variables of a container as they are written, sorted by name. */
export function environmentVariables(
  env: Readonly<Record<string, string>> | undefined,
): { name: string; value: string }[] | undefined {
  if (env === undefined) return undefined
  return Object.keys(env)
    .sort()
    .map((name) => ({ name, value: substitutedString(env[name]!) }))
}

/**
 * Substitution works on text from which kustomize dropped the quotes, so a value that may come out as a
 * number or boolean brings its own. Kustomize quotes other characters itself: those are left as they are.
 */
function substitutedString(value: string): string {
  const plain = /^[\w.${}:=+-]+$/.test(value) || WITH_DEFAULT.test(value)
  return plain && isSubstituted(value) && !value.includes('${quote}') ? `\${quote}${value}\${quote}` : value
}

/** One variable whose default is some text that YAML needs no quotes for. */
const WITH_DEFAULT = /^\$\{\w+:?[=-](?:(?!: | #)[^{}"'\\\n])*\}$/
