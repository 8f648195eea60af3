// Reports of other integrators about call records of PortaOne (facts, section J), and how the gateway counts
// money there, over HTTP against a system that behaves so.

import { expect, test } from 'vitest'
import { portaoneSimulator as kit } from '../../../adapters/portaone/simulator.js'
import type { WorldCustomer, WorldTrunk } from '../../../adapters/simulation/contract.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const HOUR_MS = 3_600_000
const SECOND_MS = 1000

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> => startSwitch({ kit, nowMs: NOON, ...parts })

/** The calls of a customer at one end or, for a call between two, at both. */
const between = (from: number | null, to: number | null) => ({
  sourceCustomerIndex: from,
  destinationCustomerIndex: to,
})
const paramsOf = (site: HistorySwitch, method: string): readonly Readonly<Record<string, unknown>>[] =>
  site.host.requests
    .filter(({ path }) => path === `/rest/${method}`)
    .map(({ body }) => (JSON.parse(body) as { readonly params: Readonly<Record<string, unknown>> }).params)

const CALLS = `{ calls(first: 50) { nodes {
  nativeId sipCallId startedAt answeredAt endedAt durationSeconds billedDurationSeconds direction status vendorStatus
  disconnectCause { system code text } price { amount currency } accountId customer { nativeId }
} sources { status } } }`

test('report 18: times without a zone are UTC, whether or not the system sends them in seconds as well', async () => {
  for (const unixTimes of [true, false]) {
    const site = await start({ options: { unixTimes } })
    site.calls.push(callAt(1, Date.UTC(2026, 2, 1, 1, 59, 55)))
    const { nodes } = await site.list('first: 10')
    // The set-up is not reported: the answer, five seconds later, stands for it.
    expect(nodes).toMatchObject([{ startedAt: '2026-03-01T02:00:00Z', answeredAt: '2026-03-01T02:00:00Z' }])
  }
})

test('report 19: the afternoon is asked for by a clock of 24 hours', async () => {
  const site = await start()
  site.calls.push(callAt(1, Date.UTC(2026, 2, 1, 15, 4, 10)))
  const { nodes } = await site.list(
    'first: 10, filter: { startedFrom: "2026-03-01T15:04:00Z", startedTo: "2026-03-01T15:05:00Z" }',
  )
  expect(nodes).toHaveLength(1)
  // Where it is not known whether an end is included, the range begins a second earlier.
  const begins = paramsOf(site, 'Customer/get_customer_xdrs').map((params) => String(params['from_date']))
  expect(begins.toSorted()[0]).toBe('2026-03-01 15:03:59')
})

test.each([{ ignoresServiceType: false }, { ignoresServiceType: true }])(
  'report 19: a payment is not a call (%j)',
  async (options) => {
    const site = await start({ options })
    // Twenty calls, of which one brings a payment with it.
    site.calls.push(...Array.from({ length: 20 }, (_, n) => callAt(n, NOON - HOUR_MS - n * SECOND_MS)))
    expect(site.calls.some(({ index }) => index % 20 === 0)).toBe(true)
    const { nodes } = await site.list('first: 50')
    expect(nodes).toHaveLength(20)
    expect(nodes.map(({ callee }) => callee.number)).not.toContain('PayPal')
  },
)

test.each([{ causeAsText: true }, { causeAsText: false }])(
  'report 20: a record without call_id, and a cause as text or as a number (%j)',
  async (options) => {
    const site = await start({ options })
    site.calls.push(callAt(5, NOON - HOUR_MS, { index: 6, outcome: 'busy', answeredAtMs: null }))
    site.calls.push(callAt(5, NOON - HOUR_MS + 60_000, { index: 7 }))
    expect(await site.data(CALLS)).toMatchObject({
      calls: {
        nodes: [
          {
            sipCallId: 'call-7@192.0.2.11',
            status: 'COMPLETED',
            durationSeconds: 60,
            billedDurationSeconds: 60,
            disconnectCause: { system: 'Q850', code: 16, text: 'Normal call clearing' },
            price: { amount: '0.03', currency: 'EUR' },
          },
          {
            sipCallId: null,
            status: 'BUSY',
            answeredAt: null,
            durationSeconds: null,
            vendorStatus: '17',
            disconnectCause: { system: 'Q850', code: 17, text: 'User busy' },
            price: { amount: '0', currency: 'EUR' },
          },
        ],
      },
    })
  },
)

test('calls that failed are among the calls, unless only answered ones are asked for', async () => {
  const site = await start()
  site.calls.push(callAt(1, NOON - HOUR_MS), callAt(2, NOON - HOUR_MS, { outcome: 'failed', answeredAtMs: null }))
  expect((await site.list('first: 10')).nodes).toHaveLength(2)
  expect((await site.list('first: 10, filter: { answered: true }')).nodes).toHaveLength(1)
  expect(paramsOf(site, 'Customer/get_customer_xdrs').map((params) => params['show_unsuccessful'])).toContain(0)
})

test('a call between two customers is charged to both: each has a record with his own price', async () => {
  const site = await start()
  site.calls.push(callAt(1, NOON - HOUR_MS, between(0, 1)))
  const { calls } = (await site.data(CALLS)) as { calls: { nodes: readonly object[] } }
  expect(calls.nodes).toHaveLength(2)
  expect(calls.nodes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        customer: { nativeId: '1234' },
        direction: 'OUTBOUND',
        price: { amount: '0.03', currency: 'EUR' },
      }),
      expect.objectContaining({
        customer: { nativeId: '1235' },
        direction: 'INBOUND',
        price: { amount: '0', currency: 'EUR' },
      }),
    ]),
  )
  const own = await site.list('first: 10, filter: { customerId: "1235" }')
  expect(own.nodes).toHaveLength(1)
  expect(paramsOf(site, 'Customer/get_customer_xdrs').at(-1)).toMatchObject({ i_customer: 1235 })
  // An id that is not PortaOne's is not sent: the system would be asked for all customers.
  const before = site.host.requests.length
  expect((await site.list('first: 10, filter: { customerId: "x" }')).sources).toMatchObject([{ status: 'UNSUPPORTED' }])
  expect(site.host.requests).toHaveLength(before)
})

test('a source of one customer asks for that customer, to whom records without one belong', async () => {
  const site = await start({ options: { namesCustomer: false }, keys: { customerId: '1235' }, customers: [CUSTOMER] })
  site.calls.push(callAt(1, NOON - HOUR_MS, between(0, 1)), callAt(2, NOON - HOUR_MS, between(0, null)))
  expect(await site.data(CALLS)).toMatchObject({ calls: { nodes: [{ customer: { nativeId: '1235' } }] } })
  expect((await site.list('first: 10, filter: { customerId: "1235" }')).nodes).toHaveLength(1)
  expect((await site.list('first: 10, filter: { customerId: "1234" }')).sources).toMatchObject([
    { status: 'UNSUPPORTED' },
  ])
  const asked = paramsOf(site, 'Customer/get_customer_xdrs')
  expect(asked.length).toBeGreaterThan(0)
  expect(new Set(asked.map((params) => params['i_customer']))).toEqual(new Set([1235]))
  expect(await site.data('{ customers { nodes { nativeId name } } }')).toEqual({
    customers: { nodes: [{ nativeId: '1235', name: 'Havblik Bageri' }] },
  })
})

const CUSTOMER: WorldCustomer = {
  index: 1,
  name: 'Havblik Bageri',
  contactName: 'Asta Holm',
  city: 'Rønne',
  resellerIndex: 2,
  trunkIndexes: [0],
}
const TRUNK: WorldTrunk = {
  index: 0,
  customerIndex: 1,
  name: 'Havblik Bageri 1',
  numbers: ['+4570305050'],
  active: true,
  up: true,
  isPbxTrunk: false,
  connection: 'IP_AUTH',
  ipAddress: '192.0.2.50',
  international: true,
  usageBlock: false,
  parentTrunkIndex: null,
}

test('balances have one sign: what is owed is negative', async () => {
  const site = await start({
    customers: [
      { ...CUSTOMER, index: 0 },
      { ...CUSTOMER, index: 2 },
    ],
    trunks: [TRUNK],
  })
  const balances = (filter: string) =>
    site.data(`{ customers(${filter}) { nodes {
      nativeId status parent { nativeId } balance { amount { amount currency } available { amount } kind }
    } } }`)
  const owing = {
    nativeId: '1234',
    status: 'ACTIVE',
    parent: { nativeId: '4' },
    balance: { amount: { amount: '-2.5', currency: 'EUR' }, available: { amount: '497.5' }, kind: 'UNKNOWN' },
  }
  const paid = { nativeId: '1236', balance: { amount: { amount: '30', currency: 'EUR' } } }
  expect(await balances('first: 10')).toMatchObject({ customers: { nodes: [owing, paid] } })
  expect(await balances('first: 10, filter: { balanceBelow: { amount: "0", currency: "EUR" } }')).toEqual({
    customers: { nodes: [owing] },
  })
  expect(
    await site.data(
      '{ sipAccounts { nodes { nativeId username status customer { nativeId } balance { amount { amount } kind } } } }',
    ),
  ).toEqual({
    sipAccounts: {
      nodes: [
        {
          nativeId: 'acct300',
          username: 'acct300',
          status: 'ON',
          customer: { nativeId: '1235' },
          balance: { amount: { amount: '-12.5' }, kind: 'POSTPAID' },
        },
      ],
    },
  })
})

test('passwords of the portal are in no answer', async () => {
  const site = await start({ customers: [CUSTOMER], trunks: [TRUNK] })
  const all = JSON.stringify([
    await site.data('{ sipAccounts { nodes { nativeId name notes username custom } } }'),
    await site.data('{ customers { nodes { nativeId name login description } } }'),
  ])
  expect(all).toContain('acct300')
  expect(all).not.toContain('demo-portal-password')
})
