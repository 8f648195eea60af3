// Which calls may be placed: URLs, hosts and numbers. What is refused never reaches the vendor.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isPublicAddress } from '../../../src/net/public-address.js'
import { requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring, doneOf, tryToCall } from './acting.js'

const RESTCOMM = 'restcomm-demo'
const ORDER = { source: RESTCOMM, from: '101', to: '+4580808080', url: 'https://ivr.example.net/calls/answer' }

/** The addresses of hosts, as DNS says; no others exist. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'ivr.example.net': ['192.0.2.10', '2001:db8::10'],
  'rebound.example.net': ['192.0.2.10', '10.0.0.5'],
  'metadata.example.net': ['169.254.169.254'],
  'six.example.net': ['fd00::1'],
  'mapped.example.net': ['::ffff:10.0.0.5'],
  'empty.example.net': [],
  'inside.example.net': ['10.0.0.5'],
}

let stack: Stack
let looked: string[] = []
beforeAll(async () => {
  const hosts = [
    ...Object.keys(ADDRESSES),
    'unknown.example.net',
    '192.0.2.77',
    '[::1]',
    '127.0.0.1',
    '169.254.169.254',
  ]
  const makeCall = {
    urls: ['https://ivr.example.net/calls', ...hosts.map((host) => `https://${host}/open/`), 'http://10.1.2.3:8080'],
    destinations: ['+45*', '10*', '+4670123456', 'client:alice'],
    callerIds: ['101', '+4570*'],
    allowPrivate: ['inside.example.net', '10.1.2.3'],
  }
  stack = await startStack({
    vendors: ['restcomm'],
    simulatorOptions: { restcomm: { product: 'connect' } },
    overrides: { [RESTCOMM]: { control: { makeCall } } },
    resolveHost: async (host) => {
      looked.push(host)
      const found = ADDRESSES[host]
      if (found === undefined) throw new Error('ENOTFOUND')
      return found
    },
  })
})
afterAll(() => stack?.close())
beforeEach(() => {
  looked = []
})

async function refusal(changes: object): Promise<{ readonly argument: unknown; readonly message: string }> {
  const found: { argument: unknown; message: string }[] = []
  const lines = await auditDuring(stack, async () => {
    const counts = await requestsDuring(stack, async () => {
      const { data, errors } = await tryToCall(stack, { ...ORDER, ...changes })
      expect(data).toEqual({ done: null })
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
      for (const { message, extensions } of errors ?? []) found.push({ message, argument: extensions?.['argument'] })
    })
    expect(counts).toEqual({})
  })
  expect(lines).toMatchObject([{ operation: 'makeCall', outcome: 'REFUSED', code: 'BAD_USER_INPUT' }])
  return found[0] ?? { argument: null, message: '' }
}

describe('a URL', () => {
  test.for<readonly [what: string, url: string, message: RegExp]>([
    [
      'of the metadata service',
      'http://169.254.169.254/latest/meta-data/',
      /must begin with a URL .*ivr\.example\.net/,
    ],
    ['of a host that is not listed', 'https://evil.example/calls', /must begin with a URL/],
    ['of another scheme', 'http://ivr.example.net/calls/answer', /must begin with a URL/],
    ['of another port', 'https://ivr.example.net:8443/calls', /must begin with a URL/],
    ['beside the path', 'https://ivr.example.net/callsign', /must begin with a URL/],
    ['above the path', 'https://ivr.example.net/calls/../admin', /must begin with a URL/],
    ['above the path, encoded', 'https://ivr.example.net/calls/%2e%2e/admin', /must begin with a URL/],
    ['above the path for some servers', 'https://ivr.example.net/calls/..%2fadmin', /encoded slash/],
    ['with a backslash for some servers', 'https://ivr.example.net/calls/..%5cadmin', /encoded slash or backslash/],
    ['with a host as user name', 'https://ivr.example.net@evil.example/calls', /user name/],
    ['with a password', 'https://a:demo-password@ivr.example.net/calls/answer', /user name or a password/],
    ['of a file', 'file:///etc/hosts', /http or https URL/],
    ['with a line break', 'https://ivr.example.net/calls/\r\nX-Injected: 1', /without spaces or control/],
    ['with a tab in its scheme', 'ht\ttps://ivr.example.net/calls', /without spaces or control/],
    ['with another alphabet', 'https://ivr.exаmple.net/calls', /ASCII/],
    ['of nothing', '', /http or https URL/],
  ])('%s is refused', async ([, url, message]) => {
    for (const argument of ['url', 'fallbackUrl', 'statusCallback']) {
      const refused = await refusal({ [argument]: url })
      expect(refused.argument).toBe(`input.${argument}`)
      expect(refused.message).toMatch(message)
      expect(refused.message).not.toContain('demo-password')
    }
  })

  test.for<readonly [what: string, host: string, message: RegExp]>([
    ['private among public ones', 'rebound.example.net', /public addresses only/],
    ['of the metadata service', 'metadata.example.net', /public addresses only/],
    ['unique local', 'six.example.net', /public addresses only/],
    ['mapped', 'mapped.example.net', /public addresses only/],
    ['missing', 'empty.example.net', /has no address/],
    ['unknown', 'unknown.example.net', /has no address/],
    ['loopback, written as a number', '2130706433', /must begin with a URL|public addresses only/],
    ['loopback, written in hexadecimal', '0x7f.1', /public addresses only/],
    ['loopback of IPv6', '[::1]', /public addresses only/],
    ['the metadata service itself', '169.254.169.254', /public addresses only/],
  ])('whose address is %s is refused, although its prefix is listed', async ([, host, message]) => {
    const refused = await refusal({ url: `https://${host}/open/x` })
    expect(refused).toMatchObject({ argument: 'input.url', message: expect.stringMatching(message) })
  })

  test.for([
    ['of the path itself', 'https://ivr.example.net/calls', ['ivr.example.net']],
    ['below the path, with a query', 'https://ivr.example.net/calls/a?b=c', ['ivr.example.net']],
    ['of a public address', 'https://192.0.2.77/open/', []],
    ['of a host that may be private', 'https://inside.example.net/open/a', []],
    ['of an address that may be private', 'http://10.1.2.3:8080/a', []],
  ] as const)('%s is sent', async ([, url, names]) => {
    expect(await doneOf(tryToCall(stack, { ...ORDER, url }))).toMatchObject({ outcome: 'PLACED' })
    expect(looked).toEqual(names)
  })

  test('is sent in the form in which it was checked', async () => {
    await doneOf(tryToCall(stack, { ...ORDER, url: 'HTTPS://IVR.example.net:443/x/../calls/./a' }))
    const { body = '' } = stack.hosts[RESTCOMM]?.requests.at(-1) ?? {}
    expect(new URLSearchParams(body).get('Url')).toBe('https://ivr.example.net/calls/a')
  })
})

describe('a number', () => {
  test.for<readonly [what: string, changes: object, argument: string, message: RegExp]>([
    ['with CRLF', { to: '+4580808080\r\nUrl: https://evil.example' }, 'to', /must be a number such as/],
    ['with a trailing line break', { to: '+4580808080\n' }, 'to', /must be a number such as/],
    ['with a zero byte', { to: '+4580808080\0' }, 'to', /must be a number such as/],
    ['with spaces', { to: '+45 80 80 80 80' }, 'to', /must be a number such as/],
    ['of other digits', { to: '+٤٥٨٠٨٠٨٠٨٠' }, 'to', /must be a number such as/],
    ['of a SIP URI', { to: 'sip:a@192.0.2.1' }, 'to', /must be a number such as/],
    ['of a client that is not listed', { to: 'client:bob' }, 'to', /must be a number such as/],
    ['that is empty', { to: '' }, 'to', /must be a number such as/],
    ['that is too long', { to: '+4512345678901234' }, 'to', /must be a number such as/],
    ['of a caller with CRLF', { from: '101\r\nx' }, 'from', /must be a number such as/],
    ['of a country that is not listed', { to: '+4670999999' }, 'to', /one of the numbers .*\+45\*/],
    ['beside a listed one', { to: '+46701234567' }, 'to', /one of the numbers/],
    ['of an extension that is not listed', { to: '4580808' }, 'to', /one of the numbers/],
    ['of a caller that is not listed', { from: '+4580808080' }, 'from', /one of the numbers .*101/],
  ])('%s is refused', async ([, changes, argument, message]) => {
    const refused = await refusal(changes)
    expect(refused).toMatchObject({ argument: `input.${argument}`, message: expect.stringMatching(message) })
  })

  test.for([
    [{ to: '+4512345678' }],
    [{ to: '+4670123456' }],
    [{ to: '101' }],
    [{ to: 'client:alice' }],
    [{ from: '+4570305050' }],
  ])('that is allowed is called: %j', async ([changes]) => {
    expect(await doneOf(tryToCall(stack, { ...ORDER, ...changes }))).toMatchObject({ outcome: 'PLACED' })
  })
})

describe('a source without rules for calls', () => {
  test('places none, and says what to configure', async () => {
    const plain = await startStack({ vendors: ['restcomm'], overrides: { [RESTCOMM]: { control: true } } })
    try {
      const counts = await requestsDuring(plain, async () => {
        const { errors } = await tryToCall(plain, ORDER)
        expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', source: RESTCOMM } }])
        expect(errors?.[0]?.message).toContain(`sources.${RESTCOMM}.control.makeCall.urls`)
      })
      expect(counts).toEqual({})
    } finally {
      await plain.close()
    }
  })
})

test.for<readonly [address: string, isPublic: boolean]>([
  ['203.0.113.8', true],
  ['192.0.2.1', true],
  ['100.63.255.255', true],
  ['172.32.0.1', true],
  ['2001:db8::8', true],
  ['0.0.0.0', false],
  ['10.255.255.255', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::203.0.113.8', false],
  ['::ffff:203.0.113.8', false],
  ['::ffff:127.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2001:0:1::1', false],
  ['2002:a00:1::1', false],
  ['fc00::1', false],
  ['fd12::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['localhost', false],
  ['', false],
])('the address %s is public: %s', ([address, isPublic]) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})
