import { describe, expect, test } from 'vitest'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { ACCOUNT, callsIn, openSite } from './site.js'

const START = Date.UTC(2026, 2, 1, 9)
const LATER = START + 3_600_000
const CONNECT = `/Accounts/${ACCOUNT}/Calls`

describe('paths', () => {
  const world = arrayWorld({ calls: [worldCall({ startedAtMs: START })] })
  const sbc = openSite({}, world, LATER)
  const connect = openSite({ product: 'connect' }, world, LATER)
  const connectSid = String(callsIn(connect(`${CONNECT}.json`))[0]?.['sid'])
  const sbcSid = String(callsIn(sbc('/Calls.json'))[0]?.['sid'])
  const type = (response: ReturnType<typeof sbc>) => response.headers['content-type']

  test('Sids have the form of the product', () => {
    expect(sbcSid).toMatch(/^RN[0-9a-f]{32}$/)
    expect(connectSid).toMatch(/^ID[0-9a-f]{32}-CA[0-9a-f]{32}$/)
  })
  test('the suffix decides on the format, and on Connect then what is accepted', () => {
    const headers = { accept: 'application/json' }
    expect(type(sbc(`/Calls/${sbcSid}.json`))).toBe('application/json')
    expect(type(sbc('/Calls', { headers }))).toBe('application/xml')
    expect(type(connect(CONNECT, { headers }))).toBe('application/json')
    expect(type(connect(CONNECT))).toBe('application/xml')
    expect(type(connect(`${CONNECT}.json/${connectSid}`))).toBe('application/json')
    expect(type(connect(`${CONNECT}/${connectSid}`))).toBe('application/xml')
  })
  test.each([
    [404, '/Calls/RN0123456789abcdef0123456789abcdef.json'],
    [500, '/Calls/short.json'],
    [404, '/Messages.json'],
    [404, `/Accounts/${ACCOUNT}/Calls.json`],
  ])('%i for %s on the SBC', (status, path) => {
    expect(sbc(path).status).toBe(status)
  })
  test('the SBC has no method to change a call, and neither has one to delete it', () => {
    expect(sbc(`/Calls/${sbcSid}.json`, { method: 'POST', body: 'Status=completed' }).status).toBe(405)
    expect(sbc(`/Calls/${sbcSid}.json`, { method: 'DELETE' }).status).toBe(405)
    expect(connect(`${CONNECT}/${connectSid}.json`, { method: 'DELETE' }).status).toBe(405)
    expect(sbc(`/Accounts/${ACCOUNT}/Supervisor.json/metrics`, { method: 'POST' }).status).toBe(405)
  })
})

describe('rows', () => {
  const call = worldCall({
    startedAtMs: START + 120,
    answeredAtMs: START + 4120,
    endedAtMs: START + 131_000,
    caller: '+4581808888',
    callee: '+4570305050',
    callerName: 'Ærtebjerg & "Søn"',
    divertedBy: '+4580808080',
  })
  const world = arrayWorld({ calls: [call] })
  test('are those of facts.md, 1.1', () => {
    const row = callsIn(openSite({}, world, LATER)('/Calls.json'))[0] ?? {}
    expect(row).toMatchObject({
      date_created: 'Sun, 1 Mar 2026 09:00:00 +0000',
      date_updated: 'Sun, 1 Mar 2026 09:02:11 +0000',
      to: '4570305050',
      from: '4581808888',
      status: 'COMPLETED',
      start_time: '2026-03-01T10:00:00.120+01:00',
      end_time: '2026-03-01T10:02:11.000+01:00',
      duration: 126,
      direction: 'inbound',
      forwarded_from: '4580808080',
      ring_duration: 4,
      uri: `2012-04-24/Calls/${String(row['sid'])}.json`,
    })
    expect(Object.keys(row)).not.toContain('price')
    expect(Object.keys(row)).not.toContain('answered_by')
  })
  test('have every element in XML, and its special characters escaped', () => {
    const { body } = openSite({}, world, LATER)('/Calls')
    expect(body).toContain('<CallerName>Ærtebjerg &amp; &quot;Søn&quot;</CallerName>')
    expect(body).toContain('<AnsweredBy/>')
    expect(body).toMatch(/<Price>0.0<\/Price>\s*<PriceUnit>USD</)
    expect(body).toContain('<Ring_duration>4</Ring_duration>')
  })
  test('of Connect have the account, the price of an outbound call, and its parent', () => {
    const legs = arrayWorld({
      calls: [call, worldCall({ index: 1, parentIndex: 0, direction: 'outbound', startedAtMs: START + 1000 })],
    })
    const connect = openSite({ product: 'connect' }, legs, LATER)
    const [leg = {}, parent = {}] = callsIn(connect(`${CONNECT}.json`))
    expect(leg).toMatchObject({
      account_sid: ACCOUNT,
      parent_call_sid: parent['sid'],
      direction: 'outbound-dial',
      status: 'COMPLETED',
      price_unit: 'USD',
    })
    expect(parent).toMatchObject({ direction: 'inbound', status: 'completed' })
    expect(parent['phone_number_sid']).toMatch(/^PN[0-9a-f]{32}$/)
    expect(connect(CONNECT).body).toContain('<Price>0.012</Price>')
  })
})
