// The list of documents itself: it is complete, its rows can be distinguished, and it names the same fields as the
// adapters.

import { describe, expect, test } from 'vitest'
import type { Declaration, FieldReader } from '../../../adapters/contract.js'
import { adapters } from '../../../adapters/index.js'
import type { DocumentedName } from '../../support/documents/entry.js'
import { documents } from '../../support/documents.js'
import { isField, richRow } from '../../support/scripted/rich-rows.js'

/** How many names each operation has in its vendor's document: parameters, members around the rows, fields. */
const COUNTS: Readonly<Record<string, readonly [parameters: number, envelope: number, fields: number]>> = {
  'telecomx GET /sbc/session': [8, 4, 18],
  'telecomx GET /sbc/session full=true': [0, 0, 35],
  'telecomx GET /sip': [7, 4, 17],
  'telecomx GET /sip full=true': [0, 0, 36],
  'telecomx GET /customer': [5, 0, 5],
  'portasip listCustomers': [3, 0, 8],
  'portasip listAccounts': [3, 0, 9],
  'portasip listAllCalls': [7, 0, 16],
  'portasip listActiveCalls': [7, 0, 16],
  'portasip disconnectCall': [1, 0, 1],
  'portasip disconnectAccount': [1, 0, 2],
  // The dictionary, what it is by, and its two counts.
  'portasip getAccountCallStats': [0, 0, 5],
  'portasip disconnectCustomer': [2, 0, 2],
  'portasip getAccountCDRs': [8, 0, 41],
  'portasip getCustomerCDRs': [7, 0, 17],
  'restcomm GET /Calls': [7, 11, 18],
  'restcomm GET /Calls/{CallSid}': [1, 0, 18],
  'restcomm POST /Calls': [9, 0, 18],
  'mor user_calls_get': [9, 3, 24],
  'mor users_get': [3, 0, 7],
  'mor user_details_get': [3, 0, 5],
  'mor devices_get': [3, 0, 6],
  'twilio GET /Calls': [11, 14, 21],
  'twilio GET /Calls/{Sid}': [1, 0, 21],
  'twilio GET /Calls of calls in progress': [1, 0, 10],
  'twilio POST /Calls': [9, 0, 1],
  'twilio POST /Calls/{Sid}': [1, 0, 0],
  'mor active_calls_get': [14, 3, 21],
  'portaone Customer/get_customer_xdrs': [10, 2, 19],
  'portaone BillingSession/get_active_sessions_list': [1, 1, 9],
  'portaone Account/get_account_list': [4, 2, 16],
  'portaone Customer/get_customer_list': [3, 2, 9],
  'mor active_calls_get of an inbound call': [0, 0, 8],
}

test.for(Object.entries(COUNTS))('has every name of %s', ([operation, counts]) => {
  const names = (kind: DocumentedName['kind']) =>
    documents.filter((entry) => `${entry.vendor} ${entry.operation}` === operation && entry.kind === kind)
  const distinct = (kind: DocumentedName['kind']) => new Set(names(kind).map(({ name }) => name)).size
  expect([distinct('parameter'), distinct('envelope'), distinct('field')]).toEqual(counts)
})

test.for(Object.keys(COUNTS))('%s: no two fields of the row have the same value', (key) => {
  const [vendor = '', ...operation] = key.split(' ')
  const isFlag = new Set(
    documents
      .filter(isField)
      .filter(({ reach }) => 'opposite' in reach)
      .map(({ name }) => name),
  )
  const row = Object.entries(richRow(documents, { vendor, operation: operation.join(' ') }))
  const values = row.filter(([name]) => !isFlag.has(name)).map(([, value]) => JSON.stringify(value))
  expect(new Set(values).size).toBe(values.length)
})

/** Vendor fields that are read although the documents of this project do not name them, and why. */
const EXTRAS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mor: {
    surname: 'the last name in user_details_get: mentions of a user, which are what it is read for, have no name',
    user_id: 'the user whose devices were asked for',
    currency: 'the currency, which stands once, around the calls',
    self_cost_price: 'what a reseller pays, in the place of provider_price',
    self_cost_rate: 'as self_cost_price',
  },
  telecomx: {
    start: 'a CDR, which is read in place of a session: test/conformance/telecomx/golden-cdrs.ts',
    talkLength: 'as start',
    terminatedBy: 'as start',
    terminationCause: 'as start',
    minutesPrice: 'as start',
    minutesWholeSale: 'as start',
  },
  portasip: {
    COST: 'a record of a carrier, which is joined: test/unit/adapters/portasip/carrier-costs.test.ts',
    'DST-NAME': 'as COST',
  },
  portaone: {
    firstname: 'the name of an account without extension_name',
    lastname: 'as firstname',
    i_account_balance_control_type: '3: the balance is that of the customer',
    session_id: 'what a session may be known by, in the place of i_active_session',
    h323_conf_id: 'as session_id',
    unix_setup_time: 'as setup_time, in seconds',
  },
  restcomm: {
    PriceUnit: 'the currency, without which Price is no amount of money (the public code has it)',
    sid: 'LiveCallDetails of the SBC’s metrics, where live calls are (the public code)',
    State: 'as sid',
    direction: 'as sid',
    date_created: 'as sid',
    CallerName: 'as sid',
    from: 'as sid',
    to: 'as sid',
  },
}

const readersOf = ({ lists }: Declaration): readonly FieldReader<unknown>[] =>
  Object.values(lists).flatMap((list) => Object.values<FieldReader<unknown>>(list.fields))
const namesRead = (vendor: string): ReadonlySet<string> =>
  new Set(
    adapters
      .filter((adapter) => adapter.vendor === vendor)
      .flatMap(({ examples }) => examples.flatMap(({ declaration }) => readersOf(declaration)))
      .flatMap(({ from, parts = {} }) => [...from, ...Object.values(parts).flat()]),
  )
/** The member of the row that a name stands in: `voiceUsage` for `voiceUsage[].date`. */
const memberOf = (name: string): string => name.replace(/\[\].*$/, '')

describe.each(adapters.map(({ vendor }) => vendor))('the readers of %s', (vendor) => {
  const entries = documents.filter(isField).filter((entry) => entry.vendor === vendor)
  const documented = new Set(entries.map(({ name }) => memberOf(name)))

  test('name only fields of the documents, and the extras', () => {
    const read = namesRead(vendor)
    const extras = Object.keys(EXTRAS[vendor] ?? {})
    expect([...read].filter((name) => !documented.has(name) && !extras.includes(name))).toEqual([])
    expect(
      extras.filter((name) => !read.has(name)),
      'extras that nobody reads',
    ).toEqual([])
  })

  test('read every field of the documents', () => {
    expect(documented.size).toBeGreaterThan(0)
    expect([...documented].filter((name) => !namesRead(vendor).has(name))).toEqual([])
  })
})
