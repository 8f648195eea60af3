// Principals with different rights over one stack, each with an API key.

import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import type { GraphAnswer, Stack } from '../../support/stack.js'

/** A role, as in the configuration; every source unless it says otherwise. */
export type Role = Readonly<Record<string, unknown>>

/**
 * The keys `auth` and `roles` of a configuration, and how to send operations as a principal.
 * @param roles one principal for each, of the same name.
 * @param several principals with several roles.
 */
export function keyedRoles<Name extends string, Other extends string = never>(
  roles: Readonly<Record<Name, Role>>,
  several?: Readonly<Record<Other, Readonly<Record<string, Role>>>>,
) {
  const keys: Record<string, object> = {}
  const headers: Record<string, Readonly<Record<string, string>>> = {}
  const all: Record<string, Role> = {}
  const add = (name: string, own: Readonly<Record<string, Role>>): void => {
    const { key, sha256 } = createApiKey()
    keys[name] = { sha256: [sha256], role: Object.keys(own) }
    headers[name] = { 'x-api-key': key }
    for (const [role, settings] of Object.entries(own)) all[role] = { sources: { '*': 'all' }, ...settings }
  }
  for (const [name, role] of Object.entries<Role>(roles)) add(name, { [name]: role })
  for (const [name, own] of Object.entries<Readonly<Record<string, Role>>>(several ?? {})) add(name, own)
  return {
    access: { auth: { keys }, roles: all, tenants: {} },
    headersOf: (name: Name | Other) => headers[name],
    ask: (stack: Stack, name: Name | Other, document: string, variables?: object): Promise<GraphAnswer> =>
      stack.query(document, variables, headers[name]),
  }
}
