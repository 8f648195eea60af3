// Whole answers that are used again: only those that are still true.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ACTIVE_CALLS, type ChaosStack, connectionOf, reportOf, startChaosStack, until } from './chaos-stack.js'
import { behave, type Misbehave } from './misbehaviours.js'

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack({}, { overrides: { 'mor-demo': { freshness: { activeCalls: '1h' } } } })
})
afterAll(async () => running?.close())
beforeEach(() => {
  running.stack.clock.nowMs += 7_200_000
})

const HEALTHY = 'mor-demo'

test('one that reports a failure is not, also where another request has met it', async () => {
  const { stack, chaos } = running
  const [name, place] = ['hangs-before-head-mor', 'hangs-before-head/mor']
  const ask = (document: string, headers = {}) => stack.query(document, { sources: [name, HEALTHY] }, headers)
  // An operation that was sent twice takes the fast path.
  const [paying, joining] = [`${ACTIVE_CALLS} # paying`, ACTIVE_CALLS.replaceAll('requests', '')]
  chaos.mend(place, behave)
  for (const document of [paying, joining, paying, joining]) await ask(document)
  stack.clock.nowMs += 7_200_000
  let fail = (): void => {}
  const hold: Misbehave = (_request, response) => (fail = () => void response.destroy())
  chaos.mend(place, hold)
  const before = chaos.received(place)
  const first = ask(paying)
  await chaos.arrived(place, before + 1)
  stack.log.length = 0
  const second = ask(joining)
  await until(() => stack.log.some((line) => line.includes(HEALTHY) && line.includes('"type":"answer"')))
  fail()
  for (const answer of [first, second])
    expect(reportOf(connectionOf(await answer), name)).toMatchObject({ status: 'FAILED' })
  expect(chaos.received(place)).toBe(before + 1)
  chaos.mend(place, behave)
  stack.clock.nowMs += 4000
  expect(reportOf(connectionOf(await ask(joining)), name)).toMatchObject({ status: 'OK' })
})

test('one that reports the health of sources is not: that is what it is now', async () => {
  const { stack, chaos } = running
  const document = `{ activeCalls(sources: ["${HEALTHY}"]) { nodes { id source { health { state } } } } }`
  const stateTold = async () => /"state":"(\w+)"/.exec((await stack.query(document)).text)?.[1]
  for (let each = 0; each < 3; each++) expect(await stateTold()).toBe('UP')
  stack.hosts[HEALTHY]?.setFaults({ errorRate: 1 })
  await stack.query(
    `{ activeCalls(sources: ["${HEALTHY}"], filter: { customerId: "1" }, orderBy: LONGEST_FIRST) { nodes { id } } }`,
  )
  stack.hosts[HEALTHY]?.setFaults({})
  expect(await stateTold()).not.toBe('UP')
  expect(chaos.strays).toEqual([])
})

test('one that was made before an action on a switch is not', async () => {
  const list = '{ activeCalls(first: 1, sources: ["portasip-demo"]) { nodes { id } } }'
  const idTold = async () => /"id":"([^"]+)"/.exec((await running.stack.query(list)).text)?.[1]
  const id = await idTold()
  expect([await idTold(), await idTold()]).toEqual([id, id])
  await running.stack.query('mutation ($id: ID!) { disconnectCall(id: $id) { outcome } }', { id })
  expect(await idTold()).not.toBe(id)
})

test.each([-3_600_000, 3_600_000])('a list keeps its age when the system clock is set by %i ms', async (setByMs) => {
  const { stack } = running
  const fetchedAt = async () =>
    reportOf(connectionOf(await stack.query(ACTIVE_CALLS, { sources: [HEALTHY] })), HEALTHY).fetchedAt
  const reported = await fetchedAt()
  stack.clock.nowMs += 1000
  expect(await fetchedAt()).toBe(reported)
  stack.clock.setByMs = setByMs
  expect(await fetchedAt()).toBe(reported)
  stack.clock.nowMs += 7_200_000
  expect(await fetchedAt()).toBe(new Date(stack.clock.nowMs + setByMs).toISOString())
  stack.clock.setByMs = 0
})
