import { expect, test } from 'vitest'
import { LiveWorld } from './live-world.js'

// What a subscription may ask, and how many there may be.

const refusal = (open: () => unknown): Readonly<Record<string, unknown>> => {
  try {
    open()
  } catch (error) {
    if (error instanceof Error && 'extensions' in error) return { message: error.message, ...Object(error.extensions) }
    throw error
  }
  throw new Error('it was not refused')
}

test.each([
  ['started { trace { sipCallId } }', 'ActiveCall.trace'],
  ['started { session { id } }', 'ActiveCall.session'],
  ['changed { customer { balance { amount { amount } } } }', 'Customer.balance'],
  ['started { caller { phoneNumber { calls { totalCount } } } }', 'PhoneNumber.calls'],
])('%s asks a vendor, and is refused', (selection, field) => {
  const world = new LiveWorld()
  const document = `subscription { activeCallUpdates { kind ${selection} } }`
  expect(refusal(() => world.subscribe(document))).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining(field),
  })
  expect(world.hub.size).toEqual({ subscribers: 0, channels: 0 })
})

test('every plain field of a call can be selected', async () => {
  const world = new LiveWorld()
  world.only.call('1')
  const reader = world.subscribe(/* GraphQL */ `
    subscription {
      update: activeCallUpdates {
        __typename
        started {
          id nativeId sipCallId source { name title vendor health { state } }
          caller { number e164 phoneNumber { number country } } customer { id nativeId name }
          portasip { connectionId } mor { userId } startedAt answeredAt durationSeconds accountId state vendorState
        }
      }
    }
  `)
  await world.time.pass(0)
  expect(await reader.data()).toMatchObject({ __typename: 'ActiveCallUpdate', started: [{ nativeId: '1' }] })
  expect(world.errors).toEqual([])
})

test.each([
  ['filter: { portasip: { connectionId: 1 } }', 'filter.portasip.connectionId'],
  ['filter: { mor: { userId: "1" } }', 'filter.mor.userId'],
  ['first: 0', 'first'],
  ['first: 1001', 'first'],
  ['everyMs: 0', 'everyMs'],
  ['sources: ["nowhere"]', 'sources'],
  ['sources: []', 'sources'],
])('%s is refused', (argument, name) => {
  const world = new LiveWorld()
  const open = () => world.subscribe(`subscription { activeCallUpdates(${argument}) { kind } }`)
  expect(refusal(open)).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining(name) })
})

test('a document must have one root field, and fitting variables', () => {
  const world = new LiveWorld()
  const two = 'subscription { activeCallUpdates { kind } sourceHealth { kind } }'
  expect(refusal(() => world.subscribe(two))).toMatchObject({ code: 'BAD_USER_INPUT' })
  expect(refusal(() => world.subscribe('{ sources { name } }'))).toMatchObject({
    code: 'OPERATION_RESOLUTION_FAILURE',
  })
  const variable = 'subscription ($first: Int) { activeCallUpdates(first: $first) { kind } }'
  expect(refusal(() => world.subscribe(variable, { first: 'many' }))).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('totals of all customers are only for viewers who may see all of them', async () => {
  const world = new LiveWorld()
  const alarms = 'subscription { activeCallStats { kind alarms { kind } } }'
  expect(refusal(() => world.subscribe(alarms, {}, world.tenant('1')))).toMatchObject({ code: 'FORBIDDEN' })
  const reader = world.subscribe('subscription { activeCallStats { kind stats { total } } }', {}, world.tenant('1'))
  world.only.call('1', { I_CUSTOMER: '1' })
  world.only.call('2', { I_CUSTOMER: '2' })
  await world.time.pass(0)
  expect(await reader.data()).toMatchObject({ stats: { total: 1 } })
})

test('there are limits of subscriptions, of those of a client, and of channels', async () => {
  const world = new LiveWorld({ limits: { maxSubscribers: 3, maxPerClient: 2, maxChannels: 2 } })
  const document = (everyMs: number) => `subscription { activeCallUpdates(everyMs: ${everyMs}) { kind } }`
  const open = (client: string, everyMs = 1000) => world.subscribe(document(everyMs), {}, world.everything, client)
  const first = open('one')
  open('one')
  expect(refusal(() => open('one'))).toMatchObject({ code: 'RATE_LIMITED', limit: 'live.maxPerClient' })
  open('two')
  expect(refusal(() => open('three'))).toMatchObject({ code: 'RATE_LIMITED', limit: 'live.maxSubscribers' })
  first.abort.abort()
  const second = open('one', 2000)
  second.abort.abort()
  // The channel that nobody reads any more makes room.
  const third = open('one', 3000)
  third.abort.abort()
  expect(world.hub.size).toEqual({ subscribers: 2, channels: 2 })
  const full = new LiveWorld({ limits: { maxChannels: 1 } })
  full.subscribe(document(1000))
  expect(refusal(() => full.subscribe(document(2000)))).toMatchObject({ limit: 'live.maxChannels' })
  expect(full.hub.size).toEqual({ subscribers: 1, channels: 1 })
})

test.each(['REPLACED', 'STOPPED'] as const)('%s ends every stream, and the polls', async (ending) => {
  const world = new LiveWorld()
  const reader = world.subscribe('subscription { activeCallUpdates { kind } }')
  await world.time.pass(0)
  await reader.data()
  const waiting = reader.poll()
  world.hub.close(ending)
  expect(await waiting).toBeNull()
  expect(reader.stream.ending).toBe(ending)
  const { requests } = world.only
  await world.time.pass(60_000)
  expect([world.only.requests, world.hub.size]).toEqual([requests, { subscribers: 0, channels: 0 }])
})

test('executors that subscribe themselves get the values of the root field', async () => {
  const world = new LiveWorld()
  world.only.call('1')
  const updates = world.hub.payloads('activeCallUpdates', {}, world.everything)
  const next = updates.next()
  await world.time.pass(0)
  expect((await next).value).toMatchObject({ kind: 'SNAPSHOT', started: [{ nativeId: '1' }] })
  await updates.return(undefined)
  const { requests } = world.only
  await world.time.pass(10_000)
  expect(world.only.requests).toBe(requests)
})
