import { describe, expect, test } from 'vitest'
import { mor } from '../../../../adapters/mor/adapter.js'
import { morSimulator } from '../../../../adapters/mor/simulator.js'
import type { OpenSimulator } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { faultOf, openInProcess } from '../../../../src/conformance/in-process.js'
import { activeCallsOf, requestFor } from './declared.js'
import { NOW_MS, open, staged } from './staged.js'

const NO_QUERY = new URLSearchParams()

describe('signing in', () => {
  test.each([
    ['username+key', 'demo', 1],
    ['key', 'demo', 1],
    ['none', 'demo', 1],
    ['key', 'admin', 1],
  ])('hash %s as %s, as its source section says', (hash, username, requests) => {
    const { source, ids } = open({ hash, username })
    expect(ids({})).toHaveLength(3)
    expect(source.requests()).toBe(requests)
  })

  /** The section of the site, with another value of one key. */
  function openWith(options: Record<string, unknown>, settings: Record<string, unknown>) {
    const kit = morSimulator.open(options)
    const changed: OpenSimulator = { ...kit, source: (origin) => ({ ...kit.source(origin), ...settings }) }
    const source = openInProcess(mor, changed, staged(), () => NOW_MS)
    const { decode } = activeCallsOf(source.declaration)
    return { source, ask: () => source.ask(requestFor(source.declaration, {}), decode).rows.length }
  }

  test.each([
    ['key', 'demo', 2],
    ['username+key', 'demo', 1],
    ['key', 'admin', 1],
    ['username+key', 'admin', 2],
    ['none', 'admin', 1],
  ])('auto detects a site with hash %s as %s', (hash, username, requests) => {
    const { source, ask } = openWith({ hash, username }, { hash: 'auto' })
    expect(ask()).toBe(3)
    expect(source.requests()).toBe(requests)
    ask()
    expect(source.requests()).toBe(requests + 1)
  })

  test('a wrong key is abandoned after one more attempt', () => {
    const { source, ask } = openWith({}, { hash: 'auto', auth: { username: 'demo', secretKey: 'wrong-key' } })
    expect(faultOf(ask)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(source.requests()).toBe(2)
  })

  test('an unknown user is not a wrong hash', () => {
    const { source, ask } = openWith({}, { hash: 'auto', auth: { username: 'nobody', secretKey: 'demo-secret-key' } })
    expect(faultOf(ask)).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('auth.username') })
    expect(source.requests()).toBe(1)
  })
})

describe('on the wire', () => {
  const send = (method: string, path: string, form: string, options: Record<string, unknown> = {}) => {
    const sent = method === 'GET' ? { query: new URLSearchParams(form), body: '' } : { query: NO_QUERY, body: form }
    const simulator = morSimulator.open({ hash: 'none', ...options })
    return simulator.answer({ method, path, headers: {}, ...sent }, staged(), NOW_MS)
  }

  test('answers are downloads of HTML, unless the site says XML', () => {
    expect(send('POST', '/api/active_calls_get', 'u=demo').headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment; filename=mor_api_response.html',
    })
    expect(send('POST', '/api/active_calls_get', 'u=demo', { contentType: 'text/xml' }).headers).toEqual({
      'content-type': 'text/xml; charset=utf-8',
    })
  })

  test('a GET is refused, with HTTP 200', () => {
    const answer = send('GET', '/api/active_calls_get', 'u=demo')
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('<status><error>GET Requests are disabled</error></status>')
    const { decode } = activeCallsOf(open().source.declaration)
    expect(faultOf(() => decodeText(decode, answer.body))).toMatchObject({ code: 'REJECTED' })
  })

  test('an error about a parameter is padded and inside a page', () => {
    const { body } = send('POST', '/api/active_calls_get', 'u=demo&s_did=999')
    expect(body).toContain('<page>\n<status><error> Did was not Found </error></status>\n</page>')
  })

  test('a status that MOR does not know is refused', () => {
    expect(send('POST', '/api/active_calls_get', 'u=demo&s_status=busy').body).toContain(
      'Status value must be Ringing or Answered',
    )
  })

  test('an empty parameter is ignored', () => {
    expect(send('POST', '/api/active_calls_get', 'u=demo&s_server=').body.match(/<active_call>/g)).toHaveLength(3)
  })

  test('text has entities, but quotes stay; the document ends with a line break', () => {
    const simulator = morSimulator.open({ hash: 'none' })
    const world = arrayWorld({
      calls: [worldCall({ index: 0, startedAtMs: NOW_MS - 60_000, endedAtMs: NOW_MS + 1, caller: `a&b <c> "d" 'e'` })],
    })
    const asked = { method: 'POST', path: '/api/active_calls_get', headers: {}, query: NO_QUERY, body: 'u=demo' }
    const { body } = simulator.answer(asked, world, NOW_MS)
    expect(body).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<page>\n {2}<active_call>\n {4}<id>1<\/id>\n/)
    expect(body).toContain(`\n    <src>a&amp;b &lt;c&gt; "d" 'e'</src>\n    <user_id/>\n`)
    expect(body).toMatch(/<\/active_call>\n<\/page>\n$/)
  })

  test('another path is not there', () => {
    expect(send('POST', '/api/active_calls', 'u=demo').status).toBe(404)
    expect(send('DELETE', '/api/active_calls_get', 'u=demo').status).toBe(404)
  })
})

test('the printed credentials are those of the source section', () => {
  const kit = morSimulator.open({ username: 'demo-user', secretKey: 'demo-key' })
  const source = kit.source('http://127.0.0.1:4104')
  expect(source).toMatchObject({ vendor: 'mor', url: 'http://127.0.0.1:4104/billing', hash: 'username+key' })
  expect(source['auth']).toEqual({ username: 'demo-user', secretKey: 'demo-key', password: 'demo-password' })
  expect(kit.credentials).toEqual({ username: 'demo-user', password: 'demo-key' })
})
