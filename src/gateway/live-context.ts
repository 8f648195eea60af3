import type { Access } from '../access/rights/access.js'
import { LOCAL_PRINCIPAL } from '../access/rights/rights.js'
import type { GraphContext } from '../graphql/context.js'
import type { ContextRequest } from '../server/http/context-request.js'

/**
 * The contexts in which events of subscriptions are executed, one for equal rights: the rights are all that the resolvers
 * of an event may read of it, as these ask no vendor.
 */
export function keepContexts(create: (request: ContextRequest) => GraphContext): (access: Access) => GraphContext {
  const known = new WeakMap<Access, GraphContext>()
  return (access) => {
    const context = known.get(access) ?? create(requestOf(access))
    known.set(access, context)
    return context
  }
}

const requestOf = (access: Access): ContextRequest => ({
  headers: {},
  client: { address: 'subscriptions', proxy: null, user: null },
  signal: new AbortController().signal,
  principal: {
    sharingKey: access.fingerprint,
    id: LOCAL_PRINCIPAL.id,
    principal: LOCAL_PRINCIPAL,
    access,
    limits: {},
  },
})
