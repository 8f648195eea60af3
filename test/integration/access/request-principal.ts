import type { RateLimits } from '../../../src/access/rights/settings.js'
import type { RequestPrincipal } from '../../../src/server/http/context-request.js'
import { localAdministrator } from '../../support/unrestricted.js'

/** A principal with these rates and roles, and the rights of an administrator. */
export function requestPrincipal({
  id,
  limits = {},
  roles = [],
}: {
  readonly id: string
  readonly limits?: RateLimits
  readonly roles?: readonly string[]
}): RequestPrincipal {
  const administrator = localAdministrator([])
  return { ...administrator, id, limits, principal: { ...administrator.principal, id, roles } }
}
