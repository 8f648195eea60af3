// One company graph behind each of two gateways: queries that begin in the CRM and end at a vendor's switch.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CompanyGateway, startApolloGateway, startHiveGateway } from './gateways.js'
import { type Crm, startCrmOfPeople } from './gateways-crm.js'
import { ask, startTrunkline, type Trunkline } from './subgraphs.js'

let trunkline: Trunkline
let crm: Crm
beforeAll(async () => {
  ;[trunkline, crm] = await Promise.all([startTrunkline(), startCrmOfPeople()])
})
afterAll(async () => {
  await trunkline?.close()
  await crm?.close()
})

interface ActiveCall {
  readonly id: string
  readonly caller: { readonly e164: string | null }
  readonly callee: { readonly e164: string | null }
  readonly customer: { readonly id: string } | null
}
/** What Trunkline itself returns for the calls in progress. */
async function activeCalls(): Promise<readonly ActiveCall[]> {
  const document = '{ activeCalls(first: 1000) { nodes { id caller { e164 } callee { e164 } customer { id } } } }'
  const { data } = await ask(trunkline.url, document)
  const { activeCalls: list }: { activeCalls?: { nodes: readonly ActiveCall[] } } = data ?? {}
  return list?.nodes ?? []
}
const isOf =
  (number: string) =>
  ({ caller, callee }: ActiveCall): boolean =>
    caller.e164 === number || callee.e164 === number

/** Somebody whose number is in more than one call now. */
async function busiestNumber(): Promise<string> {
  const calls = await activeCalls()
  const numbers = [
    ...new Set(calls.flatMap(({ caller, callee }) => [caller.e164, callee.e164].filter((e164) => e164 !== null))),
  ]
  const [busiest = ''] = numbers.toSorted((a, b) => calls.filter(isOf(b)).length - calls.filter(isOf(a)).length)
  return busiest
}
const received = (): number =>
  Object.values(trunkline.simulators.hosts).reduce((sum, host) => sum + host.requests.length, 0)

describe.each([
  ['Apollo', startApolloGateway],
  ['Hive', startHiveGateway],
] as const)("behind %s's gateway", (_, start) => {
  let company: CompanyGateway
  let number: string
  beforeAll(async () => {
    company = await start([
      { name: 'trunkline', url: trunkline.url },
      { name: 'crm', url: crm.url },
    ])
    number = await busiestNumber()
  })
  afterAll(() => company?.close())
  beforeEach(
    () =>
      void crm.people.splice(
        0,
        Infinity,
        { name: 'Asta', numbers: [number] },
        { name: 'Emil', numbers: ['+4580808080', '+442079460000'] },
      ),
  )

  test("one query leads from a person through the number to its calls in progress, and on to the customer's contract", async () => {
    const { data, errors } = await company.query(
      `query ($name: String!) { person(name: $name) { name numbers {
        number country
        activeCalls(first: 100) { nodes { id caller { e164 } callee { e164 } customer { id contract { number level } } } sources { source { name } status } }
      } } }`,
      { name: 'Asta' },
    )
    expect(errors).toBeUndefined()
    const expected = (await activeCalls()).filter(isOf(number))
    expect(expected.length).toBeGreaterThan(1)
    const nodes = expected.map((call) => ({
      ...call,
      customer:
        call.customer === null
          ? null
          : { ...call.customer, contract: { number: `C-${call.customer.id}`, level: 'gold' } },
    }))
    expect(data).toEqual({
      person: {
        name: 'Asta',
        numbers: [
          {
            number,
            country: 'DK',
            activeCalls: { nodes, sources: expect.toSatisfy((reports: unknown[]) => reports.length === 4) },
          },
        ],
      },
    })
  })

  test("Trunkline's own numbers have the CRM's owners", async () => {
    const { data, errors } = await company.query(
      `query ($number: String!) { phoneNumber(number: $number) { owner { name numbers { number country } } } }`,
      { number: number.replace('+', '00') },
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({ phoneNumber: { owner: { name: 'Asta', numbers: [{ number, country: 'DK' }] } } })
  })

  test('both ends of a call have their owners, where they have any', async () => {
    const document = '{ activeCalls(first: 30) { nodes { id caller { e164 phoneNumber { owner { name } } } } } }'
    const { data, errors } = await company.query(document)
    expect(errors).toBeUndefined()
    interface Told {
      readonly nodes: readonly {
        readonly caller: {
          readonly e164: string | null
          readonly phoneNumber: { readonly owner: object | null } | null
        }
      }[]
    }
    const { activeCalls: list }: { activeCalls?: Told } = data ?? {}
    expect(list?.nodes).toHaveLength(30)
    for (const { caller } of list?.nodes ?? []) {
      if (caller.e164 === null) expect(caller.phoneNumber).toBeNull()
      else
        expect(caller.phoneNumber).toEqual({
          owner:
            crm.people.find(({ numbers }) => numbers.includes(caller.e164 ?? ''))?.name === undefined
              ? null
              : { name: expect.any(String) },
        })
    }
  })

  test('customers of a page have their contracts by one request to the CRM', async () => {
    const before = crm.seen.requests
    const { data, errors } = await company.query(
      '{ sessions(first: 50) { nodes { sourceCustomer { id name contract { number } } } } }',
    )
    expect(errors).toBeUndefined()
    interface Told {
      readonly nodes: readonly { readonly sourceCustomer: { readonly id: string; readonly contract: object } | null }[]
    }
    const { sessions }: { sessions?: Told } = data ?? {}
    const customers = (sessions?.nodes ?? []).flatMap(({ sourceCustomer }) => sourceCustomer ?? [])
    expect(customers.length).toBeGreaterThan(5)
    for (const { id, contract } of customers) expect(contract).toEqual({ number: `C-${id}` })
    expect(crm.seen.requests - before).toBe(1)
  })

  test('the numbers of many people cost at most a vendor request each', async () => {
    const people = Array.from({ length: 10 }, (_, at) => ({ name: `Person ${at}`, numbers: [`+457030500${at}`] }))
    crm.people.splice(0, Infinity, ...people)
    const document = '{ people { numbers { number activeCalls(first: 5) { nodes { id } } } } }'
    await company.query(document)
    const before = received()
    const { data, errors } = await company.query(document)
    expect(errors).toBeUndefined()
    expect(Object(data).people).toHaveLength(10)
    // Whole lists are still fresh; the one vendor that can search for numbers receives a request for each of them.
    expect(received() - before).toBeLessThanOrEqual(people.length)
  })

  test.for(['alice', '101', '', '004570305050x'])(
    'a number of the CRM that is none is null, beside one that is: %j',
    async (wrong) => {
      crm.people.splice(0, Infinity, { name: 'Asta', numbers: [wrong, number] })
      const { data, errors } = await company.query('{ people { numbers { number owner { name } country } } }')
      expect(errors).toBeUndefined()
      expect(data).toEqual({
        people: [
          {
            numbers: [
              { number: wrong, owner: { name: 'Asta' }, country: null },
              { number, owner: { name: 'Asta' }, country: 'DK' },
            ],
          },
        ],
      })
    },
  )

  test("a vendor that is down affects neither the CRM's fields nor the other vendors' calls", async () => {
    const host = trunkline.simulators.hosts['telecomx-demo']
    host?.setFaults({ down: true })
    const document =
      'query ($name: String!) { person(name: $name) { name numbers { calls { nodes { id } sources { source { name } status error { code } } } } } }'
    const { data, errors } = await company.query(document, { name: 'Asta' }).finally(() => host?.setFaults({}))
    trunkline.pass(5000)
    expect(errors).toBeUndefined()
    const reports = [
      { source: { name: 'restcomm-demo' }, status: 'OK', error: null },
      { source: { name: 'telecomx-demo' }, status: 'FAILED', error: { code: expect.any(String) } },
    ]
    expect(data).toMatchObject({
      person: { name: 'Asta', numbers: [{ calls: { sources: expect.arrayContaining(reports) } }] },
    })
  })
})
