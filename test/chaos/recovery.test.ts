// A source that fails and recovers: older rows meanwhile, OK soon after, and no duration depends on the system clock.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/engine/source/global-id.js'
import { ACTIVE_CALLS, type ChaosStack, connectionOf, reportOf, rowsOf, startChaosStack } from './chaos-stack.js'
import { DIALECTS, type Dialect } from './dialects.js'
import { behave, CALLS, type Misbehave, misbehaviours } from './misbehaviours.js'

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack()
})
afterAll(async () => running?.close())
beforeEach(() => {
  running.stack.clock.setByMs = 0
  running.stack.clock.nowMs += 3_600_000
})

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Misbehave =>
  (_request, response) =>
    void response.writeHead(code, headers).end('<h1>no</h1>')
const FAILURES: Readonly<Record<string, Misbehave>> = {
  '400': status(400),
  '401': status(401),
  '403': status(403),
  '404': status(404),
  '413': status(413),
  '429': status(429),
  '431': status(431),
  '500': status(500),
  empty: (_request, response) => void response.writeHead(200).end(),
  garbage: (_request, response) => void response.writeHead(200).end('garbage'),
  html: misbehaviours['login-page'],
  reset: misbehaviours.reset,
  'half a body': misbehaviours['half-a-body'],
  'a zip bomb': misbehaviours['gzip-bomb'],
  'a redirect': misbehaviours.redirect,
}
const cases = Object.keys(FAILURES).flatMap((kind) => DIALECTS.map((dialect) => [kind, dialect] as const))

const nameOf = (dialect: Dialect): string => `doctype-${dialect}`
const mend = (dialect: Dialect, misbehave: Misbehave): void => running.chaos.mend(`doctype/${dialect}`, misbehave)
const ask = async (dialect: Dialect) =>
  connectionOf(await running.stack.query(ACTIVE_CALLS, { sources: [nameOf(dialect), 'mor-demo'] }))

describe('older rows are returned while a source fails, and new ones within 5 s after that', () => {
  test.for(cases)('with %s (%s)', async ([kind, dialect]) => {
    const { clock } = running.stack
    const name = nameOf(dialect)
    mend(dialect, behave)
    expect(reportOf(await ask(dialect), name)).toMatchObject({ status: 'OK', stale: false })
    mend(dialect, FAILURES[kind] ?? behave)
    for (let each = 0; each < 8; each++) {
      clock.nowMs += 2000
      const older = await ask(dialect)
      expect(reportOf(older, name)).toMatchObject({ status: 'OK', stale: true, error: null })
      expect(rowsOf(older, name)).toHaveLength(CALLS.length)
    }
    mend(dialect, behave)
    clock.nowMs += kind === '401' || kind === '403' ? 35_000 : 4000
    expect(reportOf(await ask(dialect), name)).toMatchObject({ status: 'OK', stale: false })
  })
})

describe('what a client caused', () => {
  test.for(['400', '404', '413', '431'])('(%s) leaves the source as healthy as it was', async (kind) => {
    const { stack } = running
    mend('telecomx', behave)
    await ask('telecomx')
    mend('telecomx', FAILURES[kind] ?? behave)
    for (let each = 0; each < 6; each++)
      await stack.query(
        `{ activeCalls(sources: ["${nameOf('telecomx')}"], filter: { customerId: "${each}" }) { nodes { id } } }`,
      )
    mend('telecomx', behave)
    const { body } = await stack.query('{ sources { name health { state } } }')
    expect(body.data).toMatchObject({
      sources: expect.arrayContaining([{ name: nameOf('telecomx'), health: { state: 'UP' } }]),
    })
    stack.clock.nowMs += 1000
    expect(reportOf(await ask('telecomx'), nameOf('telecomx'))).toMatchObject({ status: 'OK', stale: false })
  })
})

describe('a client that looks up ids that do not exist', () => {
  test.for(['telecomx', 'restcomm'] as const)('(%s) slows down nobody else', async (dialect) => {
    const { stack } = running
    const type = dialect === 'telecomx' ? 'Session' : 'Call'
    const error = { message: 'no such id', code: 'not_found', status: 404 }
    const unknown: Misbehave = (_request, response) => void response.writeHead(404).end(JSON.stringify({ error }))
    // Restcomm's 404 says nothing more.
    mend(dialect, dialect === 'telecomx' ? unknown : (FAILURES['404'] ?? behave))
    const before = running.chaos.received(`doctype/${dialect}`)
    for (let each = 0; each < 8; each++) {
      const { body } = await stack.query('query ($id: ID!) { node(id: $id) { id } }', {
        id: toGlobalId(type, nameOf(dialect), `CA${each}`.padEnd(34, '0')),
      })
      expect(body).toMatchObject({ data: { node: null } })
    }
    expect(running.chaos.received(`doctype/${dialect}`) - before).toBe(8)
    mend(dialect, behave)
    expect(reportOf(await ask(dialect), nameOf(dialect))).toMatchObject({ status: 'OK', stale: false })
  })

  test.for(DIALECTS)('(%s) differs from a source that answers 404 to every list', async (dialect) => {
    const { stack, chaos } = running
    mend(dialect, FAILURES['404'] ?? behave)
    const before = chaos.received(`doctype/${dialect}`)
    for (let each = 0; each < 50; each++)
      await stack.query(
        `{ activeCalls(sources: ["${nameOf(dialect)}"], filter: { caller: "+457000${1000 + each}" }) { nodes { id } } }`,
      )
    expect(chaos.received(`doctype/${dialect}`) - before).toBeLessThanOrEqual(6)
  })
})

describe.each([-3_600_000, 3_600_000])('with the system clock set by %i ms', (setByMs) => {
  test.for([
    ['an open circuit', status(500), 1000],
    ['a pause', status(429, { 'retry-after': '5' }), 5000],
    ['refused credentials', status(401), 28_000],
    ['a request that is refused', status(404), 1000],
  ] as const)('%s ends in time, and not before', async ([, fail, milliseconds]) => {
    const { clock } = running.stack
    const name = nameOf('restcomm')
    const isRefused = async (): Promise<boolean> => {
      const { error } = reportOf(await ask('restcomm'), name)
      return error !== null
    }
    mend('restcomm', behave)
    await ask('restcomm')
    clock.nowMs += 3_600_000
    mend('restcomm', fail)
    expect(await isRefused()).toBe(true)
    mend('restcomm', behave)
    clock.setByMs = setByMs
    clock.nowMs += milliseconds - 1
    expect(await isRefused()).toBe(true)
    clock.nowMs += 1
    expect(await isRefused()).toBe(false)
  })
})
