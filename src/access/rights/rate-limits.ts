import type { Scope } from './scopes.js'
import type { Rate, RateLimits, RoleSettings } from './settings.js'

/** Which of a principal's roles limit what: only those that allow it at all, so that no other role lifts the limit. */
const ENDS_CALLS: readonly Scope[] = ['control:disconnect', 'control:disconnect-bulk']
const PLACES_CALLS: readonly Scope[] = ['control:make']

/** The limits of a principal with several roles: what the most generous of those that allow the action gives. */
export function uniteRateLimits(roles: readonly RoleSettings[]): RateLimits {
  const allowing = (scopes: readonly Scope[]) =>
    roles.filter((role) => scopes.some((scope) => role.scopes.includes(scope)))
  const limits = (some: readonly RoleSettings[]) => some.map(({ rate }) => rate)
  const concurrent = limits(roles).map((rate) => rate.concurrent)
  return {
    requests: fastest(limits(roles).map((rate) => rate.requests)),
    cost: fastest(limits(roles).map((rate) => rate.cost)),
    concurrent: concurrent.includes(undefined)
      ? undefined
      : Math.max(...concurrent.filter((most) => most !== undefined)),
    disconnects: fastest(limits(allowing(ENDS_CALLS)).map((rate) => rate.disconnects)),
    makeCalls: fastest(limits(allowing(PLACES_CALLS)).map((rate) => rate.makeCalls)),
    operations: roles.some(({ limits: own }) => own !== undefined)
      ? roles.map(({ limits: own = {} }) => own)
      : undefined,
  }
}

const perMs = ({ count, periodMs }: Rate): number => count / periodMs

/** The highest of some rates; none when one of them is no limit, or there are none. */
function fastest(rates: readonly (Rate | undefined)[]): Rate | undefined {
  const [first, ...others] = rates
  return others.reduce((best, rate) => {
    if (best === undefined || rate === undefined) return undefined
    const isFaster = perMs(rate) > perMs(best) || (perMs(rate) === perMs(best) && rate.count > best.count)
    return isFaster ? rate : best
  }, first)
}
