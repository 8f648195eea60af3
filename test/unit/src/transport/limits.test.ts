import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Pacer, TURN_BYTES } from '../../../../src/transport/body-stages.js'
import { open, serve, serveBody, sourceFailureOf } from './fixtures.js'

describe('the byte limit', () => {
  const MAX = 1_000_000

  it('accepts an answer of exactly that size, and not one byte more', async () => {
    expect((await open((await serveBody('x'.repeat(MAX))).url).ask()).result).toHaveLength(MAX)
    const failure = await sourceFailureOf(open((await serveBody('x'.repeat(MAX + 1))).url).ask())
    expect(failure).toMatchObject({ code: 'TOO_LARGE', retryable: false })
    expect(failure.message).toContain('1000000')
  })

  it('refuses by the declared length, before anything is read', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': MAX + 1 }).write('x'),
    )
    const { ask, events } = open(server.url)
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'TOO_LARGE' })
    expect(events).toMatchObject([{ bytes: 0, outcome: 'TOO_LARGE' }])
  })

  it('ends an answer that never ends, and closes its connection', async () => {
    const closed = Promise.withResolvers<void>()
    const server = await serve((request, response) => {
      const endless = (): void => void (response.writable && response.write('x'.repeat(10_000), endless))
      request.socket.once('close', () => closed.resolve())
      endless()
    })
    expect(await sourceFailureOf(open(server.url).ask())).toMatchObject({ code: 'TOO_LARGE' })
    await closed.promise
  })

  it('applies to decompressed bytes: a gzip bomb stops at the limit', async () => {
    let fed = 0
    const bomb = gzipSync(Buffer.alloc(100 * MAX))
    const { ask, events } = open((await serveBody(bomb, { 'content-encoding': 'gzip' })).url)
    const decode = () => ({ write: (text: string) => void (fed += text.length), end: () => undefined })
    expect(await sourceFailureOf(ask({}, { decode }))).toMatchObject({ code: 'TOO_LARGE' })
    expect(fed).toBeLessThanOrEqual(MAX)
    expect(events).toMatchObject([{ outcome: 'TOO_LARGE' }])
    expect(bomb.length).toBeLessThan(MAX)
  })
})

describe('a turn of the event loop', () => {
  it.each([
    ['plain', (body: Buffer) => body, {}],
    ['gzip', (body: Buffer) => gzipSync(body), { 'content-encoding': 'gzip' }],
  ])('takes at most 64 KB of a %s body at a time, and two such pieces', async (_name, pack, headers) => {
    const server = await serveBody(pack(Buffer.from('abcdefgh'.repeat(250_000))), headers)
    let turn = 0
    let ticking = true
    const tick = (): void => {
      turn += 1
      if (ticking) setImmediate(tick)
    }
    tick()
    const pieces: number[] = []
    const perTurn = new Map<number, number>()
    const decode = () => ({
      write: (text: string) => {
        pieces.push(text.length)
        perTurn.set(turn, (perTurn.get(turn) ?? 0) + text.length)
      },
      end: () => undefined,
    })
    await open(server.url, { maxResponseBytes: 1e7 }).ask({}, { decode })
    ticking = false
    expect(Math.max(...pieces)).toBeLessThanOrEqual(64 * 1024)
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(2 * 64 * 1024)
    expect(pieces.reduce((sum, size) => sum + size)).toBe(2_000_000)
  })
})

describe('the pace', () => {
  it('keeps the order of bytes that arrive while it pauses, and ends after them', async () => {
    const pieces: string[] = []
    const calls: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const flow = {
      pause: () => void calls.push('pause'),
      resume: () => void calls.push('resume'),
      fail: () => void calls.push('fail'),
    }
    const next = { write: (chunk: Buffer) => void pieces.push(chunk.toString()), end: resolve, close: () => undefined }
    const paced = new Pacer(next, flow)
    paced.write(Buffer.from('a'.repeat(TURN_BYTES + 1)))
    paced.write(Buffer.from('b'))
    paced.end()
    expect(pieces.join('')).toBe('a'.repeat(TURN_BYTES))
    await promise
    expect(pieces.slice(1)).toEqual(['a', 'b'])
    expect(calls).toEqual(['pause', 'resume'])
  })

  it('passes on later errors, and nothing after it is closed', async () => {
    const failures: unknown[] = []
    const bug = new Error('bug')
    const next = {
      write: (chunk: Buffer) => {
        if (chunk.length < TURN_BYTES) throw bug
      },
      end: () => undefined,
      close: () => undefined,
    }
    const flow = {
      pause: () => undefined,
      resume: () => undefined,
      fail: (error: unknown) => void failures.push(error),
    }
    for (const closes of [false, true]) {
      const paced = new Pacer(next, flow)
      paced.write(Buffer.alloc(TURN_BYTES + 1))
      if (closes) paced.close()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(failures).toEqual([bug])
  })
})
