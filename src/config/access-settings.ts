import type { AccessSettings } from '../access/gate.js'
import { checkAccess, type Surroundings } from './access-checks.js'
import { authSettings } from './auth-settings.js'
import { type Fault, formatFault } from './config-issues.js'
import { keysOfAuth, keysOfRoles } from './json-schema.js'
import { type Parsed, type ParseOptions, parsePart } from './parse.js'
import { rolesSettings, tenantsSettings } from './rights-settings.js'

// Who may sign in, and what they may see and do: the keys `auth`, `roles` and `tenants`, checked as a whole.

/** Those keys as they stand in the file; absent ones are undefined. */
export interface AccessGiven {
  readonly auth: unknown
  readonly roles: unknown
  readonly tenants: unknown
}

/** @returns null where the file does not say how to sign in. */
export function parseAccess(
  given: AccessGiven,
  surroundings: Surroundings,
  options: Pick<ParseOptions, 'isReference'>,
): Parsed<AccessSettings | null> {
  const { auth: authGiven, roles: rolesGiven, tenants: tenantsGiven } = given
  if (authGiven === undefined) return withoutAuth(given)
  const auth = parsePart(authSettings, authGiven, { ...options, at: ['auth'], keysAt: keysOfAuth })
  const roles = parsePart(rolesSettings, rolesGiven ?? {}, { ...options, at: ['roles'], keysAt: keysOfRoles })
  const tenants = parsePart(tenantsSettings, tenantsGiven ?? {}, { ...options, at: ['tenants'] })
  const faults = [auth, roles, tenants].flatMap((part): readonly Fault[] => (part.ok ? [] : part.faults))
  if (!auth.ok || !roles.ok || !tenants.ok) return { ok: false, faults }
  const value: AccessSettings = { auth: auth.value, roles: roles.value, tenants: tenants.value }
  const others = checkAccess(value, surroundings)
  return others.length === 0 ? { ok: true, value, input: given } : { ok: false, faults: others }
}

/** Without sign-in, roles and tenants would protect nothing. */
function withoutAuth({ roles, tenants }: AccessGiven): Parsed<null> {
  const isUseless = roles !== undefined || tenants !== undefined
  const message = 'required where roles or tenants are given: how to sign in'
  return isUseless ? { ok: false, faults: [{ path: ['auth'], message }] } : { ok: true, value: null, input: null }
}

/** Warnings: keys that have expired. */
export function accessWarnings(settings: AccessSettings | null, nowMs: number): readonly string[] {
  if (settings === null || settings.auth === 'none') return []
  return Object.entries(settings.auth.keys).flatMap(([name, { expiresAtMs }]) =>
    expiresAtMs !== undefined && expiresAtMs <= nowMs
      ? [formatFault({ path: ['auth', 'keys', name, 'expires'], message: 'has passed: the key is refused' })]
      : [],
  )
}
