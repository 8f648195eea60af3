import { LOCAL_PRINCIPAL, unrestrictedAccess } from '../../src/access/rights/rights.js'
import { viewOf } from '../../src/access/rows/row-view.js'
import type { RequestPrincipal } from '../../src/server/http/context-request.js'

interface Named {
  readonly name: string
}

/** The rights of an administrator over these sources. */
export const accessTo = (sources: readonly Named[]) => unrestrictedAccess(sources.map(({ name }) => name))

/** The view of an administrator: every row, as it is. */
export const everyRow = viewOf(unrestrictedAccess([]), 'any source', 'calls', 'source')

/** What a call to these sources needs: a signal that never fires, and the rights of an administrator. */
export const callOn = (sources: readonly Named[]) => ({
  signal: new AbortController().signal,
  access: accessTo(sources),
})

/** An administrator of these sources, as a step of the pipeline attaches it. */
export function localAdministrator(sources: readonly Named[]): RequestPrincipal {
  const access = accessTo(sources)
  return { sharingKey: access.fingerprint, id: LOCAL_PRINCIPAL.id, principal: LOCAL_PRINCIPAL, access, limits: {} }
}
