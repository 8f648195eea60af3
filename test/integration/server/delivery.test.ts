// How answers are sent: compressed once for all who share them, and with headers for caches.

import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { OperationSlices } from '../../../src/async/operation-slices.js'
import { SliceScheduler } from '../../../src/async/slice-scheduler.js'
import { Compressor } from '../../../src/server/delivery/compress.js'
import { EncodingChoice } from '../../../src/server/delivery/content-encoding.js'
import { AnswerDelivery } from '../../../src/server/delivery/delivery.js'
import { EncodedForms } from '../../../src/server/delivery/encoded-forms.js'
import { type SmallContext, type SmallOptions, type SmallServer, startSmallServer } from './small-server.js'

const LONG = 'long '.repeat(1000)
const QUERY = '{ greeting }'
const SECRET = '{ greeting required }'

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
}

interface Sent {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** The body as it was sent. */
  readonly bytes: Buffer
  readonly text: string
}

/** fetch unpacks answers, and does not know zstd. */
function send(url: string, method: string, headers: Record<string, string>, body = ''): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const decode = DECODERS[String(response.headers['content-encoding'])]
        const text = (decode?.(bytes) ?? bytes).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text })
      })
    })
    sending.on('error', reject).end(body)
  })
}

const post = ({ graphql }: SmallServer, query: string, headers: Record<string, string> = {}): Promise<Sent> =>
  send(graphql, 'POST', { 'content-type': 'application/json', ...headers }, JSON.stringify({ query }))
const get = ({ graphql }: SmallServer, query: string, headers: Record<string, string> = {}): Promise<Sent> =>
  send(`${graphql}?query=${encodeURIComponent(query)}`, 'GET', { 'apollo-require-preflight': '1', ...headers })

interface World {
  freshForMs: number
  isCurrent: boolean
}

async function start(options: SmallOptions = {}) {
  const world: World = { freshForMs: 5900, isCurrent: true }
  const server = await startSmallServer({
    resolvers: { 'Query.greeting': () => LONG, 'Query.required': () => 'secret' },
    sharing: {
      ownHeaders: ['x-own'],
      ownFields: ['required'],
      secretFields: ['required'],
      freshUntilMs: (_context: SmallContext) => (world.freshForMs === 0 ? 0 : 1000 + world.freshForMs),
      currencyOf: (_context: SmallContext) => () => world.isCurrent,
      generation: () => 0,
      joinableMs: 1000,
      now: () => 1000,
    },
    ...options,
  })
  return { server, world }
}

const EXPECTED = `{"data":{"greeting":${JSON.stringify(LONG)}}}\n`

describe('an answer is compressed', () => {
  test.each(['zstd', 'br', 'gzip'])('with %s on every path', async (encoding) => {
    const { server } = await start()
    const headers = { 'accept-encoding': encoding }
    // By Apollo, by the fast path, and from the cache.
    const sent = [
      await post(server, QUERY, headers),
      await post(server, QUERY, headers),
      await get(server, QUERY, headers),
    ]
    sent.push(await post(server, QUERY, headers))
    for (const { headers: received, bytes, text } of sent) {
      expect(received['content-encoding']).toBe(encoding)
      expect(received['vary']).toContain('Accept-Encoding')
      expect(Number(received['content-length'] ?? bytes.length)).toBe(bytes.length)
      expect(bytes.length).toBeLessThan(300)
      expect(text).toBe(EXPECTED)
    }
  })

  test.each([
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['zstd;q=0.5, gzip', 'gzip'],
    ['zstd;q=0, br;q=0, *', 'gzip'],
    ['identity, gzip;q=0.5', null],
    ['gzip;q=0', null],
    ['compress', null],
    ['', null],
    [undefined, null],
    ['*', 'zstd'],
  ])('for Accept-Encoding: %s by %s', (accepted, expected) => {
    const choice = new EncodingChoice()
    expect([choice.choose(accepted), choice.choose(accepted)]).toEqual([expected, expected])
  })

  test.each([
    ['the fast path by way of Fastify', { cors: { origins: ['https://desk.example.net'] } }],
    ['graphql-js', { executor: 'graphql-js' as const }],
  ])('by %s, too', async (_way, options) => {
    const { server } = await start(options)
    for (let each = 0; each < 3; each++) {
      const { headers, text } = await post(server, QUERY, { 'accept-encoding': 'gzip' })
      expect([headers['content-encoding'], text]).toEqual(['gzip', EXPECTED])
    }
  })

  test('also when it is sent in pieces', async () => {
    const scheduler = new SliceScheduler()
    const stopping = { signal: new AbortController().signal, unitsLeft: () => 0, toError: () => new Error('stopped') }
    const slices = new OperationSlices(scheduler, 'client', stopping)
    const { server } = await start({ slicesOf: () => slices })
    slices.spend(10_000)
    for (let each = 0; each < 3; each++) {
      const { headers, text } = await post(server, QUERY, { 'accept-encoding': 'zstd' })
      expect([headers['content-encoding'], text]).toEqual(['zstd', EXPECTED])
    }
  })
})

describe('an answer is not compressed', () => {
  test('when it holds a secret, on any path', async () => {
    const { server } = await start()
    const headers = { 'accept-encoding': 'gzip' }
    const sent = [
      await post(server, SECRET, headers),
      await post(server, SECRET, headers),
      await get(server, SECRET, headers),
    ]
    for (const { headers: received, text } of sent) {
      expect(received['content-encoding']).toBeUndefined()
      expect(received['cache-control']).toBe('no-store')
      expect(text).toContain('secret')
    }
  })

  test('when it is short', async () => {
    const { server } = await start()
    for (let each = 0; each < 2; each++)
      expect((await post(server, '{ person { name } }', { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty(
        'content-encoding',
      )
  })

  test('when too much is being compressed', async () => {
    const compressor = new Compressor()
    const body = 'x'.repeat(2000)
    const first = Array.from({ length: 16 }, () => compressor.compress(body, 'gzip'))
    expect(first.every((one) => one !== null)).toBe(true)
    expect(compressor.compress(body, 'gzip')).toBeNull()
    await Promise.all(first)
    expect(compressor.compress(body, 'gzip')).not.toBeNull()
  })
})

test('the compressed form of a shared answer is made once', async () => {
  const forms = new EncodedForms()
  const compressor = new Compressor()
  let grown = 0
  forms.onGrown = () => void grown++
  const body = 'x'.repeat(2000)
  const [one, other] = [forms.get(body, 'br', compressor), forms.get(body, 'br', compressor)]
  expect(one).toBe(other)
  const made = await one
  expect(forms.get(body, 'br', compressor)).toBe(made)
  expect([grown, forms.bytes]).toEqual([1, Buffer.isBuffer(made) ? made.length : -1])
})

describe('a client may cache an answer', () => {
  test('that is fresh as a whole, for as many whole seconds, on every path', async () => {
    const { server } = await start()
    const sent = [
      await post(server, QUERY),
      await post(server, QUERY),
      await post(server, QUERY),
      await get(server, QUERY),
    ]
    for (const { headers } of sent) {
      expect(headers['cache-control']).toBe('private, max-age=5')
      expect(headers['vary']).toBe('Accept, Accept-Encoding, Authorization, Cookie, X-Api-Key, x-own')
    }
  })

  test.each<[string, string, Partial<World>, Record<string, string>]>([
    ['less than a second fresh', QUERY, { freshForMs: 999 }, {}],
    ['never fresh', QUERY, { freshForMs: 0 }, {}],
    ['changed meanwhile', QUERY, { isCurrent: false }, {}],
    ['about the request', SECRET, {}, {}],
    ['for this request only', QUERY, {}, { 'x-own': '1' }],
    ['with an error', '{ greeting nothing: person { name: nothing } }', {}, {}],
    ['of a mutation', 'mutation { rename(name: "a") }', {}, {}],
  ])('but not one that is %s', async (_what, query, changes, headers) => {
    const { server, world } = await start()
    Object.assign(world, changes)
    for (let each = 0; each < 3; each++)
      expect((await post(server, query, headers)).headers['cache-control']).toBe('no-store')
    if (!query.startsWith('mutation'))
      expect((await get(server, query, headers)).headers['cache-control']).toBe('no-store')
  })

  test('but not one with an error of a field', async () => {
    const { server } = await start({
      resolvers: {
        'Query.greeting': () => {
          throw new Error('no greeting today')
        },
      },
    })
    for (let each = 0; each < 3; each++) expect((await post(server, QUERY)).headers['cache-control']).toBe('no-store')
    expect((await get(server, QUERY)).headers['cache-control']).toBe('no-store')
  })

  test('with CORS headers as well', async () => {
    const { server } = await start({ cors: { origins: ['https://desk.example.net'] } })
    const { headers } = await post(server, QUERY, { origin: 'https://desk.example.net' })
    expect(headers['vary']).toBe('Origin, Accept, Accept-Encoding, Authorization, Cookie, X-Api-Key, x-own')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })
})

test('Vary names each header once', () => {
  const delivery = new AnswerDelivery({ varyHeaders: ['x-explain', 'authorization'], now: () => 0 })
  expect(delivery.vary).toBe('Accept, Accept-Encoding, Authorization, Cookie, X-Api-Key, x-explain')
})

describe('headers for browsers', () => {
  const POLICY = "default-src 'none'; frame-ancestors 'none'"

  test('forbid data to load or run anything, on every path and for refusals', async () => {
    const { server } = await start()
    const sent = [await post(server, QUERY), await post(server, QUERY), await get(server, QUERY)]
    sent.push(await send(`${server.url}/nothing`, 'GET', {}), await send(server.graphql, 'PUT', {}))
    sent.push(await send(`${server.url}/livez`, 'GET', {}), await send(server.graphql, 'GET', { host: 'a.example' }))
    for (const { headers } of sent)
      expect(headers).toMatchObject({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' })
  })

  test('never allow credentials where every origin may call', async () => {
    const { server } = await start({ cors: { origins: ['*'] } })
    const { headers } = await post(server, QUERY, { origin: 'https://desk.example.net', cookie: 'a=b' })
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })
})
