import { describe, expect, test } from 'vitest'
import { faultsOf, load, source } from '../../../support/config-files.js'

const ORIGIN = 'http://proxy.example.net:3128'
const proxyOf = (more: string, environment: Readonly<Record<string, string>> = {}) =>
  load(source(more), environment).sources[0]?.proxy

describe('proxy', () => {
  test('is a URL, or a mapping with credentials', () => {
    expect(proxyOf(`, proxy: "${ORIGIN}"`)).toEqual({ origin: ORIGIN })
    expect(proxyOf(', proxy: "${SITE_PROXY}"', { SITE_PROXY: `${ORIGIN}/` })).toEqual({ origin: ORIGIN })
    const { origin, credentials } =
      proxyOf(`, proxy: { url: "${ORIGIN}", username: u, password: "\${WORD}" }`, { WORD: 'demo-word' }) ?? {}
    expect([origin, credentials?.username, credentials?.password.reveal()]).toEqual([ORIGIN, 'u', 'demo-word'])
    expect(JSON.stringify(credentials)).not.toContain('demo-word')
  })

  test('goes before the environment; none is none', () => {
    const environment = { HTTPS_PROXY: 'http://other.example.net:8080' }
    expect(proxyOf('', environment)).toEqual({ origin: 'http://other.example.net:8080' })
    expect(proxyOf(`, proxy: "${ORIGIN}"`, { ...environment, NO_PROXY: '*' })).toEqual({ origin: ORIGIN })
    expect(proxyOf(', proxy: none', environment)).toBeUndefined()
    expect(proxyOf('', { ...environment, NO_PROXY: 'mor.example.net' })).toBeUndefined()
    expect(proxyOf('')).toBeUndefined()
  })

  test.each([
    ['proxy: nothing', 'sources.a.proxy: must be an http or https URL such as http://proxy.example.net:3128'],
    ['proxy: ""', 'sources.a.proxy: must be an http or https URL such as http://proxy.example.net:3128'],
    ['proxy: "socks5://h:1"', 'sources.a.proxy: must be an http or https URL such as http://proxy.example.net:3128'],
    ['proxy: "http://h/p"', 'sources.a.proxy: must have a scheme, host and port only, without a path'],
    [
      'proxy: "http://u:p@h"',
      'sources.a.proxy: must not hold a user name or password: proxy.username and proxy.password are for these',
    ],
    ['proxy: 8', 'sources.a.proxy: must be none, a URL such as http://proxy.example.net:3128, or a mapping'],
    ['proxy: { username: u, password: p }', 'sources.a.proxy.url: required'],
    [
      'proxy: { url: "http://h", username: u }',
      'sources.a.proxy: give username and password together, or neither of them',
    ],
    ['proxy: { url: "http://h", user: u }', /^sources\.a\.proxy\.user: unknown key; the keys here are url, username/],
    ['proxy: { url: "http://h", ca: "x" }', /^sources\.a\.proxy\.ca: must be a certificate in PEM format/],
  ])('has a clear fault: %s', (given, fault) => {
    expect(faultsOf(source(`, ${given}`))).toEqual([
      typeof fault === 'string' ? expect.stringContaining(fault) : expect.stringMatching(fault),
    ])
  })

  test('in the environment has faults as well, beside those of the file', () => {
    const faults = faultsOf(source(', retries: -1'), { HTTPS_PROXY: 'ftp://user:word@proxy.example.net' })
    expect(faults).toEqual([
      'sources.a.retries: must be at least 0',
      'HTTPS_PROXY in the environment: must be an http or https URL such as http://proxy.example.net:3128',
    ])
  })
})
