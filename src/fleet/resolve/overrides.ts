const overrides = new WeakMap<object, ReadonlyMap<string, unknown>>()

/**
 * What a component or tenant has differently in an environment. Looked up by name: a fleet may have hundreds
 * of environments.
 */
export function overrideIn<Override extends { environment: string }>(
  { overrides: list }: { overrides?: readonly Override[] | undefined },
  environment: string | undefined,
): Override | undefined {
  if (list === undefined || environment === undefined) return undefined
  const known = overrides.get(list) ?? new Map(list.map((override) => [override.environment, override]))
  overrides.set(list, known)
  return known.get(environment) as Override | undefined
}
