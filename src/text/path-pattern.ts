/**
 * Tells which paths a pattern means: a file, a folder with all that is below it, or either with `*` for any part of a
 * name, `?` for one letter of it and `**` for any folders.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const parts = pattern
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '')
    .split('/')
  const body = parts.map((part, index) => {
    const isLast = index === parts.length - 1
    if (part === '**') return isLast ? '.*' : '(?:[^/]+/)*'
    const name = part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    return name.replaceAll(/\*+/g, '[^/]*').replaceAll('?', '[^/]') + (isLast ? '' : '/')
  })
  const expression = new RegExp(`^${body.join('')}(?:/.*)?$`)
  return (path) => expression.test(path)
}
