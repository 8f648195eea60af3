// Who acts, according to the audit: the other end of the connection, or the client that a trusted proxy names.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { clientIdentifier } from '../../../src/server/http/client.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring } from './acting.js'

const PORTASIP = 'portasip-demo'
const END = 'mutation ($id: ID!) { disconnectCall(id: $id) { outcome } }'

type Headers = Readonly<Record<string, string>>

/** Acts twice: the first time with an unknown operation, and with media types that take different paths. */
async function whoActs(stack: Stack, headers: Headers): Promise<unknown> {
  const id = toGlobalId('ActiveCall', PORTASIP, '99999999')
  const lines = await auditDuring(stack, async () => {
    for (const type of ['application/json', 'application/json; Charset=UTF-8'])
      await stack.query(END, { id }, { ...headers, 'content-type': type })
  })
  expect(lines).toHaveLength(2)
  expect(lines[0]?.who).toEqual(lines[1]?.who)
  return lines[0]?.who
}

const useStack = (server: object): (() => Stack) => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ vendors: ['portasip'], server: { ...server } })
  })
  afterAll(() => stack?.close())
  return () => stack
}

const FORGED: readonly Headers[] = [
  {},
  { 'x-forwarded-for': '203.0.113.7' },
  { 'x-forwarded-for': '127.0.0.1, 203.0.113.7', forwarded: 'for=203.0.113.7', 'x-real-ip': '203.0.113.7' },
  { 'x-forwarded-user': 'chief', 'x-auth-request-user': 'chief', 'remote-user': 'chief', 'x-remote-user': 'chief' },
]

describe('where no proxy is trusted', () => {
  const stackOf = useStack({})
  test.for(FORGED)('no header says who it was: %j', async (headers) => {
    expect(await whoActs(stackOf(), headers)).toEqual({ address: '127.0.0.1', proxy: null, user: null })
  })
})

describe('where another proxy is trusted than the other end of the connection', () => {
  const stackOf = useStack({
    trustedProxies: { addresses: ['192.0.2.1', '203.0.113.0/24'], userHeader: 'X-Forwarded-User' },
  })
  test.for(FORGED)('no header says who it was: %j', async (headers) => {
    expect(await whoActs(stackOf(), headers)).toEqual({ address: '127.0.0.1', proxy: null, user: null })
  })
})

describe('behind a proxy that is trusted', () => {
  const stackOf = useStack({
    trustedProxies: { addresses: ['127.0.0.1', '198.51.100.0/24'], userHeader: 'X-Desk-User' },
  })
  const proxy = '127.0.0.1'
  test.for<readonly [headers: Headers, who: object]>([
    [{}, { address: '127.0.0.1', user: null }],
    [{ 'x-forwarded-for': '203.0.113.7' }, { address: '203.0.113.7', user: null }],
    // Entries before the first untrusted address may be forged by it.
    [{ 'x-forwarded-for': '192.0.2.99, 203.0.113.7' }, { address: '203.0.113.7', user: null }],
    [{ 'x-forwarded-for': '192.0.2.99, 203.0.113.7, 198.51.100.2' }, { address: '203.0.113.7', user: null }],
    [{ 'x-forwarded-for': '198.51.100.3, 198.51.100.2' }, { address: '198.51.100.3', user: null }],
    [{ 'x-desk-user': 'desk@example.com' }, { address: '127.0.0.1', user: 'desk@example.com' }],
    [
      { 'x-desk-user': ' ', 'x-forwarded-user': 'chief' },
      { address: '127.0.0.1', user: null },
    ],
    [
      { 'x-desk-user': 'm'.repeat(5000), 'x-forwarded-for': 'm'.repeat(5000) },
      { address: 'm'.repeat(200), user: 'm'.repeat(200) },
    ],
  ])('its headers do: %j', async ([headers, who]) => {
    expect(await whoActs(stackOf(), headers)).toEqual({ ...who, proxy })
  })
})

describe('addresses', () => {
  const identify = clientIdentifier({ addresses: ['10.0.0.0/8', '2001:db8::/32'] })
  test.for([
    ['10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['11.1.2.3', '203.0.113.7', '11.1.2.3'],
    // The form in which a dual-stack socket reports an IPv4 address.
    ['::ffff:10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['::ffff:11.1.2.3', '203.0.113.7', '::ffff:11.1.2.3'],
    ['2001:db8::1', '2001:db9::1', '2001:db9::1'],
    ['10.1.2.3', '203.0.113.7:4711, 10.9.9.9:80', '203.0.113.7'],
    ['10.1.2.3', '[2001:db9::1]:4711, [2001:db8::2]', '2001:db9::1'],
    ['10.1.2.3', '203.0.113.7, unknown', 'unknown'],
    ['10.1.2.3', ' , ,', '10.1.2.3'],
    ['', '203.0.113.7', ''],
  ] as const)('of %j, forwarded for %j: %j', ([address, forwarded, from]) => {
    expect(identify({ 'x-forwarded-for': forwarded }, address).address).toBe(from)
  })
})
