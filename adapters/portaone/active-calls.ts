import type { ListDeclaration } from '../contract.js'
import { decodeList } from './answers.js'
import { isCall, ownersOf } from './call-records.js'
import { toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'
import { activeCallFields, isIdentified } from './to-active-call.js'
import { startOf } from './to-call.js'

// BillingSession/get_active_sessions_list: all sessions that are being charged for, in one response. Sessions of other
// services, such as data, are left out where a row says so.

/** The list of calls in progress, with the settings of one source. */
export const activeCallsOf = (settings: PortaoneSettings): ListDeclaration<'activeCalls'> => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  pushdown: {
    number: 'none',
    caller: 'none',
    callee: 'none',
    state: 'none',
    direction: 'none',
    accountId: 'none',
    customerId: 'none',
    minDurationSeconds: 'none',
  },
  request: () => toRequest('BillingSession/get_active_sessions_list', { actual: 'Y' }),
  decode: decodeList({ list: 'active_session_list', isKeyed: isIdentified, belongs: isCall }),
  // One list serves all viewers: it cannot be requested for one customer.
  owners: { ...ownersOf(settings), completeByCustomer: false },
  orderTime: startOf,
  ticking: ['duration'],
  fields: activeCallFields(settings),
})
