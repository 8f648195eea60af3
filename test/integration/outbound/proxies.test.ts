// Sources that are reached through a proxy: GraphQL over real connections, with names that only the proxy can find.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ForwardProxy, type ForwardProxyOptions, startForwardProxy } from '../../support/forward-proxy.js'
import { type Reloading, startReloading } from '../reload/reloading.js'

const PASSWORD = 'demo-proxy-word'
const QUERY =
  '{ activeCalls(first: 2) { nodes { id } sources { source { name } status error { code message retryable } } } }'
const SOURCE = 'mor-demo'
const HOST = 'billing.example.net'

interface Opened {
  readonly gateway: Reloading
  readonly proxy: ForwardProxy
  /** The keys of the source, at a host that only the proxy finds. */
  readonly named: Readonly<Record<string, unknown>>
}

/** A gateway whose source is reached directly, as it can be, until another configuration is written. */
async function open(
  options: ForwardProxyOptions = {},
  environmentOf: (proxyUrl: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Opened> {
  const hosts: Record<string, number> = {}
  const proxy = await startForwardProxy({ hosts, ...options })
  const gateway = await startReloading({}, { 'proxy-password': PASSWORD }, ['mor'], environmentOf(proxy.url))
  const simulated = gateway.simulated[SOURCE] ?? {}
  const url = new URL(String(simulated['url']))
  hosts[`${HOST}:${url.port}`] = Number(url.port)
  url.hostname = HOST
  return { gateway, proxy, named: { ...simulated, url: url.href, retries: 0, freshness: { activeCalls: 0 } } }
}

async function use({ gateway }: Opened, keys: Readonly<Record<string, unknown>>): Promise<unknown> {
  gateway.write({ sources: { [SOURCE]: keys } })
  return gateway.reload()
}

async function answer({ gateway }: Opened): Promise<{ readonly status: string; readonly text: string }> {
  const { text } = await gateway.query(QUERY)
  return { status: /"status":"(\w+)"/.exec(text)?.[1] ?? '', text }
}

describe('proxy of a source', () => {
  test('with a user name, and a password from a file', async () => {
    const opened = await open({ requires: `gateway:${PASSWORD}` })
    const { proxy, named, gateway } = opened
    const credentials = { username: 'gateway', password: '${file:proxy-password}' }
    await use(opened, { ...named, retries: 2, proxy: { url: proxy.url, ...credentials } })
    expect(await answer(opened)).toMatchObject({ status: 'OK' })
    expect(proxy.lines[0]).toMatch(new RegExp(`^POST http://${HOST}:\\d+/`))
    // A password that is rotated is used after a reload.
    gateway.writeBeside('proxy-password', 'demo-wrong-word')
    expect(await gateway.reload()).toMatchObject({ outcome: 'reloaded', sources: { changed: [SOURCE] } })
    const before = proxy.lines.length
    const refused = await answer(opened)
    // More attempts would show nothing, and may lock the account.
    expect(proxy.lines).toHaveLength(before + 1)
    expect(refused.status).toBe('FAILED')
    expect(refused.text).toContain(
      '"code":"UNREACHABLE","message":"the proxy in front of the source does not accept the user name and password (HTTP 407)","retryable":false',
    )
    // The operator learns which proxy it is, and nobody the password.
    const warning = gateway.log.find((line) => line.includes('"proxy":'))
    expect(JSON.parse(warning ?? '{}')).toMatchObject({
      level: 40,
      source: SOURCE,
      outcome: 'UNREACHABLE',
      proxy: `the proxy 127.0.0.1:${proxy.port} does not accept the user name and password (HTTP 407)`,
    })
    expect(refused.text).not.toContain(String(proxy.port))
    for (const word of [PASSWORD, 'demo-wrong-word']) expect([refused.text, ...gateway.log].join()).not.toContain(word)
    // Nothing has changed, so that nothing is opened again.
    expect(await gateway.reload()).toMatchObject({ outcome: 'reloaded', sources: { changed: [] } })
  })

  test('that is down is reported, and its end as well', async () => {
    const opened = await open()
    const { gateway, proxy, named } = opened
    await use(opened, { ...named, proxy: `http://127.0.0.1:${await closedPort()}` })
    expect((await answer(opened)).text).toContain('the proxy in front of the source refused the connection')
    await use(opened, { ...named, proxy: proxy.url })
    expect(await answer(opened)).toMatchObject({ status: 'OK' })
    expect(gateway.log.join()).toContain('refused the connection')
  })
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('HTTP_PROXY', () => {
  test('is used for sources, with the credentials in it, and not for this machine', async () => {
    const opened = await open({ requires: `gateway:${PASSWORD}` }, (url) => ({
      http_proxy: url.replace('//', `//gateway:${PASSWORD}@`),
    }))
    // The source at a loopback address, as it was started.
    expect(await answer(opened)).toMatchObject({ status: 'OK' })
    expect(opened.proxy.lines).toEqual([])
    await use(opened, opened.named)
    expect(await answer(opened)).toMatchObject({ status: 'OK' })
    expect(opened.proxy.lines).not.toEqual([])
  })

  test.each([
    ['proxy: none', {}, { proxy: 'none' }],
    ['NO_PROXY', { NO_PROXY: '0.0.0.0' }, {}],
  ])('is not used with %s', async (_what, environment, keys) => {
    const opened = await open({}, (url) => ({ HTTP_PROXY: url, ...environment }))
    // This machine, but not by a loopback address.
    const url = String(opened.named['url']).replace(HOST, '0.0.0.0')
    await use(opened, { ...opened.named, ...keys, url })
    expect(await answer(opened)).toMatchObject({ status: 'OK' })
    expect(opened.proxy.lines).toEqual([])
  })
})
