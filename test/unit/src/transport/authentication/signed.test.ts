import { describe, expect, it } from 'vitest'
import type { Authentication, VendorRequest } from '../../../../../adapters/contract.js'
import { VendorFault } from '../../../../../adapters/contract.js'
import { wholeBody } from '../../../../../adapters/wire/json/body.js'
import { REFUSED_REST_MS, TWO_REFUSALS_MS } from '../../../../../src/transport/authentication/cool-down.js'
import { open, readBody, serve, sourceFailureOf } from '../fixtures.js'

const auth = (...variants: string[]): Authentication => ({
  scheme: 'signed',
  variants,
  sign: (request, variant) => ({
    ...request,
    body: {
      kind: 'form',
      fields: [
        ['u', 'admin'],
        ['hash', variant],
      ],
    },
  }),
})

const REQUEST: Partial<VendorRequest> = { method: 'POST', path: '/api/active_calls_get' }

/** Decodes as MOR's adapter does: every answer is HTTP 200. */
const decode = () =>
  wholeBody((text) => {
    if (text === 'incorrect') throw new VendorFault('UNAUTHENTICATED', 'the hash is wrong', 'signature-refused')
    if (text === 'unknown user') throw new VendorFault('REJECTED', 'there is no such user')
    return text
  })({ contentType: '' })

async function serveSigned(state: { accepts: string; answer?: string }) {
  const log: string[] = []
  const server = await serve(async (request, response) => {
    const hash = new URLSearchParams(await readBody(request)).get('hash') ?? ''
    log.push(hash)
    response.end(hash === state.accepts ? (state.answer ?? 'hello') : 'incorrect')
  })
  return { ...server, log, state }
}
const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make)

describe('a signed request', () => {
  it('is signed the first way when that is accepted', async () => {
    const server = await serveSigned({ accepts: 'key' })
    const { ask } = open(server.url, { auth: auth('key', 'u+key') })
    expect(await ask(REQUEST, { decode })).toMatchObject({ result: 'hello', requests: 1 })
    expect(server.log).toEqual(['key'])
  })

  it('is signed another way once when it is refused, and what worked is remembered', async () => {
    const server = await serveSigned({ accepts: 'u+key' })
    const { ask } = open(server.url, { auth: auth('key', 'u+key', 'none') })
    expect(await ask(REQUEST, { decode })).toMatchObject({ result: 'hello', requests: 2 })
    expect(await ask(REQUEST, { decode })).toMatchObject({ requests: 1 })
    expect(server.log).toEqual(['key', 'u+key', 'u+key'])
  })

  it('finds the accepted way once, however many begin at once: the server logs every wrong hash', async () => {
    const server = await serveSigned({ accepts: 'u+key' })
    const { ask } = open(server.url, { auth: auth('key', 'u+key') })
    await Promise.all(times(50, () => ask(REQUEST, { decode })))
    expect(server.log.filter((hash) => hash === 'key')).toHaveLength(1)
    expect(server.log.filter((hash) => hash === 'u+key')).toHaveLength(50)
  })

  it('remembers the way also when the vendor refuses something else', async () => {
    const server = await serveSigned({ accepts: 'u+key', answer: 'unknown user' })
    const { ask } = open(server.url, { auth: auth('key', 'u+key') })
    expect(await sourceFailureOf(ask(REQUEST, { decode }))).toMatchObject({ code: 'REJECTED' })
    await sourceFailureOf(ask(REQUEST, { decode }))
    expect(server.log).toEqual(['key', 'u+key', 'u+key'])
  })

  it('whose way worked before is tried once more after it was refused, and then signed another way', async () => {
    const server = await serveSigned({ accepts: 'key' })
    const { ask, clock } = open(server.url, { auth: auth('key', 'u+key') })
    await ask(REQUEST, { decode })
    server.state.accepts = 'u+key'
    for (let each = 0; each < 5; each++) await sourceFailureOf(ask(REQUEST, { decode }))
    expect(server.log).toEqual(['key', 'key'])
    clock.advance(REFUSED_REST_MS)
    for (let each = 0; each < 5; each++) await sourceFailureOf(ask(REQUEST, { decode }))
    expect(server.log).toEqual(['key', 'key', 'key'])
    clock.advance(TWO_REFUSALS_MS - REFUSED_REST_MS)
    expect(await ask(REQUEST, { decode })).toMatchObject({ result: 'hello' })
    expect(server.log.at(-1)).toBe('u+key')
  })

  it('lets the next one try when the first fails for another reason', async () => {
    let broken = true
    const server = await serve((_request, response) => (broken ? response.writeHead(503).end() : response.end('hello')))
    const { ask } = open(server.url, { auth: auth('key', 'u+key') })
    expect(await sourceFailureOf(ask(REQUEST, { decode }))).toMatchObject({ code: 'UNAVAILABLE' })
    broken = false
    expect(await ask(REQUEST, { decode })).toMatchObject({ requests: 1 })
  })
})

describe('a signature that is refused every way', () => {
  it.each([
    [
      ['key', 'u+key', 'none'],
      ['key', 'u+key'],
    ],
    [['key'], ['key']],
  ])('of %j is UNAUTHENTICATED, and not tried again for a while', async (variants, tried) => {
    const server = await serveSigned({ accepts: 'nothing' })
    const { ask, clock } = open(server.url, { auth: auth(...variants) })
    const failures = await Promise.all(times(20, () => sourceFailureOf(ask(REQUEST, { decode }))))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['UNAUTHENTICATED']))
    expect(server.log).toEqual(tried)
    // One is tried at a time after that, so that no more than two are wrong in a minute.
    clock.advance((tried.length === 2 ? TWO_REFUSALS_MS : REFUSED_REST_MS) - 1)
    await sourceFailureOf(ask(REQUEST, { decode }))
    expect(server.log).toEqual(tried)
    server.state.accepts = variants.at(-1) ?? ''
    clock.advance(1)
    expect(await ask(REQUEST, { decode })).toMatchObject({ result: 'hello' })
  })

  it('after it had worked, with no other way, is the same', async () => {
    const server = await serveSigned({ accepts: 'key' })
    const { ask } = open(server.url, { auth: auth('key') })
    await ask(REQUEST, { decode })
    server.state.accepts = 'nothing'
    await sourceFailureOf(ask(REQUEST, { decode }))
    await sourceFailureOf(ask(REQUEST, { decode }))
    await sourceFailureOf(ask(REQUEST, { decode }))
    // The accepted one, and one refusal.
    expect(server.log).toEqual(['key', 'key'])
  })
})
