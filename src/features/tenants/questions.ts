import type { Answers, Question } from '../../fleet/questions/question.ts'
import { isLayout, isLockedDown } from '../../fleet/schema/layouts.ts'

/** Whether the answers so far are those of a fleet that can have tenants. */
export function hasTenants({ layout }: Answers): boolean {
  return isLayout(layout) && isLockedDown({ layout })
}

/** What is asked of the tenants of a new fleet. */
export const TENANTS_QUESTIONS: readonly Question[] = [
  {
    field: 'tenants',
    flag: 'tenant',
    value: 'NAME[,key=value…]',
    repeatable: true,
    message: 'Tenants, separated by commas ("none" for none yet)',
    help: 'A tenant, in the layouts multi-tenant and multi-repo; may be given several times',
    type: 'list',
    none: 'none',
    default: () => ['team-a'],
    when: hasTenants,
  },
]

/** What flags and file say of all tenants. */
export const TENANCY_QUESTIONS: readonly Question[] = [
  {
    field: 'tenancy.serviceAccount',
    flag: 'tenant-account',
    value: 'name',
    message: "ServiceAccount that Flux acts as in a tenant's namespace",
    type: 'input',
    unasked: true,
  },
  {
    field: 'tenancy.sources',
    flag: 'allowed-source',
    value: 'prefix/',
    repeatable: true,
    message:
      "A prefix of sources that tenants may use besides their own; by default those of the fleet's owner",
    type: 'list',
    unasked: true,
  },
  {
    field: 'tenancy.secretStores',
    flag: 'tenant-secret-store',
    value: 'name',
    repeatable: true,
    message: 'A ClusterSecretStore that tenants may use; by default none',
    type: 'list',
    unasked: true,
  },
  {
    field: 'tenancy.priorityClasses',
    flag: 'tenant-priority-class',
    value: 'name',
    repeatable: true,
    message: 'A PriorityClass that pods of tenants may have; by default none',
    type: 'list',
    unasked: true,
  },
]
