import type { ListDeclaration } from '../contract.js'
import { decodeActiveCalls } from './answer.js'
import { customerPushdown, problemOf, statePushdown, toParameters } from './parameters.js'
import type { MorSettings } from './settings.js'
import { activeCallFields, toOrderTime } from './to-active-call.js'

// active_calls_get: every call at once. Vendor document, "Parameters" and "Returns".

type ActiveCalls = ListDeclaration<'activeCalls'>

/** The conditions that only MOR knows are not in its rows: the gateway could not check them again. */
const pushdown: ActiveCalls['pushdown'] = {
  number: 'none',
  caller: 'none',
  callee: 'none',
  state: statePushdown,
  direction: 'none',
  // src_device_id; s_device cannot be asked for without its user.
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

/** `u` is the first of the documented parameters, and always sent; the hash is added when the request is signed. */
export const activeCallsOf = (settings: MorSettings): ActiveCalls => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  // One customer's calls by s_user_id are less than all of them; those of many customers are not.
  manyAtOnce: { under: {}, worth: 4, has: 'all' },
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
  orderTime: toOrderTime(settings),
  fields: activeCallFields(settings),
})
