import type { ActiveCallOrder } from '../../schema/enums.js'
import type { ActiveCallFilter } from '../../schema/filters.js'
import type { ListDeclaration, VendorRequest } from '../contract.js'
import { STATES_LISTED_AS_ACTIVE } from './active-call-state.js'
import { decodeCalls } from './answer.js'
import { type Members, rightsOf, toInt32, toRequest } from './request.js'
import type { PortasipSettings } from './settings.js'
import { parseSippyTime } from './sippy-time.js'
import { activeCallFields, setUpAbout } from './to-active-call.js'

// listActiveCalls and listAllCalls: every call at once, as a bare list.

type ActiveCalls = ListDeclaration<'activeCalls'>

/** What the list promises, under the settings of one source. */
export const activeCallsOf = (settings: PortasipSettings): ActiveCalls => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  widest: { portasip: { allStates: true } },
  // `order` exists since 2020 only, and calls that begin in the same millisecond have none: the gateway sorts.
  order: 'none',
  pushdown,
  problem: ({ portasip }) => (portasip?.nodeId === '' ? 'portasip.nodeId is empty: give the name of a node' : null),
  request: ({ filter, orderBy }) => toListRequest(filter, orderBy, rightsOf(settings)),
  decode: decodeCalls,
  orderTime: (row, fetchedAtMs) => parseSippyTime(row['SETUP_TIME'], settings.timeZone, setUpAbout(row, fetchedAtMs)),
  fields: activeCallFields(settings),
})

const isBeyondListActiveCalls = (states: unknown): boolean =>
  Array.isArray(states) && states.some((state) => !STATES_LISTED_AS_ACTIVE.has(state))

const pushdown: ActiveCalls['pushdown'] = {
  number: 'none',
  caller: 'none',
  callee: 'none',
  // The switch cannot filter by state, but it has two lists: see methodFor.
  state: (states) => (isBeyondListActiveCalls(states) ? 'superset' : 'none'),
  direction: 'none',
  // i_account is an integer. Other sources have textual account ids: such a one is checked, and found, nowhere here.
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
 * listActiveCalls has calls in Connected, ARComplete and WaitRoute only. Where nobody says which list is meant, a
 * filter by a state that this list has not, or not wholly (SETUP), asks for listAllCalls, which has all that
 * listActiveCalls has; the gateway then leaves out the other states. `allStates: false` is a condition of its own,
 * "of those in listActiveCalls", and holds beside any state.
 */
const methodFor = ({ portasip, state }: ActiveCallFilter) =>
  (portasip?.allStates ?? isBeyondListActiveCalls(state)) ? 'listAllCalls' : 'listActiveCalls'

/**
 * NEWEST_FIRST, the graph's default, is not sent: the gateway sorts anyway, a switch from before 2020 does not know
 * the parameter, and clients that ask for no order share one answer.
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
    // i_connection takes precedence over i_vendor: both are never sent.
    i_vendor: connectionId === undefined ? vendorId : undefined,
    i_connection: connectionId,
    order: orderBy === undefined ? undefined : ORDERS[orderBy],
    node_id: nodeId,
    ...rights,
  }
  return toRequest(methodFor(filter), members, true)
}
