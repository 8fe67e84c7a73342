/**
 * The file of a tenant's private age key, which never enters Git.
 * @param name of its objects
 */
export function tenantKeyPath(name: string): string {
  return `.age/tenants/${name}.agekey`
}
