import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../adapters/values/secret.js'
import { faultsOf, load, source } from '../../../support/config-files.js'
import { ENVIRONMENT, EVERY_KEY, EXAMPLE } from './example.js'

const PEM = expect.stringMatching(/^-----BEGIN /)
const common = (text: string, environment = {}) => load(text, environment).sources[0]?.common

describe('the configuration', () => {
  test('accepts the example of its document', () => {
    const { server, sources } = load(EXAMPLE, ENVIRONMENT)
    expect(server).toMatchObject({ host: '127.0.0.1', port: 4000, maxPageSize: 1000, deadlineMs: 8000, explorer: true })
    expect(sources.map(({ name, adapter }) => [name, adapter.vendor])).toEqual([
      ['telecomx-dk', 'telecomx'],
      ['sippy-eu', 'portasip'],
      ['restcomm', 'restcomm'],
      ['mor-lt', 'mor'],
    ])
    expect(sources[0]?.settings).toEqual({ auth: { username: 'desk@example.dk', password: 'demo-password-tx' } })
    for (const { adapter, settings } of sources) expect(() => adapter.declare(settings)).not.toThrow()
  })

  test('has a default for every optional key', () => {
    const { server, sources } = load(EXAMPLE.replace(/server:[^]*(?=sources:)/, ''), ENVIRONMENT)
    expect(server).toEqual({
      host: '127.0.0.1',
      port: 4000,
      maxPageSize: 1000,
      defaultPageSize: 50,
      deadlineMs: 8000,
      hosts: [],
      maxConnections: 10_000,
      maxUnsentBytes: 268_435_456,
      drainMs: 5000,
      watch: 0,
      stopGraceMs: 10_000,
      executor: 'compiled',
      limits: { records: 100_000, lists: 500, vendorRequests: 200, bytes: 64 * 1024 * 1024 },
      stats: { maxRows: 1_000_000, deadline: 60_000 },
      export: { maxRows: 5_000_000, maxSeconds: 3600, concurrent: 2 },
      checkBeforeReady: 'off',
      explain: false,
      metrics: true,
      scopes: [],
    })
    expect(sources[0]?.common).toEqual({
      url: 'https://api.telecomx.dk',
      control: false,
      timeoutMs: 5000,
      retries: 2,
      maxConcurrency: 8,
      maxResponseBytes: 64 * 1024 * 1024,
      probeEvery: 0,
      maxScanRows: 10_000,
      freshness: { calls: 0, sessions: 0, sipAccounts: 0, activeCalls: 1000, customers: 0 },
      staleOnError: 30_000,
    })
  })

  test('accepts every key', () => {
    const { server, sources } = load(EVERY_KEY)
    expect(server).toEqual({
      host: '0.0.0.0',
      port: 0,
      maxPageSize: 500,
      defaultPageSize: 20,
      deadlineMs: 5000,
      drainMs: 100,
      watch: 10_000,
      stopGraceMs: 0,
      hosts: ['gateway.example.net', '*.example.org'],
      maxConnections: 500,
      maxUnsentBytes: 1_048_576,
      executor: 'graphql-js',
      limits: { records: 5000, lists: 20, vendorRequests: 50, bytes: 8 * 1024 * 1024 },
      stats: { maxRows: 200_000, deadline: 30_000 },
      export: { maxRows: 1000, maxSeconds: 60, concurrent: 1 },
      checkBeforeReady: 'report',
      explain: false,
      metrics: { port: 9100, host: '127.0.0.2' },
      explorer: false,
      scopes: [],
      cursorKeys: [expect.any(Secret), expect.any(Secret)],
      cors: { origins: ['https://desk.example.net', '*'] },
      trustedProxies: { addresses: ['127.0.0.1', '2001:db8::/32'] },
      tls: { cert: PEM, key: PEM, clientCa: PEM },
    })
    expect(sources[0]?.common).toEqual({
      title: 'TelecomX of the branch',
      url: 'https://api.telecomx.dk',
      control: true,
      timeoutMs: 3000,
      retries: 0,
      maxConcurrency: 4,
      requestsPerSecond: 2.5,
      maxResponseBytes: 1_048_576,
      probeEvery: 0,
      maxScanRows: 500,
      freshness: { activeCalls: 2000, calls: 500, sessions: 60_000, sipAccounts: 3_600_000, customers: 300_000 },
      staleOnError: 300_000,
      order: { calls: 'none', sessions: 'none', sipAccounts: 'none', activeCalls: 'none', customers: 'none' },
    })
    expect(sources[1]).toMatchObject({ common: { tls: { insecure: true } }, settings: { trusted: { customerId: 1 } } })
    expect(sources[2]?.common.staleOnError).toBe(0)
    for (const { adapter, settings } of sources) expect(() => adapter.declare(settings)).not.toThrow()
  })

  test('keeps the default page within the largest one', () => {
    expect(load(`server: { maxPageSize: 20 }\n${source('')}`).server.defaultPageSize).toBe(20)
  })

  test('reads one order for all lists as that of the lists that can have it', () => {
    expect(common(source(', order: newest-first'))?.order).toEqual({
      calls: 'newest-first',
      sessions: 'newest-first',
      activeCalls: 'newest-first',
    })
    expect(common(source(', order: native-id'))?.order).toEqual({ sipAccounts: 'native-id', customers: 'native-id' })
    expect(common(source(', order: { calls: none }'))?.order).toEqual({ calls: 'none' })
  })

  test.each([
    ['0', 0],
    ['1500', 1500],
    ['250ms', 250],
    ['2s', 2000],
    ['3m', 180_000],
    ['24h', 86_400_000],
  ])('reads the duration %s', (written, durationMs) => {
    expect(common(source(`, staleOnError: ${written}`))?.staleOnError).toBe(durationMs)
  })

  test('may be JSON, with any indentation', () => {
    const file = {
      sources: { a: { vendor: 'mor', url: 'https://mor.example.net', auth: { username: 'u', secretKey: '${KEY}' } } },
    }
    for (const indentation of [0, 2, '\t'])
      expect(load(JSON.stringify(file, null, indentation), { KEY: 'k' }).sources[0]?.settings).toEqual({
        auth: { username: 'u', secretKey: 'k' },
      })
  })
})

describe('HOST and PORT', () => {
  test('override the server, and are ignored when they are empty', () => {
    const text = `server: { host: 127.0.0.2, port: 5000 }\n${source('')}`
    expect(load(text, { HOST: '::1', PORT: '8080' }).server).toMatchObject({ host: '::1', port: 8080 })
    expect(load(text, { HOST: '', PORT: '' }).server).toMatchObject({ host: '127.0.0.2', port: 5000 })
  })

  test.each(['x', '-1', '65536', '1e3', ' '])('are reported with the other faults: PORT=%j', (port) => {
    expect(faultsOf(source(', retries: -1'), { PORT: port })).toEqual([
      'sources.a.retries: must be at least 0',
      'PORT in the environment: must be a port number from 0 to 65535',
    ])
  })
})
