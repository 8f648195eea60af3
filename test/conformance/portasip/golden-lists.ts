import type { ActiveCallOrder } from '../../../schema/enums.js'
import type { ActiveCallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { connected, older, ringing, unauthenticated } from './records.js'
import {
  answered,
  asked,
  booleanMember,
  CONNECTED,
  faulted,
  intMember,
  listOf,
  OLDER,
  RINGING,
  stringMember,
  UNAUTHENTICATED,
} from './wire.js'

const activeCalls = (filter: ActiveCallFilter, orderBy?: ActiveCallOrder): Golden['exchange'] => ({
  list: 'activeCalls',
  ask: { filter, window: { style: 'snapshot' }, detail: 'condensed', ...(orderBy === undefined ? {} : { orderBy }) },
})

export const listGoldens: readonly Golden[] = [
  {
    name: 'active calls, nothing asked for in particular',
    example: 'digest',
    exchange: activeCalls({}),
    request: asked('listActiveCalls', ''),
    response: answered(listOf(RINGING, CONNECTED, OLDER)),
    total: null,
    records: [ringing, connected, older],
  },
  {
    name: 'calls in any state, every other parameter, in trusted mode',
    example: 'trusted',
    exchange: activeCalls(
      {
        accountId: '3',
        portasip: { recursive: false, connectionId: 1, vendorId: 9, nodeId: 'node-<1>&2', allStates: true },
      },
      'LONGEST_FIRST',
    ),
    request: asked(
      'listAllCalls',
      booleanMember('recursive', 0) +
        intMember('i_account', 3) +
        intMember('i_connection', 1) +
        stringMember('order', 'longest_first') +
        stringMember('node_id', 'node-&lt;1&gt;&amp;2') +
        intMember('i_customer', 1),
    ),
    response: answered(listOf(RINGING)),
    total: null,
    records: [ringing],
  },
  {
    name: 'a state that listActiveCalls has not wholly',
    example: 'digest',
    exchange: activeCalls(
      { state: ['CONNECTED', 'SETUP'], portasip: { vendorId: 9, recursive: true } },
      'SHORTEST_FIRST',
    ),
    request: asked(
      'listAllCalls',
      booleanMember('recursive', 1) + intMember('i_vendor', 9) + stringMember('order', 'longest_last'),
    ),
    response: answered(listOf(RINGING, CONNECTED, UNAUTHENTICATED)),
    total: null,
    records: [ringing, connected, unauthenticated],
  },
  {
    name: 'an account that can be none of this switch, and the vendor order that is the default',
    example: 'trusted',
    exchange: activeCalls({ accountId: 'office-3' }, 'OLDEST_FIRST'),
    request: asked('listActiveCalls', stringMember('order', 'oldest_first') + intMember('i_customer', 1)),
    response: answered(listOf(CONNECTED, RINGING, OLDER)),
    total: null,
    records: [connected, ringing, older],
  },
  {
    name: 'a lone call, in the zone of the switch',
    example: 'trusted wholesaler',
    exchange: activeCalls({}, 'NEWEST_FIRST'),
    request: asked('listActiveCalls', intMember('i_wholesaler', 7)),
    response: answered(listOf(RINGING)),
    total: null,
    records: [{ ...ringing, startedAt: '2021-08-22T08:11:52.000Z' }],
  },
  {
    name: 'no calls',
    example: 'digest',
    exchange: activeCalls({ portasip: { allStates: false } }),
    request: asked('listActiveCalls', ''),
    response: answered('<value><array><data/></array></value>'),
    total: null,
    records: [],
  },
  {
    name: 'a fault instead of a list',
    example: 'digest',
    exchange: activeCalls({ portasip: { connectionId: 1000 } }),
    request: asked('listActiveCalls', intMember('i_connection', 1000)),
    response: faulted(400, 'No such connection'),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'a result instead of a list',
    example: 'trusted',
    exchange: activeCalls({ portasip: { nodeId: 'node-1' } }),
    request: asked('listActiveCalls', stringMember('node_id', 'node-1') + intMember('i_customer', 1)),
    response: answered(`<value><struct>${stringMember('result', 'Permission denied')}</struct></value>`),
    fault: { code: 'UNAUTHENTICATED' },
  },
]
