// Several principals with different rights over one stack, each with an API key.

import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import type { GraphAnswer, Stack } from '../../support/stack.js'

interface KeyedPrincipal {
  readonly role: string
  readonly tenant?: string
}

/** The keys `auth`, `roles` and `tenants` of a configuration, and the header of each principal. */
export function keyedPrincipals<Name extends string>(
  named: Readonly<Record<Name, KeyedPrincipal>>,
  rights: { readonly roles: object; readonly tenants?: object },
) {
  const keys: Record<string, object> = {}
  const headers: Record<string, Readonly<Record<string, string>>> = {}
  for (const [name, principal] of Object.entries<KeyedPrincipal>(named)) {
    const { key, sha256 } = createApiKey()
    keys[name] = { sha256: [sha256], ...principal }
    headers[name] = { 'x-api-key': key }
  }
  return {
    access: { auth: { keys }, tenants: {}, ...rights },
    /** Sends an operation as one of them. */
    ask: (stack: Stack, name: Name, document: string, variables?: object, more: object = {}): Promise<GraphAnswer> =>
      stack.query(document, variables, { ...headers[name], ...more }),
  }
}
