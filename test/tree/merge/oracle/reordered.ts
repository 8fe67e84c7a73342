import { byIdentity, type Identify } from './identity.ts'
import { equal, isMap, type Plain } from './plain.ts'

/**
 * Whether entries of a list that has identities changed places. Who moves where then is open, so trials leave
 * that to fixtures.
 * @param before the documents of a file, or what is below `key` in one
 */
export function isReordered(
  before: Plain | undefined,
  after: Plain | undefined,
  identify: Identify,
  key = 'documents',
): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    const identity = identify(key, [before, after])
    if (!identity) return key === 'documents' && isReordered(before[0], after[0], identify, '')
    const [old, fresh] = [byIdentity(before, identity), byIdentity(after, identity)]
    const common = [...old.keys()].filter((id) => fresh.has(id))
    const stillThere = [...fresh.keys()].filter((id) => old.has(id))
    if (!equal(common, stillThere)) return true
    return common.some((id) => isReordered(old.get(id), fresh.get(id), identify, ''))
  }
  if (!isMap(before) || !isMap(after)) return false
  return Object.keys(before).some((name) => isReordered(before[name], after[name], identify, name))
}
