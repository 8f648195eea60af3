// A vendor that does not exist, so small that the audit itself can be tested with it: JSON, HTTP basic, pages from 0.

import { z } from 'zod'
import {
  type DisconnectResult,
  defineAdapter,
  type FaultRule,
  type ListDeclaration,
  type ListRequest,
  type Row,
  type RowOwners,
  VendorFault,
  type VendorRequest,
} from '../../../adapters/contract.js'
import { Secret, secretSetting } from '../../../adapters/values/secret.js'
import { faultFrom, protocolFault } from '../../../adapters/wire/faults.js'
import { isRow, toRows, toText } from '../../../adapters/wire/field-readers.js'
import { parseJson, wholeBody } from '../../../adapters/wire/json/body.js'
import type { CallFilter } from '../../../schema/filters.js'
import { activeCallFields, callFields, startOf } from './records.js'

const settings = z.strictObject({ user: z.string(), password: secretSetting('The password.') })

const faults: readonly FaultRule[] = [
  { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'the user name or password is wrong' },
  { when: { httpStatus: 404, code: 'no_call' }, code: 'REJECTED', meaning: 'there is no such call' },
  { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve now' },
  { when: { text: /^too (many|much)\b/i }, code: 'THROTTLED', meaning: 'asked too often' },
]

const decodeObject = <Result>(read: (answer: Row) => Result) =>
  wholeBody((text) => {
    const answer = parseJson(text)
    if (!isRow(answer)) throw protocolFault('an object', 'something else')
    if (typeof answer['error'] === 'string') throw faultFrom(faults, { httpStatus: 200, text: answer['error'] })
    return read(answer)
  })

const decodeRows = decodeObject((answer) => {
  if (!Array.isArray(answer['rows'])) throw protocolFault('rows', 'an object without them')
  return { rows: toRows(answer['rows']), total: typeof answer['total'] === 'number' ? answer['total'] : null }
})

const get = (operation: string, path: string, query: VendorRequest['query'] = []): VendorRequest => ({
  operation,
  method: 'GET',
  path,
  query: [['v', '1'], ...query],
  repeatable: true,
  accept: 'application/json',
})

function toQuery({ filter, window }: ListRequest<CallFilter>): VendorRequest['query'] {
  const paged =
    window.style === 'page'
      ? ([
          ['page', String(window.page)],
          ['size', String(window.pageSize)],
        ] as const)
      : []
  const part = toPart(filter.caller)
  const since = filter.startedFrom
  return [
    ...paged,
    ...(part === null ? [] : [['from', part] as const]),
    ...(since === undefined ? [] : [['since', String(since)] as const]),
    ...(filter.customerId === undefined ? [] : [['owner', filter.customerId] as const]),
  ]
}

/** The vendor searches for a part of the number as it writes it, which is with + and the country code. */
const toPart = (caller: unknown): string | null =>
  typeof caller === 'string' && /^\+45\d{8}$/.test(caller) ? caller : null

const ownerOf = (row: Row): string | null => toText(row['owner'])
const owners: RowOwners = {
  from: ['owner'],
  read: (row) => [ownerOf(row)].filter((owner) => owner !== null),
  parties: [{ customer: ownerOf, fields: ['owner'] }],
  completeByCustomer: false,
}

const nothing = 'none' as const
const calls: ListDeclaration<'calls'> = {
  support: 'NATIVE',
  paging: { style: 'page', firstPage: 0, maxPageSize: 50, pastTheEnd: 'error' },
  order: 'newest-first',
  pushdown: {
    caller: (value) => (toPart(value) === null ? 'none' : 'superset'),
    startedFrom: 'exact',
    number: nothing,
    callee: nothing,
    status: nothing,
    direction: nothing,
    startedTo: nothing,
    parentCallId: 'unsupported',
    customerId: 'exact',
    accountId: 'unsupported',
    international: nothing,
    answered: nothing,
    endedFrom: nothing,
    endedTo: nothing,
    minBilledSeconds: 'unsupported',
    disconnectCode: 'unsupported',
  },
  request: (ask) => get('calls', '/calls', toQuery(ask)),
  decode: decodeRows,
  owners: { ...owners, completeByCustomer: true },
  orderTime: startOf,
  bulkReading: { under: {}, worth: 10, has: 'all' },
  fields: callFields,
}

const OTHERS = {
  'portasip.recursive': 'unsupported',
  'portasip.vendorId': 'unsupported',
  'portasip.connectionId': 'unsupported',
  'portasip.nodeId': 'unsupported',
  'portasip.allStates': 'unsupported',
  'mor.didPrefix': 'unsupported',
  'mor.providerId': 'unsupported',
  'mor.userId': 'unsupported',
  'mor.deviceId': 'unsupported',
  'mor.destinationUserId': 'unsupported',
  'mor.destinationDeviceId': 'unsupported',
  'mor.destinationPrefix': 'unsupported',
  'mor.destinationGroupId': 'unsupported',
  'mor.sourcePrefix': 'unsupported',
  'mor.serverId': 'unsupported',
  'mor.country': 'unsupported',
} as const

const activeCalls: ListDeclaration<'activeCalls'> = {
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  pushdown: {
    number: nothing,
    caller: nothing,
    callee: nothing,
    state: nothing,
    direction: nothing,
    accountId: 'unsupported',
    customerId: nothing,
    minDurationSeconds: nothing,
    ...OTHERS,
  },
  request: () => get('live', '/live'),
  decode: decodeRows,
  owners,
  orderTime: startOf,
  ticking: ['seconds'],
  fields: activeCallFields,
}

export const fake = defineAdapter({
  vendor: 'fake',
  title: 'A vendor that does not exist',
  manual: 'https://vendor.example/manual',
  settings,
  declare: ({ user, password }) => ({
    auth: { scheme: 'basic', username: user, password },
    region: 'DK',
    lists: { calls, activeCalls },
    lookups: {
      call: {
        list: 'calls',
        request: (id) => get('call', `/calls/${encodeURIComponent(id)}`),
        decode: decodeObject((answer) => {
          if (toText(answer['id']) === null) throw protocolFault('a call', 'an object without an id')
          return answer
        }),
        notFound: ({ code }) => code === 'no_call',
      },
    },
    control: {
      disconnectCall: {
        request: (id) => {
          if (!/^\d+$/.test(id)) throw new VendorFault('REJECTED', 'an id has digits only')
          return {
            operation: 'end',
            method: 'DELETE',
            path: `/live/${id}`,
            repeatable: false,
            accept: 'application/json',
          }
        },
        decode: decodeObject((answer): DisconnectResult => {
          if (answer['ended'] !== true) throw protocolFault('ended', 'an object without it')
          return { outcome: 'REQUESTED', disconnectedCount: null }
        }),
        outcomeOfError: ({ code }) => (code === 'no_call' ? { outcome: 'NOT_FOUND' } : null),
      },
    },
    faults,
    readError: (body) => (/^\{"code":"\w+"\}$/.test(body) ? { code: body.slice(9, -2) } : {}),
  }),
  examples: [{ label: 'plain', settings: { user: 'demo', password: new Secret('demo-password') } }],
})
