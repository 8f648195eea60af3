import { describe, expect, test } from 'vitest'
import { portasip } from '../../../../adapters/portasip/adapter.js'
import { portasipSimulator } from '../../../../adapters/portasip/simulator.js'
import type { SimulatorRequest } from '../../../../adapters/simulation/contract.js'
import { arrayWorld } from '../../../../adapters/simulation/world.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { encodeXmlRpcCall } from '../../../../adapters/wire/xml-rpc/response-decoder.js'
import { answerChallenge, parseChallenge } from '../../../../src/conformance/digest.js'
import { declared, snapshotOf, textOf } from './declared.js'
import { callsInEveryState, NOW_MS } from './switch.js'

const MINUTE_MS = 60_000
const CREDENTIALS = { username: 'weblogin', password: 'demo-password' }
const simulator = portasipSimulator.open({})
const world = arrayWorld({ calls: callsInEveryState() })

const post = (headers: Record<string, string>, more: Partial<SimulatorRequest> = {}, nowMs = NOW_MS) =>
  simulator.answer(
    {
      method: 'POST',
      path: '',
      query: new URLSearchParams(),
      headers,
      body: encodeXmlRpcCall('listActiveCalls', {}),
      ...more,
    },
    world,
    nowMs,
  )

function challengeAt(nowMs: number) {
  const challenge = parseChallenge(post({}, {}, nowMs).headers['www-authenticate'])
  if (challenge === null) throw new Error('no challenge')
  return challenge
}

interface Signing {
  readonly who?: typeof CREDENTIALS
  readonly method?: string
  readonly uri?: string
  readonly count?: number
  readonly cnonce?: string
}
const signed = ({ who = CREDENTIALS, method = 'POST', uri = '/xmlapi/xmlapi', count = 1, cnonce }: Signing = {}) => ({
  authorization: answerChallenge(challengeAt(NOW_MS), who, {
    method,
    uri,
    count,
    ...(cnonce === undefined ? {} : { cnonce }),
  }),
})

describe('the digest of the simulated switch', () => {
  test('is requested with a page, not with XML-RPC', () => {
    const { status, headers, body } = post({})
    expect(status).toBe(401)
    expect(headers['content-type']).toBe('text/html')
    expect(body).toMatch(/^<html>/)
    expect(headers['www-authenticate']).toMatch(/^Digest realm="[^"]+", nonce="[^"]+", qop="auth", algorithm=MD5$/)
  })

  test('accepts every request with the right password', () => {
    expect(post(signed()).status).toBe(200)
    expect(post(signed({ count: 2 })).status).toBe(200)
  })

  test.each<[string, Signing]>([
    ['another password', { who: { ...CREDENTIALS, password: 'guess' } }],
    ['another user', { who: { ...CREDENTIALS, username: 'root' } }],
    ['another method', { method: 'GET' }],
    ['another address', { uri: '/xmlapi/other' }],
    ['a count of 0', { count: 0 }],
    ['no client nonce', { cnonce: '' }],
  ])('refuses what was signed with %s', (_, signing) => {
    const { status, headers } = post(signed(signing))
    expect(status).toBe(401)
    expect(headers['www-authenticate']).not.toContain('stale')
  })

  test.each([
    ['no digest', 'Basic d2VibG9naW46ZGVtby1wYXNzd29yZA=='],
    ['an invented nonce', signed().authorization.replace(/nonce="[^"]+"/, 'nonce="5f-00"')],
    ['another address beside the one that was signed', signed().authorization.replace('uri="/xmlapi', 'uri="/other')],
    ['a changed nonce count', signed().authorization.replace('nc=00000001', 'nc=00000002')],
    ['a changed answer', signed().authorization.replace(/response="./, 'response="x')],
    ['another algorithm', signed().authorization.replace('algorithm=MD5', 'algorithm=SHA-256')],
    ['no quality of protection', signed().authorization.replace('qop=auth', 'qop=auth-int')],
  ])('refuses %s', (_, authorization) => {
    expect(post({ authorization }).status).toBe(401)
  })

  test('refuses a nonce that it did not issue, also with the right password', () => {
    const nonce = `${NOW_MS.toString(16)}-00112233445566778899aabbccddeeff`
    const what = { method: 'POST', uri: '/xmlapi/xmlapi', count: 1 }
    const authorization = answerChallenge({ ...challengeAt(NOW_MS), nonce }, CREDENTIALS, what)
    expect(post({ authorization }).status).toBe(401)
  })

  test('a nonce from the future is stale', () => {
    expect(post(signed(), {}, NOW_MS - 1).headers['www-authenticate']).toContain(', stale=true')
  })

  test('a nonce is valid for five minutes, and stale after that', () => {
    const headers = signed()
    expect(post(headers, {}, NOW_MS + 5 * MINUTE_MS).status).toBe(200)
    const late = post(headers, {}, NOW_MS + 5 * MINUTE_MS + 1)
    expect(late.status).toBe(401)
    expect(late.headers['www-authenticate']).toContain(', stale=true')
    expect(parseChallenge(late.headers['www-authenticate'])?.nonce).not.toBe(challengeAt(NOW_MS).nonce)
  })

  test('signs the address with its query', () => {
    const query = new URLSearchParams('debug=1')
    expect(post(signed(), { query }).status).toBe(401)
    expect(post(signed({ uri: '/xmlapi/xmlapi?debug=1' }), { query }).status).toBe(200)
  })

  test('other paths and methods are answered by the web server', () => {
    expect(post({}, { path: '/other' }).status).toBe(404)
    expect(post(signed({ method: 'GET' }), { method: 'GET' }).status).toBe(405)
  })
})

describe('the source section of the simulated switch', () => {
  test('reaches it by digest', () => {
    expect(simulator.basePath).toBe('/xmlapi/xmlapi')
    expect(simulator.credentials).toEqual(CREDENTIALS)
    const { vendor, url, ...settings } = simulator.source('http://127.0.0.1:4101')
    expect([vendor, url]).toEqual(['portasip', 'http://127.0.0.1:4101/xmlapi/xmlapi'])
    expect(portasip.declare(settings).auth.scheme).toBe('digest')
  })

  test('reaches it in trusted mode', () => {
    const trusted = portasipSimulator.open({ trusted: true, customerId: 3 })
    const { vendor: _, url: __, ...settings } = trusted.source('http://127.0.0.1:4101')
    const { list, declaration } = declared(settings)
    expect(declaration.auth.scheme).toBe('none')
    const body = textOf(list.request(snapshotOf({})))
    const request = { method: 'POST', path: '', query: new URLSearchParams(), headers: {}, body }
    const answer = trusted.answer(request, world, NOW_MS)
    expect(decodeText(list.decode, answer.body).rows.map((row) => row['ID'])).toEqual(['6'])
  })

  test('refuses options that it does not have', () => {
    expect(() => portasipSimulator.open({ setuptime: false })).toThrow(/setuptime/)
    expect(() => portasipSimulator.open({ order: 'newest_first' })).toThrow(/order/)
  })
})
