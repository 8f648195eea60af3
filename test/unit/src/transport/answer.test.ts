import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { VendorFault } from '../../../../adapters/contract.js'
import { parseRetryAfter } from '../../../../src/transport/answer.js'
import { failureOf, fakeClock, open, serve, serveBody, sourceFailureOf } from './fixtures.js'

describe('a decoder', () => {
  it('receives the content type', async () => {
    const server = await serveBody('{}', { 'content-type': 'application/json; charset=utf-8' })
    const seen: string[] = []
    await open(server.url).transport.send(
      { operation: 'x', method: 'GET', path: '', repeatable: true, accept: '*/*' },
      ({ contentType }) => ({ write: () => undefined, end: () => void seen.push(contentType) }),
      { signal: new AbortController().signal, timeoutMs: 2000 },
    )
    expect(seen).toEqual(['application/json; charset=utf-8'])
  })

  it('that finds a fault ends the answer there, and closes the connection', async () => {
    const closed = Promise.withResolvers<void>()
    const server = await serve((request, response) => {
      request.socket.once('close', () => closed.resolve())
      response.write('fault')
    })
    const { ask, events } = open(server.url)
    const decode = () => ({
      write: () => {
        throw new VendorFault('REJECTED', 'there is no such account')
      },
      end: () => undefined,
    })
    const failure = await sourceFailureOf(ask({}, { decode }))
    expect(failure).toMatchObject({ code: 'REJECTED', message: 'there is no such account', observed: null })
    expect(events).toMatchObject([{ httpStatus: 200, outcome: 'REJECTED' }])
    await closed.promise
  })

  it('that has a bug is not a failure of the source', async () => {
    const bug = new TypeError('x is not a function')
    const fail = (): never => {
      throw bug
    }
    const { ask, events } = open((await serveBody('hello')).url)
    expect(await failureOf(ask({}, { decode: () => ({ write: fail, end: () => undefined }) }))).toBe(bug)
    expect(await failureOf(ask({}, { decode: () => ({ write: () => undefined, end: fail }) }))).toBe(bug)
    expect(await failureOf(ask({}, { decode: fail }))).toBe(bug)
    expect(events.map(({ outcome }) => outcome)).toEqual(['INTERNAL', 'INTERNAL', 'INTERNAL'])
  })
})

describe('an error answer', () => {
  it('is mapped by the fault table, and observed without being shown', async () => {
    const { ask, events } = open((await serveBody('code=secretive', {}, 404)).url)
    const failure = await sourceFailureOf(ask())
    expect(failure).toMatchObject({ code: 'REJECTED', message: 'there is no such thing', retryable: false })
    expect(failure.observed).toMatchObject({ httpStatus: 404, code: 'secretive', text: 'code=secretive' })
    expect(events).toMatchObject([{ httpStatus: 404, bytes: 14, outcome: 'REJECTED' }])
  })

  it('that no rule fits is PROTOCOL', async () => {
    expect(await sourceFailureOf(open((await serveBody('', {}, 418)).url).ask())).toMatchObject({
      code: 'PROTOCOL',
      message: 'an error that the vendor does not document (HTTP 418)',
    })
  })

  it('is read no further than 64 KB, packed or not', async () => {
    for (const pack of [(text: string) => Buffer.from(text), gzipSync]) {
      const server = await serveBody(pack('x'.repeat(5_000_000)), {}, 503)
      const failure = await sourceFailureOf(open(server.url).ask())
      expect(failure).toMatchObject({ code: 'UNAVAILABLE' })
      expect(failure.observed?.text?.length).toBeLessThanOrEqual(64 * 1024)
    }
  })

  it('that cannot be read is mapped by its status', async () => {
    for (const headers of [
      { 'content-encoding': 'br' },
      { 'content-encoding': 'gzip' },
      { 'content-type': 'x; charset=martian' },
    ]) {
      expect(await sourceFailureOf(open((await serveBody('x', headers, 503)).url).ask())).toMatchObject({
        code: 'UNAVAILABLE',
      })
    }
    const readError = () => {
      throw new VendorFault('PROTOCOL', 'expected JSON')
    }
    expect(await sourceFailureOf(open((await serveBody('x', {}, 503)).url, { readError }).ask())).toMatchObject({
      code: 'UNAVAILABLE',
    })
  })

  it('in another character set than declared is read as well as can be', async () => {
    const server = await serveBody(Buffer.from('incorrect hash, Bjørn', 'latin1'), {}, 400)
    expect((await sourceFailureOf(open(server.url).ask())).message).toBe('the hash is wrong')
  })

  it('on which the adapter fails is a bug, and not hidden', async () => {
    const bug = new TypeError('x is undefined')
    const readError = () => {
      throw bug
    }
    expect(await failureOf(open((await serveBody('x', {}, 503)).url, { readError }).ask())).toBe(bug)
  })

  it('keeps its connection', async () => {
    const server = await serveBody('gone', {}, 404)
    const { ask } = open(server.url)
    for (let count = 0; count < 6; count++) await sourceFailureOf(ask())
    expect(server.connections.size).toBeLessThanOrEqual(2)
  })

  it('returns how long to wait', async () => {
    const { ask } = open((await serveBody('', { 'retry-after': '7' }, 429)).url)
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'THROTTLED', retryable: true, retryAfterSeconds: 7 })
  })
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i is PROTOCOL; it is not followed, and its target is not shown',
    async (status) => {
      const elsewhere = await serveBody('elsewhere')
      const server = await serveBody('', { location: `${elsewhere.url}/?session=abc` }, status)
      const failure = await sourceFailureOf(open(server.url).ask())
      expect(failure).toMatchObject({ code: 'PROTOCOL', retryable: false })
      expect(failure.message).toContain('redirects')
      expect(failure.message).not.toMatch(/127\.0\.0\.1|session/)
      expect(elsewhere.requests).toHaveLength(0)
    },
  )
})

describe('Retry-After', () => {
  const nowMs = fakeClock().now()
  it.each([
    ['120', 120],
    [' 5 ', 5],
    ['0', 0],
    ['99999999999999999999', 86_400],
    ['Sun, 01 Mar 2026 12:01:30 GMT', 90],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Sun, 01 Mar 2037 11:00:00 GMT', 86_400],
    ['Sun, 99 Mar 2026 11:00:00 GMT', null],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%s is %s s', (value, seconds) => {
    expect(parseRetryAfter(value, nowMs)).toBe(seconds)
  })
})
