import type { CostLimits } from './limits.js'

/** What a role sets. */
export type RoleCostLimits = { readonly [limit in keyof CostLimits]?: number | undefined }

/**
 * What one operation of a principal may cost: for each limit, what the most generous of its roles gives; where a role
 * does not set it, that is the limit of the server.
 * @param roles the limits that its roles set; empty: none of them sets any.
 */
export function limitsForRoles(server: CostLimits, roles: readonly RoleCostLimits[]): CostLimits {
  if (roles.length === 0) return server
  const most = (limit: keyof CostLimits): number => Math.max(...roles.map((role) => role[limit] ?? server[limit]))
  return {
    records: most('records'),
    lists: most('lists'),
    vendorRequests: most('vendorRequests'),
    bytes: most('bytes'),
  }
}

/** The same, computed once for each combination of roles. */
export class PrincipalLimits {
  readonly #known = new WeakMap<readonly RoleCostLimits[], CostLimits>()

  constructor(private readonly server: CostLimits) {}

  /** @param roles the same object each time; undefined: none of its roles sets any. */
  of(roles: readonly RoleCostLimits[] | undefined): CostLimits {
    if (roles === undefined) return this.server
    const known = this.#known.get(roles)
    if (known !== undefined) return known
    const limits = limitsForRoles(this.server, roles)
    this.#known.set(roles, limits)
    return limits
  }
}
