// Principals with different rights over one stack, each with an API key.

import { createApiKey } from '../../src/access/sign-in/api-key.js'
import type { GraphAnswer, Stack } from '../graph/stack.js'

/** A role, as in the configuration; every source unless it says otherwise. */
export type Role = Readonly<Record<string, unknown>>

/** The keys `auth` and `roles` of a configuration with one principal for each role, and how to send operations as one. */
export function keyedRoles<Name extends string>(roles: Readonly<Record<Name, Role>>) {
  const keys: Record<string, object> = {}
  const headers: Record<string, Readonly<Record<string, string>>> = {}
  for (const role of Object.keys(roles)) {
    const { key, sha256 } = createApiKey()
    keys[role] = { sha256: [sha256], role }
    headers[role] = { 'x-api-key': key }
  }
  const everywhere = Object.entries<Role>(roles).map(([name, role]) => [name, { sources: { '*': 'all' }, ...role }])
  return {
    access: { auth: { keys }, roles: Object.fromEntries(everywhere), tenants: {} },
    headersOf: (name: Name) => headers[name],
    ask: (stack: Stack, name: Name, document: string, variables?: object): Promise<GraphAnswer> =>
      stack.query(document, variables, headers[name]),
  }
}
