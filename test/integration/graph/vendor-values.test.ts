// Values of vendors that are easily misread, through the whole product: over HTTP at both ends.
//
// Seen red: JSON.parse for the answers of TelecomX; the earlier of two local times, whatever the duration says.

import { afterEach, expect, test } from 'vitest'
import { ANSWERED, page } from '../../conformance/mor/answers.js'
import { completedRow } from '../../conformance/telecomx/session-rows.js'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'

let server: ScriptedServer
let stack: Stack
afterEach(async () => {
  await stack.close()
  await server.close()
})

async function startSource(type: string, body: string, keys: object, nowMs: number): Promise<void> {
  server = await startScriptedServer((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  stack = await startStack({
    vendors: [],
    sources: { only: { url: server.origin, ...keys } },
    clock: { nowMs },
  })
}

test.each(['9007199254740993', '18446744073709551615', '-9007199254740993'])(
  'the key %s, a JSON number beyond 2^53, keeps its digits',
  async (key) => {
    const row = JSON.stringify({ ...completedRow, sourceCustomerId: 0 }).replace(
      '"sourceCustomerId":0',
      `"sourceCustomerId":${key}`,
    )
    const keys = { vendor: 'telecomx', auth: { token: 'demo-token' } }
    await startSource('application/json', `[${row}]`, keys, Date.UTC(2026, 2, 3, 12))
    const { body } = await stack.query('{ sessions(first: 1) { nodes { sourceCustomer { nativeId } } } }')
    expect(body).toEqual({ data: { sessions: { nodes: [{ sourceCustomer: { nativeId: key } }] } } })
  },
)

// Clocks in Vilnius go back from 04:00 to 03:00 at 01:00Z on 2026-10-25: 03:10 is 00:10Z and 01:10Z.
test.each([
  ['01:30', '01:10'],
  ['00:30', '00:10'],
])('at %sZ a call of 1200 seconds was answered at %sZ, both 03:10 in Vilnius', async (now, answered) => {
  const call = ANSWERED.replace('2026-03-01 11:00:07', '2026-10-25 03:10:00').replace('>53<', '>1200<')
  const auth = { username: 'demo-user', secretKey: 'demo-secret-key' }
  const keys = { vendor: 'mor', timeZone: 'Europe/Vilnius', auth }
  await startSource('text/xml', page(call), keys, Date.parse(`2026-10-25T${now}:00Z`))
  const { body } = await stack.query('{ activeCalls(first: 1) { nodes { answeredAt } } }')
  expect(body).toEqual({ data: { activeCalls: { nodes: [{ answeredAt: `2026-10-25T${answered}:00Z` }] } } })
})
