// Sippy's XML-RPC, "Manage active calls": listAllCalls, listActiveCalls, disconnect*, getAccountCallStats.

import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { type ActionProof, action, argument, arrives, type DocumentedName, fields, mechanics } from './entry.js'

const active = { vendor: 'portasip', operation: 'listActiveCalls' }
const all = { vendor: 'portasip', operation: 'listAllCalls' }
const ALL_STATES = 'portasip: { allStates: true }'

/** "Data types of values in the dictionary", in its order. */
const call = {
  CLI: arrives({ 'caller.number': '+4581808888', 'caller.e164': '+4581808888' }),
  I_CONNECTION: arrives({ 'portasip.connectionId': 11 }),
  CLD: arrives({ 'callee.number': '812' }),
  CALL_ID: arrives({ sipCallId: 'd84b2a8b-44f79741@192.0.2.11' }),
  DELAY: arrives({ setupDelaySeconds: 6.102700465 }),
  DURATION: arrives({ durationSeconds: 22.704463777 }),
  CC_STATE: arrives({ vendorState: 'Connected', state: 'CONNECTED' }),
  I_CUSTOMER: arrives({ 'customer.nativeId': '12' }, 12),
  I_ENVIRONMENT: arrives({ 'portasip.environmentId': 13 }),
  I_ACCOUNT: arrives({ accountId: '223' }, 223),
  ID: arrives({ nativeId: '960' }),
  CALLER_MEDIA_IP: arrives({ 'portasip.callerMediaIp': '198.51.100.7' }),
  CALLEE_MEDIA_IP: arrives({ 'portasip.calleeMediaIp': '198.51.100.54' }),
  DIRECTION: arrives({ 'portasip.vendorDirection': 'onnet_in', direction: 'INTERNAL' }),
  NODE_ID: arrives({ 'portasip.nodeId': 'node-12345678' }),
  SETUP_TIME: arrives({ startedAt: '2026-03-03T10:11:52.250Z' }, '20260303T10:11:52.250'),
}

/** The conditions of a list; `wanted` is what selects the method, put behind each. */
const conditions = (place: typeof active, wanted: string): DocumentedName[] => {
  const list = (filter: string, portasip = '') =>
    `activeCalls(filter: { ${filter} portasip: { ${wanted} ${portasip} } })`
  const order = (name: string) => `activeCalls(filter: { portasip: { ${wanted} } }, orderBy: ${name})`
  return [
    argument(place, 'recursive', list('', 'recursive: false'), '0'),
    argument(place, 'recursive', list('', 'recursive: true'), '1'),
    argument(place, 'i_account', list('accountId: "3"'), '3'),
    argument(place, 'i_vendor', list('', 'vendorId: 4'), '4'),
    argument(place, 'i_connection', list('', 'connectionId: 5'), '5'),
    argument(place, 'order', order('OLDEST_FIRST'), 'oldest_first'),
    argument(place, 'order', order('LONGEST_FIRST'), 'longest_first'),
    argument(place, 'order', order('SHORTEST_FIRST'), 'longest_last'),
    // oldest_last
    mechanics(place, 'parameter', 'order', 'src/plan/order.ts: the newest first is the order of the gateway itself', {
      query: order('NEWEST_FIRST'),
      receives: null,
    }),
    argument(place, 'node_id', list('', 'nodeId: "node-2"'), 'node-2'),
    mechanics(
      { ...place, source: 'portasip-trusted' },
      'parameter',
      'i_customer',
      'the configuration: trusted.customerId, never a query',
      { query: `activeCalls(filter: { portasip: { ${wanted} } })`, receives: '1' },
    ),
  ]
}

/** An answer with one struct. */
const struct = (members: string): string =>
  '<?xml version="1.0"?><methodResponse><params><param><value>' +
  `<struct>${members}</struct></value></param></params></methodResponse>`
const member = (name: string, value: string): string => `<member><name>${name}</name><value>${value}</value></member>`
const OK = member('result', 'OK')
const COUNTED = struct(OK + member('count', '<int>4</int>'))

type Disconnect = 'disconnectCall' | 'disconnectAccount' | 'disconnectCustomer'

/** The mutation that ends calls at a source. */
const ending = (operation: Disconnect, source: string): string => {
  const id = JSON.stringify(toGlobalId('ActiveCall', source, '960'))
  const of = {
    disconnectCall: `id: ${id}`,
    disconnectAccount: `source: "${source}", accountId: "3"`,
    disconnectCustomer: `source: "${source}", customerId: "8"`,
  }
  return `mutation { ${operation}(${of[operation]}) { outcome disconnectedCount error { code } } }`
}

const control = (
  operation: Disconnect,
  kind: 'parameter' | 'field',
  name: string,
  answer: string,
  proof: ActionProof,
  source = 'portasip',
) =>
  action({ vendor: 'portasip', operation, source }, kind, name, { document: ending(operation, source), answer, proof })

const gives = (operation: Disconnect, outcome: string, disconnectedCount: number | null): ActionProof => ({
  gives: { [operation]: { outcome, disconnectedCount, error: null } },
})

const pair = (total: number, connected: number): string =>
  `<array><data><value><int>${total}</int></value><value><int>${connected}</int></value></data></array>`
const stat = (name: string): DocumentedName =>
  action({ vendor: 'portasip', operation: 'getAccountCallStats' }, 'field', name, {
    document: '{ activeCallStats(sources: ["portasip"], groupBy: [ACCOUNT]) { groups { accountId total connected } } }',
    answer: struct(OK + member('data', `<struct>${member('3', pair(2, 1))}${member('7', pair(5, 0))}</struct>`)),
    proof: {
      gives: {
        activeCallStats: {
          groups: [
            { accountId: '7', total: 5, connected: 0 },
            { accountId: '3', total: 2, connected: 1 },
          ],
        },
      },
    },
  })

const counting = (operation: 'disconnectAccount' | 'disconnectCustomer'): DocumentedName[] =>
  ['result', 'count'].map((name) => control(operation, 'field', name, COUNTED, gives(operation, 'REQUESTED', 4)))

export const portasipCalls: readonly DocumentedName[] = [
  ...conditions(active, 'allStates: false'),
  ...conditions(all, 'allStates: true'),
  ...fields({ ...active, root: 'activeCalls.nodes' }, call),
  ...fields({ ...all, root: `activeCalls(filter: { ${ALL_STATES} }).nodes` }, call),

  control('disconnectCall', 'parameter', 'ID', struct(OK), { receives: '960' }),
  control('disconnectCall', 'field', 'result', struct(OK), gives('disconnectCall', 'REQUESTED', null)),
  control(
    'disconnectCall',
    'field',
    'result',
    struct(member('result', 'Call not found or not accessible')),
    gives('disconnectCall', 'NOT_FOUND', null),
  ),
  control('disconnectAccount', 'parameter', 'i_account', COUNTED, { receives: '3' }),
  ...counting('disconnectAccount'),
  stat('result'),
  stat('data'),
  stat('data.i_account'),
  stat('data.total calls'),
  stat('data.connected calls'),
  control('disconnectCustomer', 'parameter', 'i_customer', COUNTED, { receives: '8' }),
  control('disconnectCustomer', 'parameter', 'i_wholesaler', COUNTED, { receives: '7' }, 'portasip-wholesaler'),
  ...counting('disconnectCustomer'),
]
