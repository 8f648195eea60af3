// Ringing calls of Restcomm Connect are calls in progress: in lists, in statistics and with numbers.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { dataOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  const world = { history: 300, customers: 30 }
  stack = await startStack({ vendors: ['restcomm'], world, simulatorOptions: { restcomm: { product: 'connect' } } })
})
afterAll(() => stack?.close())

interface Node {
  readonly nativeId: string
  readonly state: string
  readonly caller: { readonly e164: string | null }
}

test('they are counted and listed with connected calls', async () => {
  const inPhase = (...phases: string[]) =>
    stack.world.calls('restcomm', stack.clock.nowMs).filter((call) => phases.includes(phaseAt(call, stack.clock.nowMs)))
      .length
  const ringing = inPhase('ringing')
  const all = inPhase('ringing', 'connected')
  expect(ringing).toBeGreaterThan(0)
  const { activeCalls, onlyRinging, activeCallStats } = await dataOf<{
    activeCalls: { totalCount: number; nodes: readonly Node[] }
    onlyRinging: { nodes: readonly Node[] }
    activeCallStats: { total: number; connected: number }
  }>(
    stack,
    `{ activeCalls(first: 1000) { totalCount nodes { nativeId state caller { e164 } } }
       onlyRinging: activeCalls(first: 1000, filter: { state: [RINGING] }) { nodes { nativeId state } }
       activeCallStats { total connected } }`,
  )
  expect(activeCalls.totalCount).toBe(all)
  expect(activeCalls.nodes).toHaveLength(all)
  const ringingIds = activeCalls.nodes.filter(({ state }) => state === 'RINGING').map(({ nativeId }) => nativeId)
  expect(ringingIds).toHaveLength(ringing)
  expect(onlyRinging.nodes.map(({ nativeId }) => nativeId).sort()).toEqual(ringingIds.sort())
  expect(activeCallStats).toEqual({ total: all, connected: all - ringing })

  const number = activeCalls.nodes.find(({ state, caller }) => state === 'RINGING' && caller.e164 !== null)?.caller.e164
  const found = await dataOf<{ phoneNumber: { activeCalls: { nodes: readonly Node[] } } }>(
    stack,
    'query ($number: String!) { phoneNumber(number: $number) { activeCalls(first: 100) { nodes { nativeId state } } } }',
    { number },
  )
  expect(found.phoneNumber.activeCalls.nodes.map(({ state }) => state)).toContain('RINGING')
})
