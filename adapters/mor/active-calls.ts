import type { ListDeclaration, Row, RowOwners } from '../contract.js'
import { toText } from '../wire/field-readers.js'
import { decodeActiveCalls } from './answer.js'
import { customerPushdown, problemOf, statePushdown, toParameters } from './parameters.js'
import type { MorSettings } from './settings.js'
import { activeCallFields, DESTINATION, SOURCE, toOrderTime } from './to-active-call.js'

// active_calls_get: all calls in one response. Vendor document, "Parameters" and "Returns".

type ActiveCalls = ListDeclaration<'activeCalls'>

/** Rows do not contain the values of MOR's own conditions, so the gateway cannot check them again. */
const pushdown: ActiveCalls['pushdown'] = {
  number: 'none',
  caller: 'none',
  callee: 'none',
  state: statePushdown,
  direction: 'none',
  // In rows it is src_device_id; the parameter s_device requires the user.
  accountId: 'none',
  customerId: customerPushdown,
  minDurationSeconds: 'none',
  'mor.didPrefix': 'exact',
  'mor.providerId': 'exact',
  'mor.userId': 'exact',
  'mor.deviceId': 'exact',
  'mor.destinationUserId': 'exact',
  'mor.destinationDeviceId': 'exact',
  'mor.destinationPrefix': 'exact',
  'mor.destinationGroupId': 'exact',
  'mor.sourcePrefix': 'exact',
  'mor.serverId': 'exact',
  'mor.country': 'exact',
}

const userId = (row: Row): string | null => toText(row['user_id'])
const destinationUserId = (row: Row): string | null => toText(row['dst_user_id'])

/**
 * A call belongs to its calling and its called user. `s_user_id` finds only the calls that a user makes. MOR does not show
 * providers to ordinary users.
 */
const owners: RowOwners = {
  from: ['user_id', 'dst_user_id'],
  read: (row) => [...new Set([userId(row), destinationUserId(row)].filter((id) => id !== null))],
  parties: [
    { customer: userId, fields: SOURCE },
    { customer: destinationUserId, fields: DESTINATION },
    { customer: () => null, fields: ['provider_id', 'provider_name'] },
  ],
  completeByCustomer: false,
  conditions: {
    'mor.userId': 'customer',
    'mor.destinationUserId': 'customer',
    'mor.providerId': 'hidden',
    'mor.serverId': 'hidden',
  },
}

/** `u` is the first of the documented parameters, and always sent; the hash is added when the request is signed. */
export const activeCallsOf = (settings: MorSettings): ActiveCalls => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  // Reading one customer's calls by s_user_id costs less than reading all calls; for many customers it does not.
  bulkReading: { under: {}, worth: 4, has: 'all' },
  pushdown,
  problem: problemOf,
  request: ({ filter }) => ({
    operation: 'active_calls_get',
    method: 'POST',
    path: '/api/active_calls_get',
    body: { kind: 'form', fields: [['u', settings.auth.username], ...toParameters(filter)] },
    repeatable: true,
    accept: 'text/xml, application/xml, text/html',
  }),
  decode: decodeActiveCalls,
  owners,
  orderTime: toOrderTime(settings),
  ticking: ['duration'],
  fields: activeCallFields(settings),
})
