import type { Access } from './access.js'
import { NOTHING, type SourceRights } from './grants.js'
import type { Mask } from './masks.js'
import { SCOPE_OF_LIST, type SourceScope } from './scopes.js'

const READS_OF_LISTS: ReadonlySet<SourceScope> = new Set(Object.values(SCOPE_OF_LIST))

/** Rights that read only those records on which another scope gives rights, too: who acts on a call must see it. */
export function narrowReads(access: Access, scope: SourceScope): Access {
  const rightsTo = (wanted: SourceScope, source: string): SourceRights => {
    const rights = access.rightsTo(wanted, source)
    return READS_OF_LISTS.has(wanted) ? intersect(rights, access.rightsTo(scope, source)) : rights
  }
  return {
    fingerprint: `${access.fingerprint} ${scope}`,
    isUnrestricted: false,
    may: (wanted) => access.may(wanted),
    rightsTo,
    mayRead: (source, list) => rightsTo(SCOPE_OF_LIST[list], source) !== NOTHING,
    customersOf(source, wanted) {
      const { everyone, customers } = rightsTo(wanted, source)
      return everyone === null ? new Set(customers.keys()) : 'all'
    },
  }
}

/** The rows that both rights cover, under the masks of the first. */
function intersect(read: SourceRights, limit: SourceRights): SourceRights {
  if (limit.everyone !== null) return read
  const customers = new Map<string, Mask>()
  for (const customer of limit.customers.keys()) {
    const mask = read.customers.get(customer) ?? read.everyone
    if (mask !== null) customers.set(customer, mask)
  }
  return customers.size === 0 ? NOTHING : { everyone: null, customers }
}
