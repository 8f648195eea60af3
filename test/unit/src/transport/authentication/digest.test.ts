import { describe, expect, it } from 'vitest'
import { failureOf, open, readBody, serve, sourceFailureOf } from '../fixtures.js'
import { digestAuth as auth, type DigestServerOptions, right, serveDigest, times } from './digest-server.js'

describe('digest', () => {
  it.each(['MD5', 'MD5-sess', 'SHA-256'] as const)(
    '%s is answered, and its nonce used again with a rising count',
    async (algorithm) => {
      const server = await serveDigest(right(), { algorithm })
      const { ask } = open(`${server.url}/xmlapi/xmlapi`, { auth: auth() })
      expect(await ask()).toMatchObject({ result: 'hello', requests: 2 })
      expect(await ask({ query: [['a b', '+']] })).toMatchObject({ requests: 1 })
      expect(await ask({ method: 'POST', path: '/x' })).toMatchObject({ requests: 1 })
      expect(server.outcomes()).toEqual(['challenged', 'accepted', 'accepted', 'accepted'])
      expect(server.seen.map(({ nonceCount }) => nonceCount)).toEqual([0, 1, 2, 3])
      expect(new Set(server.seen.slice(1).map(({ nonce }) => nonce)).size).toBe(1)
    },
  )

  it('begins with a challenge, which is reported as such and not as a refusal', async () => {
    const server = await serveDigest(right(), {})
    const { ask, events } = open(server.url, { auth: auth() })
    await ask()
    await ask()
    expect(events.map(({ httpStatus, outcome }) => [httpStatus, outcome])).toEqual([
      [401, 'CHALLENGED'],
      [200, 'OK'],
      [200, 'OK'],
    ])
    const refused = open(server.url, { auth: auth('another-demo-password') })
    await sourceFailureOf(refused.ask())
    expect(refused.events.map(({ outcome }) => outcome)).toEqual(['CHALLENGED', 'UNAUTHENTICATED'])
  })

  it('uses a client nonce that is not used again with another nonce', async () => {
    const server = await serveDigest(right(), { usesPerNonce: 1 })
    const { ask } = open(server.url, { auth: auth() })
    for (let count = 0; count < 4; count++) await ask()
    const pairs = new Map(server.seen.map(({ nonce, clientNonce }) => [nonce, clientNonce]))
    expect(new Set(pairs.values()).size).toBe(pairs.size)
  })

  it('sends the body again after the challenge, also of a request that is not repeatable', async () => {
    const bodies: string[] = []
    const server = await serveDigest(right(), {
      answer: async (response, request) => {
        bodies.push(await readBody(request))
        response.end('hello')
      },
    })
    const body = { kind: 'text' as const, contentType: 'text/xml', text: '<methodCall/>', parameters: [] }
    await open(server.url, { auth: auth() }).ask({ method: 'POST', repeatable: false, body })
    expect(bodies).toEqual(['<methodCall/>'])
  })

  it('requests one challenge, however many requests begin at once', async () => {
    const server = await serveDigest(right())
    const { ask } = open(server.url, { auth: auth() })
    const answers = await Promise.all(times(50, (index) => ask({ path: `/${index}` })))
    expect(server.outcomes().filter((outcome) => outcome === 'challenged')).toHaveLength(1)
    expect(server.outcomes().filter((outcome) => outcome === 'accepted')).toHaveLength(50)
    expect(new Set(server.seen.map(({ nonceCount }) => nonceCount)).size).toBe(51)
    expect(answers.reduce((sum, { requests }) => sum + requests, 0)).toBe(51)
  })

  it('does not mistake early hints for acceptance', async () => {
    const server = await serveDigest(right(), { hints: true })
    const { ask } = open(server.url, { auth: auth() })
    await Promise.all(times(10, () => ask()))
    expect(server.outcomes().filter((outcome) => outcome === 'challenged')).toHaveLength(1)
  })

  it('lets the others continue as soon as the first is accepted, not when it is complete', async () => {
    const finish: (() => void)[] = []
    const server = await serveDigest(right(), {
      answer: (response, request) => {
        if (request.url !== '/slow') return void response.end('quick')
        response.write('slow')
        finish.push(() => response.end())
      },
    })
    const { ask } = open(server.url, { auth: auth() })
    const slow = ask({ path: '/slow' })
    expect(await ask({ path: '/quick' })).toMatchObject({ result: 'quick' })
    for (const end of finish) end()
    expect(await slow).toMatchObject({ result: 'slow' })
  })

  it('takes a new nonce when the old one is stale, and sends again once', async () => {
    const server = await serveDigest(right(), { usesPerNonce: 2 })
    const { ask } = open(server.url, { auth: auth() })
    const cost: number[] = []
    for (let count = 0; count < 4; count++) cost.push((await ask()).requests)
    expect(cost).toEqual([2, 1, 2, 1])
    expect(server.outcomes()).toEqual(['challenged', 'accepted', 'accepted', 'stale', 'accepted', 'accepted'])
  })

  it('survives a nonce that goes stale under many requests at once', async () => {
    const server = await serveDigest(right(), { usesPerNonce: 30 })
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    await Promise.all(times(25, () => ask()))
    await Promise.all(times(25, () => ask()))
    expect(server.outcomes().filter((outcome) => outcome === 'accepted')).toHaveLength(51)
    expect(server.outcomes()).not.toContain('refused')
  })

  it('lets each request use its own new nonce, for a server that accepts each nonce once', async () => {
    const server = await serveDigest(right(), { usesPerNonce: 1 })
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    const answers = await Promise.all(times(10, () => ask()))
    expect(answers.every(({ requests }) => requests === 2)).toBe(true)
  })

  it('lets each request use its own challenge, for a server of one-time nonces that calls none stale', async () => {
    const server = await serveDigest(right(), { oneTime: true })
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(times(6, (index) => ask({ path: `/${index}` })))
      expect(answers.map(({ result }) => result)).toEqual(times(6, () => 'hello'))
    }
    expect(server.outcomes().filter((outcome) => outcome === 'accepted')).toHaveLength(19)
    // No nonce count is used twice: a second use of a one-time nonce was refused.
    const uses = server.seen.map(({ nonce, nonceCount }) => `${nonce} ${nonceCount}`)
    expect(new Set(uses).size).toBe(uses.length)
  })

  it('lets those that begin together with one-time nonces be answered, also the first ones', async () => {
    const server = await serveDigest(right(), { oneTime: true })
    const { ask } = open(server.url, { auth: auth() })
    const answers = await Promise.all(times(6, (index) => ask({ path: `/${index}` })))
    expect(answers.map(({ result }) => result)).toEqual(times(6, () => 'hello'))
  })

  it.each([
    ['Latin-1', Buffer.from('Füß', 'latin1')],
    ['UTF-8', Buffer.from('Füß', 'utf8')],
    ['no encoding at all', Buffer.from([0xff, 0xfe, 0x80, 0x41])],
  ])('hashes the realm as the octets that came: %s', async (_encoding, realm) => {
    const server = await serveDigest(right(), { realm })
    expect(await open(server.url, { auth: auth() }).ask()).toMatchObject({ result: 'hello' })
  })

  it.each([
    ['in the extended form to a server that announces UTF-8', 'charset=UTF-8', /username\*=UTF-8''J%C3%A4s/],
    ['as it is to a server that announces nothing', undefined, /username="J/],
  ])('sends a name beyond ASCII %s', async (_how, announced, form) => {
    const headers: (string | undefined)[] = []
    const answer: DigestServerOptions['answer'] = (response, request) => {
      headers.push(request.headers.authorization)
      response.end('hello')
    }
    const server = await serveDigest(right(), {
      username: 'Jäsøn',
      answer,
      ...(announced === undefined ? {} : { announced }),
    })
    const { ask } = open(server.url, { auth: { ...auth(), username: 'Jäsøn' } })
    expect(await ask()).toMatchObject({ result: 'hello' })
    expect(headers).toEqual([expect.stringMatching(form)])
  })

  it('uses the nonce that the server announces for the next request, and needs no challenge then', async () => {
    const server = await serveDigest(right(), { oneTime: true, announcesNext: true })
    const { ask } = open(server.url, { auth: auth() })
    expect(await ask()).toMatchObject({ requests: 2 })
    for (let each = 0; each < 3; each++) expect(await ask()).toMatchObject({ result: 'hello', requests: 1 })
    expect(server.outcomes()).toEqual(['challenged', 'accepted', 'accepted', 'accepted', 'accepted'])
    expect(server.seen.slice(1).map(({ nonce, nonceCount }) => [nonce, nonceCount])).toEqual([
      ['nonce-1', 1],
      ['nonce-2', 1],
      ['nonce-3', 1],
      ['nonce-4', 1],
    ])
  })

  it('uses an announced nonce once where several requests begin together', async () => {
    const server = await serveDigest(right(), { oneTime: true, announcesNext: true })
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    const answers = await Promise.all(times(6, () => ask()))
    expect(answers.every(({ result }) => result === 'hello')).toBe(true)
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it.each(['', 'nextnonce', 'nextnonce=""', 'qop=auth, rspauth="0"', '=;,"'])(
    'keeps its nonce where the server announces none (%j)',
    async (info) => {
      const server = await serveDigest(right(), {
        answer: (response) => void response.writeHead(200, { 'authentication-info': info }).end('hello'),
      })
      const { ask } = open(server.url, { auth: auth() })
      await ask()
      expect(await ask()).toMatchObject({ result: 'hello', requests: 1 })
      expect(server.seen.slice(1).map(({ nonce, nonceCount }) => [nonce, nonceCount])).toEqual([
        ['nonce-1', 1],
        ['nonce-1', 2],
      ])
    },
  )

  it('takes a new nonce from a server that has forgotten the old one and does not call it stale', async () => {
    const server = await serveDigest(right())
    const { ask } = open(server.url, { auth: auth() })
    await ask()
    server.forget()
    const answers = await Promise.all(times(10, () => ask()))
    expect(answers.every(({ result }) => result === 'hello')).toBe(true)
    await ask()
    expect(server.outcomes().at(-1)).toBe('accepted')
  })

  it.each([500, 503])('uses a challenge that comes with HTTP %i', async (challengeStatus) => {
    const server = await serveDigest(right(), { challengeStatus })
    expect(await open(server.url, { auth: auth() }).ask()).toMatchObject({ result: 'hello', requests: 2 })
  })

  it('is mapped by its status when a first 5xx has no challenge, and is tried again by the next request', async () => {
    let broken = true
    const digest = await serveDigest(right())
    const server = await serve(async (request, response) => {
      if (broken) return response.writeHead(503).end()
      const { authorization = '' } = request.headers
      const answer = await fetch(digest.url, authorization === '' ? {} : { headers: { authorization } })
      return response
        .writeHead(answer.status, { 'www-authenticate': answer.headers.get('www-authenticate') ?? '' })
        .end(await answer.text())
    })
    const { ask } = open(server.url, { auth: auth() })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAVAILABLE' })
    broken = false
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it('is not needed by a source that trusts the address; then no request waits for another', async () => {
    const held: (() => void)[] = []
    const server = await serve((request, response) => {
      if (request.url === '/') return response.end('hello')
      held.push(() => response.end('hello'))
      if (held.length === 3) for (const answer of held) answer()
      return response
    })
    const { ask } = open(server.url, { auth: auth() })
    expect(await ask()).toMatchObject({ requests: 1 })
    await Promise.all(times(3, (index) => ask({ path: `/${index}` })))
    expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('reports it when the source requires another scheme', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm=x' }).end(),
    )
    const failure = await sourceFailureOf(open(server.url, { auth: auth() }).ask())
    expect(failure).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(failure.message).toContain('HTTP digest')
  })
})

describe('a request that waits for the first challenge', () => {
  it('waits no longer than its own signal, and continues when the first one is aborted', async () => {
    const first = new AbortController()
    const arrived = Promise.withResolvers<void>()
    const server = await serve((request, response) => {
      if (request.url === '/first') arrived.resolve()
      else response.end('hello')
    })
    const { ask } = open(server.url, { auth: auth() })
    const failed = failureOf(ask({ path: '/first' }, { signal: first.signal }))
    await arrived.promise
    const impatient = new AbortController()
    const left = failureOf(ask({ path: '/impatient' }, { signal: impatient.signal }))
    const patient = ask({ path: '/patient' })
    impatient.abort('left')
    expect(await left).toBe('left')
    first.abort('gone')
    expect(await failed).toBe('gone')
    expect(await patient).toMatchObject({ result: 'hello' })
    expect(server.requests.map(({ url }) => url)).toEqual(['/first', '/patient'])
  })
})
