// A log-in that is not answered: no request waits for it beyond its own deadline, and it is made once for all of them.
// One that is refused is not made again for a while.

import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ScriptedServer, startScriptedServer } from '../support/scripted/scripted-server.js'
import { type GraphAnswer, type Stack, startStack } from '../support/stack.js'
import { ACTIVE_CALLS, connectionOf, expectNoLeak, reportOf, rowsOf, until } from './chaos-stack.js'
import { activeCalls } from './dialects.js'
import { CALLS } from './misbehaviours.js'

const TIMEOUT_MS = 30_000
const DEADLINE_MS = 8000
const [SLOW, HEALTHY] = ['slow-to-log-in', 'mor-demo'] as const

let vendor: ScriptedServer
let stack: Stack
/** The log-ins that wait for an answer, and how many there have been. */
let logIns: ServerResponse[] = []
let [logInsSeen, released] = [0, 0]
const answerLogIn = (): void =>
  void logIns.shift()?.end(JSON.stringify({ token: 'hidden-token', expiresInMinutes: 15 }))

beforeEach(async () => {
  logIns = []
  logInsSeen = 0
  released = 0
  vendor = await startScriptedServer(({ path }, response) => {
    const { contentType, text } = activeCalls.telecomx(CALLS)
    if (path !== '/auth/login') return void response.writeHead(200, { 'content-type': contentType }).end(text)
    logInsSeen++
    logIns.push(response)
    response.once('close', () => void (released += response.writableFinished ? 0 : 1))
  })
  const source = { vendor: 'telecomx', url: vendor.origin, auth: { username: 'demo', password: 'hidden-password' } }
  stack = await startStack({
    vendors: ['mor'],
    server: { deadlineMs: DEADLINE_MS },
    sources: { [SLOW]: { ...source, timeoutMs: TIMEOUT_MS, retries: 0 } },
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await stack.close()
  await vendor.close()
})

/** Queries both sources; resolves when the healthy one has answered and the log-in at the other one has begun. */
async function ask(): Promise<{ readonly answer: Promise<GraphAnswer> }> {
  stack.clock.nowMs += 2000
  stack.log.length = 0
  const answer = stack.query(ACTIVE_CALLS, { sources: [SLOW, HEALTHY] })
  await until(
    () => logInsSeen > 0 && stack.log.some((line) => line.includes(HEALTHY) && line.includes('"outcome":"OK"')),
  )
  return { answer }
}

async function expectGivenUp({ answer }: Awaited<ReturnType<typeof ask>>): Promise<void> {
  const { text } = await answer
  const connection = connectionOf(await answer)
  expect(rowsOf(connection, HEALTHY).length).toBeGreaterThan(0)
  expect(reportOf(connection, SLOW)).toMatchObject({ status: 'FAILED', error: { code: 'DEADLINE' } })
  expectNoLeak(text + stack.log.join(''))
}

test('costs each request its deadline, and continues for later requests', async () => {
  const first = await ask()
  vi.advanceTimersByTime(DEADLINE_MS)
  await expectGivenUp(first)
  expect(released).toBe(0)
  const second = await ask()
  answerLogIn()
  const connection = connectionOf(await second.answer)
  expect(reportOf(connection, SLOW)).toMatchObject({ status: 'OK', requests: 1 })
  expect(rowsOf(connection, SLOW)).toHaveLength(CALLS.length)
  expect(logInsSeen).toBe(1)
})

test('is abandoned after the time of an attempt, and made again for the next one', async () => {
  const first = await ask()
  vi.advanceTimersByTime(DEADLINE_MS)
  await expectGivenUp(first)
  vi.advanceTimersByTime(TIMEOUT_MS - DEADLINE_MS)
  await until(() => released === 1)
  logIns.shift()
  const second = await ask()
  await until(() => logInsSeen === 2)
  answerLogIn()
  expect(reportOf(connectionOf(await second.answer), SLOW)).toMatchObject({ status: 'OK', requests: 2 })
})

test('that is answered when nobody waits any more still provides a session', async () => {
  const first = await ask()
  vi.advanceTimersByTime(DEADLINE_MS)
  await expectGivenUp(first)
  answerLogIn()
  await until(() => stack.log.some((line) => line.includes(SLOW) && line.includes('"outcome":"OK"')))
  const { answer } = await ask()
  expect(reportOf(connectionOf(await answer), SLOW)).toMatchObject({ status: 'OK', requests: 1 })
  expect(logInsSeen).toBe(1)
})

test('that is refused is not made again for a while, for no client: no account is locked', async () => {
  const refused = { status: 'FAILED', error: { code: 'UNAUTHENTICATED' } }
  const first = await ask()
  const second = await ask()
  logIns.shift()?.writeHead(401).end('hidden-password')
  for (const { answer } of [first, second, await ask(), await ask()]) {
    expect(reportOf(connectionOf(await answer), SLOW)).toMatchObject(refused)
    expectNoLeak((await answer).text + stack.log.join(''))
  }
  expect(logInsSeen).toBe(1)
  stack.clock.nowMs += 28_000
  const { answer } = await ask()
  await until(() => logInsSeen === 2)
  answerLogIn()
  expect(reportOf(connectionOf(await answer), SLOW)).toMatchObject({ status: 'OK' })
})
