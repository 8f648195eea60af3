import { NOTHING, type SourceRights } from '../access/rights/grants.js'
import { classesIn } from '../access/rights/masks.js'
import type { Principal } from '../access/rights/principal.js'
import { createRights, LOCAL_PRINCIPAL, type Rights, unrestrictedAccess } from '../access/rights/rights.js'
import { isGatewayScope, SCOPE_NAMES, SOURCE_SCOPES, type SourceScope } from '../access/rights/scopes.js'
import type { Rate, RateLimits } from '../access/rights/settings.js'
import type { Configuration } from '../config/schema.js'
import { withheldScopes } from '../gateway/granted.js'
import { FELL_SHORT, type Terminal, WrongUse } from './terminal.js'

/**
 * Prints what somebody may see and do, source by source. It sends no request to a source.
 * @param name of a role or of an API key; `role/tenant` for a role that needs a tenant.
 * @returns the exit status: 1 when such a principal is refused.
 */
export function checkAs(name: string, configuration: Configuration, { print, now }: Terminal): number {
  const { access, server } = configuration
  const sources = configuration.sources.map((source) => source.name)
  if (access === null || access.auth === 'none') {
    const all = unrestrictedAccess(sources, withheldScopes(server))
    print('nobody signs in here: every client is an administrator, whatever the name')
    printRights({ ok: true, roles: [], access: all, limits: {} }, sources, print)
    return 0
  }
  const { principal, title } = principalNamed(name, configuration)
  print(title)
  if (principal.expiresAtMs !== null && principal.expiresAtMs <= now()) {
    print('refused: the key has expired')
    return FELL_SHORT
  }
  const rights = createRights(access, sources)(principal)
  if (!rights.ok) {
    const hint = principal.kind === 'local' ? `; name one: --as ${name}/<tenant>` : ''
    print(`refused with ${rights.status}: ${rights.message}${hint}`)
    return FELL_SHORT
  }
  printRights(rights, sources, print)
  return 0
}

/** @throws WrongUse when the configuration has neither a role nor a key of this name. */
function principalNamed(
  name: string,
  { access }: Configuration,
): { readonly principal: Principal; readonly title: string } {
  const roles = Object.keys(access?.roles ?? {})
  const auth = access?.auth
  const keys = auth === undefined || auth === 'none' ? {} : auth.keys
  const [role = '', tenant = null] = name.split('/', 2)
  if (roles.includes(role)) {
    const principal = { ...LOCAL_PRINCIPAL, name, id: `role:${name}`, roles: [role], tenant }
    return { principal, title: `the role ${role}${tenant === null ? '' : ` of the tenant ${tenant}`}` }
  }
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined
  if (key !== undefined) {
    const { roles: given, tenant: owner = null, expiresAtMs = null } = key
    const principal: Principal = {
      kind: 'key',
      name,
      id: `key:${name}`,
      roles: given,
      tenant: owner,
      credentialId: name,
      expiresAtMs,
    }
    const of = owner === null ? '' : ` of the tenant ${owner}`
    return { principal, title: `the key ${name}, with the roles ${given.join(', ')}${of}` }
  }
  throw new WrongUse(
    `--as: there is no role or key of this name; the roles are ${listed(roles)}, the keys ${listed(Object.keys(keys))}`,
  )
}

const listed = (names: readonly string[]): string => (names.length === 0 ? '(none)' : names.join(', '))

function printRights({ access, limits }: Rights, sources: readonly string[], print: Terminal['print']): void {
  const width = Math.max(...sources.map((name) => name.length))
  for (const source of sources) {
    const [first = 'nothing', ...others] = linesOf((scope) => access.rightsTo(scope, source))
    print(`${source.padEnd(width)}  ${first}`)
    for (const line of others) print(`${' '.repeat(width)}  ${line}`)
  }
  const gateway = SCOPE_NAMES.filter(isGatewayScope).filter((scope) => access.may(scope))
  print(`the gateway itself: ${gateway.length === 0 ? 'nothing' : gateway.join(', ')}`)
  print(`rates: ${ratesOf(limits)}`)
}

/** Scopes with the same rows and the same mask stand on one line. */
function linesOf(rightsTo: (scope: SourceScope) => SourceRights): readonly string[] {
  const scopes = new Map<string, SourceScope[]>()
  for (const scope of SOURCE_SCOPES) {
    const rights = rightsTo(scope)
    if (rights === NOTHING) continue
    const rows = rowsOf(rights)
    scopes.set(rows, [...(scopes.get(rows) ?? []), scope])
  }
  return [...scopes].map(([rows, names]) => `${names.join(', ')}: ${rows}`)
}

function rowsOf({ everyone, customers }: SourceRights): string {
  const byMask = new Map<string, string[]>()
  for (const [customer, mask] of customers) {
    const masked = maskedBy(mask)
    byMask.set(masked, [...(byMask.get(masked) ?? []), customer])
  }
  const some = [...byMask].map(([masked, names]) => `customers ${names.join(', ')}${masked}`)
  return [...(everyone === null ? [] : [`every row${maskedBy(everyone)}`]), ...some].join('; ')
}

const maskedBy = (mask: number): string => (mask === 0 ? '' : ` (masked: ${classesIn(mask).join(', ')})`)

const PERIODS: Readonly<Record<number, string>> = { 1000: 's', 60000: 'm', 3600000: 'h' }
const formatRate = ({ count, periodMs }: Rate): string => `${count}/${PERIODS[periodMs] ?? `${periodMs} ms`}`

function ratesOf({ requests, cost, concurrent, disconnects, makeCalls }: RateLimits): string {
  const rates = Object.entries({ requests, cost, disconnects, makeCalls }).flatMap(([what, rate]) =>
    rate === undefined ? [] : [`${what} ${formatRate(rate)}`],
  )
  const all = [...rates, ...(concurrent === undefined ? [] : [`${concurrent} requests at the same time`])]
  return all.length === 0 ? 'those of the gateway as a whole' : all.join(', ')
}
