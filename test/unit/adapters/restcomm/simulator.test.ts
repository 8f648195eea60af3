import { describe, expect, test } from 'vitest'
import { restcommSimulator } from '../../../../adapters/restcomm/simulator.js'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { ACCOUNT, callsIn, openSite, parsed } from './site.js'

const START = Date.UTC(2026, 2, 1, 9)
const LATER = START + 3_600_000
const CONNECT = `/Accounts/${ACCOUNT}/Calls`

/** So many calls that were completed, a second apart. */
const completed = (count: number) =>
  arrayWorld({
    calls: Array.from({ length: count }, (_, index) => worldCall({ index, startedAtMs: START + index * 1000 })),
  })

describe('pages', () => {
  const sbc = openSite({}, completed(448), LATER)

  test("have the metadata of the oracle in the vendor's own tests: 448 calls by 50", () => {
    const { num_pages, total, start, end, page, page_size } = parsed(sbc('/Calls.json?Page=8'))
    expect({ num_pages, total, start, end, page, page_size }).toEqual({
      num_pages: 8,
      total: 448,
      start: '400',
      end: '448',
      page: 8,
      page_size: 50,
    })
    expect(callsIn(sbc('/Calls.json?Page=8'))).toHaveLength(48)
  })
  test('end inclusively, but for the last one', () => {
    expect(parsed(sbc('/Calls.json'))).toMatchObject({ start: '0', end: '49' })
  })
  test('link to each other by addresses, or the text null', () => {
    const path = '/restcomm-sbc/2012-04-24/Calls.json'
    const first = parsed(sbc('/Calls.json?PageSize=224&Status=COMPLETED'))
    expect(first).toMatchObject({ uri: path, previous_page_uri: 'null', last_page_uri: `${path}?Page=2&PageSize=224` })
    expect(first['next_page_uri']).toMatch(/\/Calls\.json\?Page=1&PageSize=224&AfterSid=RN[0-9a-f]{32}$/)
    expect(parsed(sbc('/Calls.json?PageSize=224&Page=2'))).toMatchObject({ next_page_uri: 'null', calls: [] })
  })
  test('behind the last one are refused without a body', () => {
    expect(sbc('/Calls.json?Page=9')).toEqual({ status: 400, headers: {}, body: '' })
  })
  test.each([['PageSize=0'], ['PageSize=ten'], ['Page=x'], ['Page=-1']])('%s is an internal error', (query) => {
    expect(sbc(`/Calls.json?${query}`).status).toBe(500)
  })
  test('of an empty list: the first exists and is empty', () => {
    const none = openSite({}, arrayWorld({ calls: [] }), LATER)
    expect(parsed(none('/Calls.json'))).toMatchObject({ total: 0, num_pages: 0, calls: [] })
    expect(none('/Calls').body).toMatch(/^<RestcommResponse>\n {2}<Calls page="0"[^>]*\/>\n<\/RestcommResponse>$/)
    expect(none('/Calls.json?Page=1').status).toBe(400)
  })
  test('in XML say the number of pages for the total', () => {
    expect(sbc('/Calls?PageSize=100').body).toContain('numpages="4" pagesize="100" total="4"')
  })
})

describe('order', () => {
  test('is none on the SBC, though it stays the same, and by start where EndTime is given', () => {
    const sbc = openSite({}, completed(50), LATER)
    const timesOf = (url: string) => callsIn(sbc(url)).map((call) => String(call['start_time']))
    const times = timesOf('/Calls.json')
    expect(times).not.toEqual(times.toSorted())
    expect(times).not.toEqual(times.toSorted().toReversed())
    expect(timesOf('/Calls.json')).toEqual(times)
    expect(timesOf('/Calls.json?EndTime=2026-03-01')).toEqual(times.toSorted())
  })
  test('is the newest first on Connect', () => {
    const connect = openSite({ product: 'connect' }, completed(50), LATER)
    const times = callsIn(connect(`${CONNECT}.json`)).map((call) => String(call['start_time']))
    expect(times).toEqual(times.toSorted().toReversed())
  })
})

describe('conditions', () => {
  const world = arrayWorld({
    calls: [
      worldCall({
        index: 0,
        startedAtMs: Date.UTC(2026, 1, 28, 22, 59, 59),
        endedAtMs: Date.UTC(2026, 1, 28, 22, 59, 59, 900),
        caller: '+4570305050',
      }),
      worldCall({ index: 1, startedAtMs: Date.UTC(2026, 1, 28, 23), caller: '+4570305051', direction: 'outbound' }),
      worldCall({ index: 2, startedAtMs: Date.UTC(2026, 2, 1, 22, 58), caller: null, outcome: 'failed' }),
    ],
  })
  const found = (query: string, options = {}) =>
    callsIn(openSite(options, world, Date.UTC(2026, 2, 3))(`/Calls.json?${query}`))
      .map((call) => call['from'])
      .sort()

  test.each([
    ['From=5050', ['4570305050']],
    ['From=4570', []],
    ['From=4570%25', ['4570305050', '4570305051']],
    ['From=7030505_', ['4570305050', '4570305051']],
    ['From=ymous', ['anonymous']],
    ['From=YMOUS', []],
    ['To=80808080&From=%25', ['4570305050', '4570305051', 'anonymous']],
    ['Status=COMPLETED', ['4570305050', '4570305051']],
    ['Status=completed', []],
    ['Status=%25ED', ['4570305050', '4570305051', 'anonymous']],
    // Midnight in Copenhagen is 23:00 UTC.
    ['StartTime=2026-03-01', ['4570305051', 'anonymous']],
    ['StartTime=2026-03-01T22:00', ['4570305051', 'anonymous']],
    ['EndTime=2026-02-28', ['4570305050']],
    ['ParentCallSid=%25', ['4570305050', '4570305051', 'anonymous']],
    ['ParentCallSid=RN', []],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected)
  })
  test('days are those of the server', () => {
    expect(found('StartTime=2026-03-01', { timeZone: 'UTC' })).toEqual(['anonymous'])
  })
  test('an invalid day is refused', () => {
    expect(openSite({}, world, LATER)('/Calls.json?StartTime=soon').status).toBe(400)
  })
})

describe('credentials', () => {
  const ask = (authorization: string | undefined, options = {}) =>
    openSite(options, completed(1), LATER)('/Calls.json', { headers: { authorization } })
  test.each([[undefined], ['Basic eDp5'], ['Bearer x']])('not %s', (authorization) => {
    expect(ask(authorization)).toEqual({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="Restcomm realm"' },
      body: '',
    })
  })
  test('credentials are those of the site', () => {
    const options = { accountSid: 'ops@example.net', authToken: 'another-password' }
    const site = restcommSimulator.open(options)
    const { username, password } = site.credentials
    expect(ask(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`, options).status).toBe(200)
    expect(site.source('http://127.0.0.1:4101')).toEqual({
      vendor: 'restcomm',
      url: 'http://127.0.0.1:4101/restcomm-sbc/2012-04-24',
      auth: options,
      product: 'sbc',
      format: 'json',
    })
  })
  test('another account is unknown to Connect, and breaks the SBC', () => {
    const world = completed(1)
    expect(openSite({ product: 'connect' }, world, LATER)('/Accounts/AC0/Calls.json').status).toBe(404)
    expect(openSite({}, world, LATER)('/Accounts/AC0/Supervisor.json/metrics').status).toBe(500)
  })
})
