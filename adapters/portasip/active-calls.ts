import type { ActiveCallOrder } from '../../schema/enums.js'
import type { ActiveCallFilter } from '../../schema/filters.js'
import type { ListDeclaration, RowOwners, VendorRequest } from '../contract.js'
import { toText } from '../wire/field-readers.js'
import { STATES_LISTED_AS_ACTIVE } from './active-call-state.js'
import { decodeCalls } from './answer.js'
import { type Members, rightsOf, toInt32, toRequest } from './request.js'
import type { PortasipSettings } from './settings.js'
import { parseSippyTime } from './sippy-time.js'
import { activeCallFields, setUpAbout } from './to-active-call.js'

// listActiveCalls and listAllCalls: all calls in one response, as a bare array.

type ActiveCalls = ListDeclaration<'activeCalls'>

/** The list of calls in progress, with the settings of one source. */
export const activeCallsOf = (settings: PortasipSettings): ActiveCalls => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  widest: { portasip: { allStates: true } },
  // `order` only exists since 2020, and does not order calls that start in the same millisecond: the gateway sorts.
  order: 'none',
  pushdown,
  problem: ({ portasip }) =>
    portasip?.nodeId === '' ? 'portasip.nodeId is empty: give the name of a node, or leave it out' : null,
  request: ({ filter, orderBy }) => toListRequest(filter, orderBy, rightsOf(settings)),
  decode: decodeCalls,
  owners,
  orderTime: (row, fetchedAtMs) => parseSippyTime(row['SETUP_TIME'], settings.timeZone, setUpAbout(row, fetchedAtMs)),
  ticking: ['DURATION'],
  fields: activeCallFields(settings),
})

/**
 * A call belongs to the customer whose account makes it; a call that is not authenticated belongs to nobody. The called
 * side is a connection of the operator. The switch cannot list one customer's calls: one list serves all viewers. The
 * calls of a subcustomer name the subcustomer.
 */
const owners: RowOwners = {
  from: ['I_CUSTOMER'],
  read: (row) => {
    const customer = toText(row['I_CUSTOMER'])
    return customer === null ? [] : [customer]
  },
  parties: [{ customer: () => null, fields: ['I_CONNECTION', 'CALLEE_MEDIA_IP'] }],
  completeByCustomer: false,
  conditions: { 'portasip.vendorId': 'hidden', 'portasip.connectionId': 'hidden' },
}

const isBeyondListActiveCalls = (states: unknown): boolean =>
  Array.isArray(states) && states.some((state) => !STATES_LISTED_AS_ACTIVE.has(state))

const pushdown: ActiveCalls['pushdown'] = {
  number: 'none',
  caller: 'none',
  callee: 'none',
  // The switch cannot filter by state, but has two lists: see methodFor.
  state: (states) => (isBeyondListActiveCalls(states) ? 'superset' : 'none'),
  direction: 'none',
  // i_account is an integer. The account ids of other sources may be text: such an id matches no row of this switch.
  accountId: (accountId) => (toInt32(accountId) === null ? 'none' : 'superset'),
  customerId: 'none',
  minDurationSeconds: 'none',
  'portasip.recursive': 'exact',
  'portasip.vendorId': 'exact',
  'portasip.connectionId': 'exact',
  'portasip.nodeId': 'exact',
  'portasip.allStates': 'exact',
}

/**
 * listActiveCalls has only calls in Connected, ARComplete and WaitRoute. If the client does not set allStates, a filter
 * by a state that this list lacks, or has only in part (SETUP), is sent to listAllCalls, which has all that
 * listActiveCalls has; the gateway then removes the other states. `allStates: false` is a separate condition, "those in
 * listActiveCalls", and applies together with any state.
 */
const methodFor = ({ portasip, state }: ActiveCallFilter) =>
  (portasip?.allStates ?? isBeyondListActiveCalls(state)) ? 'listAllCalls' : 'listActiveCalls'

/**
 * NEWEST_FIRST, the default of the graph, is not sent: the gateway sorts in any case, switches from before 2020 do not
 * support the parameter, and requests without an order share one response.
 */
const ORDERS: Readonly<Record<ActiveCallOrder, string | undefined>> = {
  NEWEST_FIRST: undefined,
  OLDEST_FIRST: 'oldest_first',
  LONGEST_FIRST: 'longest_first',
  SHORTEST_FIRST: 'longest_last',
}

function toListRequest(filter: ActiveCallFilter, orderBy: ActiveCallOrder | undefined, rights: Members): VendorRequest {
  const { recursive, vendorId, connectionId, nodeId } = filter.portasip ?? {}
  const members = {
    recursive,
    i_account: toInt32(filter.accountId) ?? undefined,
    // i_connection takes precedence over i_vendor, so only one of them is sent.
    i_vendor: connectionId === undefined ? vendorId : undefined,
    i_connection: connectionId,
    order: orderBy === undefined ? undefined : ORDERS[orderBy],
    node_id: nodeId,
    ...rights,
  }
  return toRequest(methodFor(filter), members, true)
}
