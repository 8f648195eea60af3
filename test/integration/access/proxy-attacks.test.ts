// Headers of a proxy that signs users in, forged and smuggled, over HTTP; each attack is run twice.

import { describe, expect, test } from 'vitest'
import { formatRequest, sendRaw } from '../server/raw-client.js'
import { attackTwice, bearer, key, newBody, openSignedInStack, post, toReply } from './signed-in-stack.js'

const PROXY = { proxy: { userHeader: 'X-Auth-User', roles: { alice: 'noc' } } }
const behind = (address: string) => openSignedInStack(PROXY, { server: { trustedProxies: { addresses: [address] } } })

describe('the header of a proxy', () => {
  test('from the trusted proxy is believed', async () => {
    const stack = await behind('127.0.0.1')
    expect((await post(stack.url, newBody(), ['X-Auth-User: alice'])).brief).toBe('200 answered')
    expect(stack.log.join('')).toContain('"principal":"proxy:alice"')
  })

  test.each<[what: string, headers: readonly string[]]>([
    ['forged by a client', ['X-Auth-User: alice']],
    ['with the address of the proxy in X-Forwarded-For', ['X-Auth-User: alice', 'X-Forwarded-For: 192.0.2.7']],
    ['with the address of the proxy in Forwarded', ['X-Auth-User: alice', 'Forwarded: for=192.0.2.7;by=192.0.2.7']],
    ['with the address of the proxy in X-Real-IP', ['X-Auth-User: alice', 'X-Real-IP: 192.0.2.7']],
  ])('%s: 401 twice', async (_, headers) => {
    const stack = await behind('192.0.2.7')
    for (const { brief } of await attackTwice(stack, (body) => post(stack.url, body, headers)))
      expect(brief).toBe('401 UNAUTHENTICATED')
  })

  test.each<[what: string, headers: readonly string[], brief: string]>([
    ['sent twice', ['X-Auth-User: bob', 'X-Auth-User: alice'], '400 BAD_CREDENTIALS'],
    ['sent twice in other letters', ['X-Auth-User: bob', 'x-auth-USER: alice'], '400 BAD_CREDENTIALS'],
    ['beside a key', ['X-Auth-User: alice', ...bearer(key.key)], '400 BAD_CREDENTIALS'],
    ['with two users in one value', ['X-Auth-User: bob, alice'], '401 UNAUTHENTICATED'],
    ['with an underscore in its name', ['X_Auth_User: alice'], '401 UNAUTHENTICATED'],
    ['that is empty', ['X-Auth-User:'], '401 UNAUTHENTICATED'],
    ['with a user who has no role', ['X-Auth-User: bob'], '403 FORBIDDEN'],
    ['with the user __proto__', ['X-Auth-User: __proto__'], '403 FORBIDDEN'],
  ])('%s, by the trusted proxy: %s %s, twice', async (_, headers, brief) => {
    const stack = await behind('127.0.0.1')
    for (const reply of await attackTwice(stack, (body) => post(stack.url, body, headers)))
      expect(reply.brief).toBe(brief)
  })

  test('in the trailer of a chunked body: 401 twice', async () => {
    const stack = await behind('127.0.0.1')
    const replies = await attackTwice(stack, async (body) => {
      const lines = [
        'Host: 127.0.0.1',
        'Connection: close',
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
      ]
      const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\nX-Auth-User: alice\r\n\r\n`
      const bytes = `${formatRequest('POST /graphql HTTP/1.1', [...lines, 'Trailer: X-Auth-User'])}${chunks}`
      return toReply(await sendRaw(stack.url, bytes, { ends: false }))
    })
    for (const { brief } of replies) expect(brief).toBe('401 UNAUTHENTICATED')
  })

  test('in a second request within the body of the first, by two lengths: nothing is answered, twice', async () => {
    const stack = await behind('127.0.0.1')
    for (let time = 0; time < 2; time++) {
      const inner = formatRequest('POST /graphql HTTP/1.1', ['Host: 127.0.0.1', 'X-Auth-User: alice'], newBody())
      const outer = formatRequest('POST /graphql HTTP/1.1', [
        'Host: 127.0.0.1',
        'Content-Type: application/json',
        'Content-Length: 5',
        'Transfer-Encoding: chunked',
      ])
      const text = await sendRaw(stack.url, `${outer}0\r\n\r\n${inner}`)
      expect(text).not.toContain('"data":{')
    }
  })
})
