// The adapter as declared under given settings, with the parts that these tests need.

import type { Declaration, ListRequest, VendorRequest } from '../../../../adapters/contract.js'
import { portasip } from '../../../../adapters/portasip/adapter.js'
import type { ActiveCallOrder } from '../../../../schema/enums.js'
import type { ActiveCallFilter } from '../../../../schema/filters.js'

export const DIGEST = { auth: { username: 'weblogin', password: 'demo-password' } }

/** @throws where the declaration has no list of active calls, no control or no statistics. */
export function declared(settings: unknown = DIGEST) {
  const declaration: Declaration = portasip.declare(settings)
  const { lists, control, activeCallStats } = declaration
  if (lists.activeCalls === undefined || activeCallStats === undefined) throw new Error('not declared')
  const { disconnectCall, disconnectAccount, disconnectCustomer } = control
  if (disconnectCall === undefined || disconnectAccount === undefined || disconnectCustomer === undefined)
    throw new Error('no control')
  return {
    declaration,
    list: lists.activeCalls,
    stats: activeCallStats,
    disconnectCall,
    disconnectAccount,
    disconnectCustomer,
  }
}

export const snapshotOf = (filter: ActiveCallFilter, orderBy?: ActiveCallOrder): ListRequest<ActiveCallFilter> => ({
  filter,
  window: { style: 'snapshot' },
  detail: 'condensed',
  ...(orderBy === undefined ? {} : { orderBy }),
})

/** What explain shows of a request: its parameters by name. */
export const parametersOf = ({ body }: VendorRequest): Record<string, string> =>
  body?.kind === 'text' ? Object.fromEntries(body.parameters) : {}

export const textOf = ({ body }: VendorRequest): string => (body?.kind === 'text' ? body.text : '')
