import type { Template } from './library.ts'

/**
 * A template that renders a context once. A large fleet has hundreds of environments and clusters whose files
 * are the same.
 */
export function remembered(template: Template): Template {
  const known = new Map<string, string>()
  return (context) => {
    const key = JSON.stringify(context)
    const text = known.get(key) ?? template(context)
    known.set(key, text)
    return text
  }
}
