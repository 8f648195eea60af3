import type { Declaration } from '../../adapters/contract.js'
import type { SourceConfiguration } from './schema.js'

/** Replaces the declared orders by the configured ones: the vendor's documentation may be wrong about the order. */
export function withOrder(declaration: Declaration, orders: SourceConfiguration['common']['order'] = {}): Declaration {
  const { calls, sessions, sipAccounts, activeCalls, customers } = declaration.lists
  return {
    ...declaration,
    lists: {
      ...(calls === undefined ? {} : { calls: { ...calls, order: orders.calls ?? calls.order } }),
      ...(sessions === undefined ? {} : { sessions: { ...sessions, order: orders.sessions ?? sessions.order } }),
      ...(sipAccounts === undefined
        ? {}
        : { sipAccounts: { ...sipAccounts, order: orders.sipAccounts ?? sipAccounts.order } }),
      ...(activeCalls === undefined
        ? {}
        : { activeCalls: { ...activeCalls, order: orders.activeCalls ?? activeCalls.order } }),
      ...(customers === undefined ? {} : { customers: { ...customers, order: orders.customers ?? customers.order } }),
    },
  }
}
