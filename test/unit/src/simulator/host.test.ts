import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import { client, LONG, NOW, start } from './echo.js'

describe('a simulator host', () => {
  test('passes on requests under the base path', async () => {
    const host = await start()
    expect(host.url).toBe(`${host.origin}/echo/v1`)
    expect(host.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const answer = await request(`${host.url}/session/a%40b?number=%2B45&x=1&x=2`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: 'bøf',
    })
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['x-echo']).toBe('yes')
    const text = await answer.body.text()
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(text)))
    expect(JSON.parse(text)).toEqual({
      method: 'POST',
      path: '/session/a%40b',
      query: [
        ['number', '+45'],
        ['x', '1'],
        ['x', '2'],
      ],
      accept: 'application/json',
      body: 'bøf',
      nowMs: NOW,
      calls: 2,
    })
    expect(host.requests).toEqual([
      { method: 'POST', path: '/session/a%40b', query: 'number=%2B45&x=1&x=2', body: 'bøf', atMs: NOW },
    ])
  })

  test('answers under the base path itself, and 404 beside it', async () => {
    const host = await start()
    const statuses = await Promise.all(
      ['/echo/v1', '/echo/v1/', '/echo/v1?a=b', '/echo/v12', '/echo', '/'].map(async (path) => {
        const { statusCode, body } = await request(`${host.origin}${path}`)
        await body.dump()
        return statusCode
      }),
    )
    expect(statuses).toEqual([201, 201, 201, 404, 404, 404])
  })

  test('keeps connections for the next request, and compresses long answers for clients that accept it', async () => {
    const host = await start()
    const agent = client()
    const ask = async (encoding: string) => {
      const answer = await request(`${host.url}/long`, { dispatcher: agent, headers: { 'accept-encoding': encoding } })
      return { encoding: answer.headers['content-encoding'], bytes: (await answer.body.bytes()).length }
    }
    expect(await ask('identity')).toEqual({ encoding: undefined, bytes: LONG.length })
    const packed = await ask('br, gzip')
    expect(packed.encoding).toBe('gzip')
    expect(packed.bytes).toBeLessThan(LONG.length / 10)
    expect(await (await fetch(`${host.url}/long`)).text()).toBe(LONG)
    const short = await request(host.url, { dispatcher: agent, headers: { 'accept-encoding': 'gzip' } })
    expect(short.headers['content-encoding']).toBeUndefined()
    expect(short.headers['connection']).toBe('keep-alive')
    await short.body.dump()
  })

  test('refuses a body of more than a megabyte, and reports errors of a simulator', async () => {
    const host = await start()
    const large = await request(`${host.url}/large`, { method: 'POST', body: 'x'.repeat(8 * 1024 * 1024) })
    expect(large.statusCode).toBe(413)
    await large.body.dump()
    const fits = await request(`${host.url}/fits`, { method: 'POST', body: 'x'.repeat(1024 * 1024) })
    expect(fits.statusCode).toBe(201)
    await fits.body.dump()
    expect(host.requests.map(({ body }) => body.length)).toEqual([0, 1024 * 1024])
    const bug = await request(`${host.url}/bug`)
    expect(bug.statusCode).toBe(500)
    expect(await bug.body.text()).toContain('a bug')
  })

  test('keeps the latest requests only', async () => {
    const host = await start()
    const agent = client()
    for (let n = 0; n < 1005; n += 1) await (await request(`${host.url}/${n}`, { dispatcher: agent })).body.dump()
    expect(host.requests).toHaveLength(1000)
    expect(host.requests[0]?.path).toBe('/5')
  })

  test('cannot be started on a port that is taken', async () => {
    const { origin } = await start()
    await expect(start({ port: Number(new URL(origin).port) })).rejects.toThrow('EADDRINUSE')
  })
})
