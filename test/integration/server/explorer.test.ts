import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, startSmallServer } from './small-server.js'

/** What a browser sends when somebody opens an address. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const operations = [{ name: 'Greeting', query: 'query Greeting { greeting }', variables: { first: 2 } }]
const script = 'export const page = 1\n'

describe('the explorer page', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'trunkline-explorer-'))
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Trunkline</title>')
    writeFileSync(join(directory, 'assets', 'small-5e6f7a8b.js'), script)
    writeFileSync(join(directory, 'assets', 'index-1a2b3c4d.js.br'), brotliCompressSync(script))
    writeFileSync(join(directory, 'secret.txt'), 'demo-password')
  })
  afterAll(() => rmSync(directory, { recursive: true }))
  const start = () => startSmallServer({ explorer: { operations, directory } })

  it('is sent to a browser, with a policy that allows nothing from elsewhere and no inline script', async () => {
    const { graphql } = await start()
    const response = await fetch(graphql, { headers: browser })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<title>Trunkline</title>')
    const policy = response.headers.get('content-security-policy')?.split('; ') ?? []
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]))
    expect(policy.join()).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  it('is revalidated each time, and sent only when it has changed', async () => {
    const { graphql } = await start()
    const { headers } = await fetch(graphql, { headers: browser })
    const again = await fetch(graphql, {
      headers: { ...browser, 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(again.status).toBe(304)
  })

  it('is not sent to other clients at the same address, who get the graph', async () => {
    const { graphql } = await start()
    expect((await ask(graphql, '{ greeting }')).body).toEqual({ data: { greeting: 'hello 1' } })
    for (const accept of ['*/*', 'application/json', 'application/json, text/html']) {
      const response = await fetch(graphql, { headers: { accept } })
      expect(response.headers.get('content-type')).toMatch(/^application\//)
    }
  })

  it('is where / leads', async () => {
    const { url } = await start()
    const response = await fetch(url, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql'])
  })

  it.each([
    ['br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
  ])('has parts that a browser keeps for ever, in the form that it accepts: %s', async (accepted, encoding) => {
    const { url, logLines } = await start()
    const address = `${url}/explorer/assets/index-1a2b3c4d.js`
    for (const _again of [1, 2]) {
      const response = await fetch(address, { headers: { 'accept-encoding': accepted } })
      const { headers } = response
      expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('vary')).toBe('accept-encoding')
      expect([headers.get('content-encoding'), await response.text()]).toEqual([encoding, script])
    }
    expect(logLines).toEqual([])
  })

  it('has small parts that are sent as they are', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/explorer/assets/small-5e6f7a8b.js`)
    expect([response.headers.get('content-encoding'), await response.text()]).toEqual([null, script])
    const head = await fetch(`${url}/explorer/assets/index-1a2b3c4d.js`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('that cannot be read is an error that no browser keeps, and nothing else fails', async () => {
    const gone = join(directory, 'assets', 'gone-9c0d1e2f.js.br')
    writeFileSync(gone, brotliCompressSync(script))
    const { url } = await start()
    rmSync(gone)
    for (const accepted of ['br', 'gzip', 'identity']) {
      const response = await fetch(`${url}/explorer/assets/gone-9c0d1e2f.js`, {
        headers: { 'accept-encoding': accepted },
      })
      expect([response.status, response.headers.get('cache-control')]).toEqual([500, null])
      expect(response.headers.get('content-encoding')).toBeNull()
    }
    expect((await fetch(`${url}/explorer/assets/index-1a2b3c4d.js`)).status).toBe(200)
  })

  it('gives no access to files other than its parts', async () => {
    const { url } = await start()
    for (const path of [
      '/explorer/secret.txt',
      '/explorer/assets/..%2fsecret.txt',
      '/explorer/assets/',
      '/explorer/assets/index-1a2b3c4d.js.br',
    ]) {
      const response = await fetch(`${url}${path}`)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.text()).not.toContain('demo-password')
    }
  })

  it('has the sample operations', async () => {
    const { url } = await start()
    expect(await (await fetch(`${url}/explorer/operations.json`)).json()).toEqual(operations)
  })

  it('is not served unless it is enabled', async () => {
    const { url, graphql } = await startSmallServer()
    const response = await fetch(graphql, { headers: browser })
    expect([response.status, await response.json()]).toEqual([400, { errors: [expect.anything()] }])
    for (const path of ['/', '/explorer/operations.json', '/explorer/assets/index-1a2b3c4d.js']) {
      expect((await fetch(`${url}${path}`, { redirect: 'manual' })).status).toBe(404)
    }
  })

  it('is not served, and the log says why, when it has not been built', async () => {
    const { graphql, logLines } = await startSmallServer({
      explorer: { operations, directory: join(directory, 'missing') },
    })
    expect((await fetch(graphql, { headers: browser })).headers.get('content-type')).toMatch(/^application\/json/)
    expect(logLines.join()).toContain('the explorer page has not been built')
  })
})
