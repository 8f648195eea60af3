import { describe, expect, it } from 'vitest'
import { environmentProxyFor, readEnvironmentProxies } from '../../../../src/outbound/environment-proxies.js'
import { isSameProxy, parseProxyUrl } from '../../../../src/outbound/proxy.js'

const PROXY = 'http://proxy.example.net:3128'
type Environment = Readonly<Record<string, string>>

/** The origin of the proxy for a URL; null: it is reached directly. */
function proxyOf(url: string, environment: Environment): string | null {
  const { proxies, faults } = readEnvironmentProxies(environment)
  expect(faults).toEqual([])
  return environmentProxyFor(url, proxies)?.origin ?? null
}

describe('the variables', () => {
  it('are those of the scheme of the URL', () => {
    const environment = { HTTP_PROXY: PROXY, HTTPS_PROXY: 'https://secure.example.net' }
    expect(proxyOf('http://switch.example.net/api', environment)).toBe(PROXY)
    expect(proxyOf('https://switch.example.net/api', environment)).toBe('https://secure.example.net')
    expect(proxyOf('https://switch.example.net', { HTTP_PROXY: PROXY })).toBeNull()
    expect(proxyOf('http://switch.example.net', { HTTPS_PROXY: PROXY })).toBeNull()
  })

  it('have names in lower case, which go first, or in upper case; an empty one is not set', () => {
    const url = 'http://switch.example.net'
    expect(proxyOf(url, { http_proxy: PROXY })).toBe(PROXY)
    expect(proxyOf(url, { http_proxy: PROXY, HTTP_PROXY: 'http://other.example.net' })).toBe(PROXY)
    expect(proxyOf(url, { http_proxy: '', HTTP_PROXY: PROXY })).toBe(PROXY)
    expect(proxyOf(url, { HTTP_PROXY: '' })).toBeNull()
    expect(proxyOf(url, { HTTP_PROXY: PROXY, no_proxy: '', NO_PROXY: 'switch.example.net' })).toBeNull()
  })

  it('may lack the scheme, and hold credentials', () => {
    expect(proxyOf('http://a.example.net', { HTTP_PROXY: 'proxy.example.net:3128' })).toBe(PROXY)
    const { proxies } = readEnvironmentProxies({ HTTP_PROXY: 'http://us%40er:p%3Aw%@proxy.example.net:3128/' })
    expect(proxies.http?.credentials?.username).toBe('us@er')
    // A bare % is no escape: the whole is taken as it is written.
    expect(proxies.http?.credentials?.password.reveal()).toBe('p%3Aw%')
    expect(JSON.stringify(proxies)).not.toContain('p%3A')
  })

  it.each(['socks5://proxy.example.net', 'http://proxy.example.net/path', 'http://', 'http://user:word@'])(
    'are faults where they name no proxy, without their value: %s',
    (value) => {
      const { faults } = readEnvironmentProxies({ HTTPS_PROXY: value })
      expect(faults).toEqual([expect.stringMatching(/^HTTPS_PROXY in the environment: must (be|have) /)])
      expect(faults.join()).not.toContain('word')
    },
  )
})

describe('NO_PROXY', () => {
  const isDirect = (url: string, except: string): boolean =>
    proxyOf(url, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: except }) === null

  it.each([
    ['http://example.net', 'example.net', true],
    ['http://switch.example.net', 'example.net', true],
    ['http://switch.example.net', '.example.net', true],
    ['http://example.net', '.example.net', true],
    ['http://switch.example.net', '*.example.net', true],
    ['http://example.net', '*.example.net', false],
    ['http://myexample.net', 'example.net', false],
    ['http://example.net.example.com', 'example.net', false],
    ['http://SWITCH.example.net.', 'Switch.Example.NET.', true],
    ['http://switch.example.net', 'other.example.net, switch.example.net', true],
    ['http://switch.example.net', 'other.example.net  switch.example.net', true],
    ['http://switch.example.net', '*', true],
    ['http://switch.example.net:8080', 'switch.example.net:8080', true],
    ['http://switch.example.net', 'switch.example.net:8080', false],
    ['http://switch.example.net', 'switch.example.net:80', true],
    ['https://switch.example.net', 'switch.example.net:443', true],
    ['http://192.0.2.7', '192.0.2.7', true],
    ['http://192.0.2.7', '192.0.2.0/24', true],
    ['http://192.0.3.7', '192.0.2.0/24', false],
    ['http://192.0.2.7', '2.7', false],
    ['http://[2001:db8::1]', '2001:db8::1', true],
    ['http://[2001:db8::1]', '[2001:db8::1]', true],
    ['http://[2001:db8::1]:8080', '[2001:db8::1]:8080', true],
    ['http://[2001:db8::1]', '[2001:db8::1]:8080', false],
    ['http://[2001:db8::1]', '2001:db8::/32', true],
    ['http://switch.example.net', ' , ', false],
  ])('for %s and %s', (url, except, direct) => {
    expect(isDirect(url, except)).toBe(direct)
  })

  it.each(['http://localhost:4000', 'http://127.0.0.1', 'https://[::1]', 'http://a.localhost'])(
    'is not needed for this machine: %s',
    (url) => expect(isDirect(url, '')).toBe(true),
  )
})

it('two settings are the same proxy only with the same password', () => {
  const proxy = (password: string) => parseProxyUrl(`http://gateway:${password}@proxy.example.net:3128`)
  expect(isSameProxy(proxy('demo-one'), proxy('demo-one'))).toBe(true)
  expect(isSameProxy(proxy('demo-one'), proxy('demo-two'))).toBe(false)
  expect(isSameProxy(undefined, undefined)).toBe(true)
  expect(isSameProxy(proxy('demo-one'), undefined)).toBe(false)
  expect(isSameProxy(proxy('demo-one'), { ...proxy('demo-one'), ca: 'pem' })).toBe(false)
})
