// Actions on calls of Twilio, of its account and of a subaccount, over HTTP against the simulator.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { subaccountWith } from '../../../adapters/twilio/simulator/accounts.js'
import { callSidOf } from '../../../adapters/twilio/simulator/call-record.js'
import { dataOf, requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { doneOf, tryToCall, tryToEnd } from './acting.js'

const SOURCE = 'twilio-demo'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['twilio'], world: { history: 400, customers: 8 } })
})
afterAll(() => stack?.close())
beforeEach(() => void (stack.clock.nowMs += 11_000))

const callsIn = (phase: 'connected' | 'ended', ofSubaccount: boolean): readonly WorldCall[] =>
  stack.world
    .calls('twilio', stack.clock.nowMs)
    .filter((call) => phaseAt(call, stack.clock.nowMs) === phase && (subaccountWith(call) !== null) === ofSubaccount)
const nativeIdOf = (call: WorldCall): string => {
  const account = subaccountWith(call)
  return account === null ? callSidOf(call) : `${account}/${callSidOf(call)}`
}
const first = (calls: readonly WorldCall[]): WorldCall => {
  const [call] = calls
  if (call === undefined) throw new Error('there is no such call')
  return call
}
const end = (nativeId: string, type: 'ActiveCall' | 'Call' = 'ActiveCall') =>
  doneOf(tryToEnd(stack, 'disconnectCall', SOURCE, nativeId, type))

test.for([
  ['the account', false, 'ActiveCall'],
  ['the account', false, 'Call'],
  ['a subaccount', true, 'ActiveCall'],
] as const)('a call of %s is ended, and no other (%s, %s)', async ([, ofSubaccount, type]) => {
  const call = first(callsIn('connected', ofSubaccount))
  const isOver = (one: WorldCall): boolean => phaseAt(one, stack.clock.nowMs) === 'ended'
  const before = stack.world.calls('twilio', stack.clock.nowMs).filter(isOver).length
  expect(await end(nativeIdOf(call), type)).toEqual({
    outcome: 'REQUESTED',
    disconnectedCount: null,
    message: null,
    error: null,
  })
  expect(stack.world.calls('twilio', stack.clock.nowMs).filter(isOver)).toHaveLength(before + 1)
  expect(callsIn('connected', ofSubaccount)).not.toContainEqual(call)
  const { body, path } = stack.hosts[SOURCE]?.requests.at(-1) ?? { body: '', path: '' }
  expect(path).toBe(`/Accounts/${subaccountWith(call) ?? 'ACdemo-main-account'}/Calls/${callSidOf(call)}.json`)
  expect(body).toBe('Status=completed')
  expect(await end(nativeIdOf(call), type)).toMatchObject({ outcome: 'ALREADY_ENDED', error: null })
})

test.each([`CA${'9'.repeat(32)}`, `ACnobody/CA${'9'.repeat(32)}`])(
  '%s is NOT_FOUND, not a failure',
  async (nativeId) => {
    expect(await end(nativeId)).toMatchObject({ outcome: 'NOT_FOUND', error: null })
  },
)

test('a call of a subaccount is not found under the account itself', async () => {
  const call = first(callsIn('connected', true))
  expect(await end(callSidOf(call))).toMatchObject({ outcome: 'NOT_FOUND' })
  expect(callsIn('connected', true)).toContainEqual(call)
})

test.each([
  '.',
  '..',
  '../..',
  'AC1/..',
  '../CA1',
  'AC1/CA1/CA2',
  'AC1/',
  '/CA1',
  'CA1.json?x=',
  'CA1%2F..',
  'CA 1',
  'CA1\n',
  '\uD800',
])('the id %j never reaches the vendor', async (nativeId) => {
  const counts = await requestsDuring(stack, async () => {
    for (const type of ['ActiveCall', 'Call'] as const) {
      const { outcome, error } = await end(nativeId, type)
      if (outcome !== 'NOT_FOUND') expect([outcome, error?.code]).toEqual(['FAILED', 'REJECTED'])
    }
  })
  expect(counts).toEqual({})
})

test('a new call has a record by which it is found, and what was not given is not sent', async () => {
  const order = { source: SOURCE, from: '+4570305050', to: '+4580808080', url: 'https://demo.example/answer' }
  const { calls, error } = await doneOf(tryToCall(stack, { ...order, timeoutSeconds: 45 }))
  expect(error).toBeNull()
  expect(calls).toMatchObject([{ status: 'QUEUED', caller: { number: order.from }, callee: { number: order.to } }])
  const { body } = stack.hosts[SOURCE]?.requests.at(-1) ?? { body: '' }
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    From: order.from,
    To: order.to,
    Url: order.url,
    Timeout: '45',
  })
  const [{ nativeId } = { nativeId: '' }] = calls
  const [account] = nativeId.includes('/') ? nativeId.split('/') : ['ACdemo-main-account']
  const document = `{ calls(first: 1, filter: { customerId: "${account}" }) { nodes { nativeId } } }`
  expect(await dataOf(stack, document)).toEqual({ calls: { nodes: [{ nativeId }] } })
})
