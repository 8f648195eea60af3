// One odd text in a list, such as a caller can choose: the list is OK, the row is in it, a counter counts the repairs,
// and one warning a minute and source says so.
//
// Seen red: repairs that are not reported; the warning without its limit; bytes refused for decoders that repair.

import { afterEach, describe, expect, test } from 'vitest'
import { RINGING as MOR_CALL, page } from '../../conformance/mor/answers.js'
import { answered, CONNECTED, listOf, RINGING } from '../../conformance/portasip/wire.js'
import { xmlCall, xmlPage } from '../../conformance/restcomm/bodies.js'
import { scrape } from '../../support/scrape.js'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'

/** As Latin-1: the ø is not valid UTF-8. Four repairs. */
const ODD = 'S\u00f8n & \f]]>'
const READ = 'S\u{FFFD}n & \u{FFFD}]]>'
const REPAIRS = 4

interface Vendor {
  readonly keys: Readonly<Record<string, unknown>>
  /** A list of two rows, the first with this text. */
  readonly list: (text: string) => string
  readonly query: string
  readonly texts: readonly [string, string]
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  portasip: {
    keys: { trusted: { customerId: 1 } },
    list: (text) => answered(listOf(RINGING.replace('d84b2a8b-44f79741', text), CONNECTED)).body,
    query: 'activeCalls(first: 5) { nodes { text: sipCallId } sources { status } }',
    texts: [`${READ}@192.0.2.11`, 'c80634fb-6f7ad6fd@192.0.2.22'],
  },
  mor: {
    keys: { timeZone: 'Europe/Vilnius', auth: { username: 'demo-user', secretKey: 'demo-secret-key' } },
    list: (text) => page(MOR_CALL.replace('Test User #1', text), MOR_CALL.replace('<id>3<', '<id>4<')),
    query: 'activeCalls(first: 5) { nodes { customer { name } } sources { status } }',
    texts: [READ, 'Test User #1'],
  },
  restcomm: {
    keys: { auth: { accountSid: 'demo', authToken: 'demo-password' }, format: 'xml' },
    list: (text) =>
      xmlPage(
        [
          xmlCall({ Sid: 'CA1', From: '801', CallerName: text }),
          xmlCall({ Sid: 'CA2', From: '802', CallerName: 'Ann' }),
        ],
        0,
      ).body,
    query: 'calls(first: 5) { nodes { caller { name } } sources { status } }',
    texts: [READ, 'Ann'],
  },
}

let server: ScriptedServer
let stack: Stack
afterEach(async () => {
  await stack.close()
  await server.close()
})

async function startVendor(vendor: string, body: () => Buffer): Promise<void> {
  server = await startScriptedServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(body())
  })
  const { keys } = VENDORS[vendor] ?? {}
  stack = await startStack({ vendors: [], sources: { [vendor]: { vendor, url: server.origin, ...keys } } })
}

const warnings = (): readonly unknown[] =>
  stack.log
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ type }) => type === 'repaired')
    .map(({ level, source, repairs, msg }) => ({ level, source, repairs, msg }))
const warning = (source: string, repairs: number) => ({ level: 40, source, repairs, msg: 'vendor answer was repaired' })
const counted = async (source: string) => (await scrape(stack.url)).value('trunkline_source_repairs_total', { source })

describe.each(Object.entries(VENDORS))('an odd text of %s', (name, { list, query, texts }) => {
  test('leaves the list as it is, and is reported', async () => {
    await startVendor(name, () => Buffer.from(list(ODD), 'latin1'))
    const { body } = await stack.query(`{ list: ${query} }`)
    expect(body.errors).toBeUndefined()
    const text = JSON.stringify(body.data)
    expect(body.data).toMatchObject({ list: { nodes: [{}, {}], sources: [{ status: 'OK' }] } })
    for (const expected of texts) expect(text).toContain(JSON.stringify(expected))
    expect(await counted(name)).toBe(REPAIRS)
    expect(warnings()).toEqual([warning(name, REPAIRS)])
    expect(stack.log.join('')).not.toContain(']]>')
  })

  test('is warned about once a minute, and sound lists are not', async () => {
    let text = 'sound'
    await startVendor(name, () => Buffer.from(list(text), 'latin1'))
    const poll = async (afterMs: number) => {
      stack.clock.nowMs += afterMs
      await stack.query(`{ list: ${query} }`)
    }
    await poll(0)
    expect([await counted(name), warnings()]).toEqual([undefined, []])
    text = ODD
    for (const afterMs of [30_000, 30_000, 29_999]) await poll(afterMs)
    expect(warnings()).toEqual([warning(name, REPAIRS)])
    await poll(20_000)
    expect(warnings()).toEqual([warning(name, REPAIRS), warning(name, 3 * REPAIRS)])
    expect(await counted(name)).toBe(4 * REPAIRS)
  })

  test('in markup still refuses the answer', async () => {
    await startVendor(name, () => Buffer.from(list('a < b'), 'latin1'))
    const { body } = await stack.query(`{ list: ${query} }`)
    expect(JSON.stringify(body)).toContain('PROTOCOL')
    expect(warnings()).toEqual([])
  })
})

test.each(['<int>12abc</int>', '<double>1,5</double>', '<boolean>yes</boolean>', '<i8/>', '<nil>0</nil>'])(
  'a typed XML-RPC value with other text is null, and reported: %s',
  async (odd) => {
    const ringing = RINGING.replace(/(<name>DELAY<\/name><value>).*?(<\/value>)/, `$1${odd}$2`)
    await startVendor('portasip', () => Buffer.from(answered(listOf(ringing, CONNECTED)).body))
    const { body } = await stack.query('{ activeCalls(first: 5) { nodes { sipCallId } sources { status } } }')
    expect(body).toMatchObject({
      data: {
        activeCalls: {
          nodes: [{ sipCallId: expect.any(String) }, { sipCallId: expect.any(String) }],
          sources: [{ status: 'OK' }],
        },
      },
    })
    expect(await counted('portasip')).toBe(1)
    expect(warnings()).toEqual([warning('portasip', 1)])
  },
)

test("MOR's page is read with HTML around it, after a blank line and a byte order mark that contradicts the header", async () => {
  const [, content = ''] = /\n([^]*)$/.exec(page(MOR_CALL.replace('Test User #1', 'Žemaitė'))) ?? []
  const document = `\u{FEFF}\n<?xml version="1.1" encoding="martian"?><html><body>${content}</body></html>`
  server = await startScriptedServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end(document)
  })
  stack = await startStack({
    vendors: [],
    sources: { mor: { vendor: 'mor', url: server.origin, ...VENDORS['mor']?.keys } },
  })
  const { body } = await stack.query('{ activeCalls(first: 5) { nodes { customer { name } } sources { status } } }')
  expect(body).toEqual({
    data: { activeCalls: { nodes: [{ customer: { name: 'Žemaitė' } }], sources: [{ status: 'OK' }] } },
  })
  expect(warnings()).toEqual([])
})
