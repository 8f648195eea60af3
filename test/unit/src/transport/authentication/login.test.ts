import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../../../../adapters/contract.js'
import { Secret } from '../../../../../adapters/values/secret.js'
import { isRow, toFloat, toText } from '../../../../../adapters/wire/field-readers.js'
import { parseJson, wholeBody } from '../../../../../adapters/wire/json/body.js'
import { REFUSED_REST_MS, TWO_REFUSALS_MS } from '../../../../../src/transport/authentication/cool-down.js'
import type { LoginExchange } from '../../../../../src/transport/authentication/login-exchange.js'
import { failureOf, open, readBody, serve, sourceFailureOf } from '../fixtures.js'

const auth: Authentication = {
  scheme: 'login',
  request: () => ({
    operation: 'POST /auth/login',
    method: 'POST',
    path: '/auth/login',
    body: { kind: 'text', contentType: 'application/json', text: '{"password":"demo-password"}', parameters: [] },
    repeatable: true,
    accept: 'application/json',
  }),
  decode: wholeBody((text) => {
    const body = parseJson(text)
    const row = isRow(body) ? body : {}
    return { token: toText(row['token']) ?? '', expiresInSeconds: toFloat(row['expires']) }
  }),
}

type LoginAnswer = { status?: number; expires?: number | null; text?: string } | 'hang'

/** A vendor that issues token-1, token-2, … and accepts those that `accepts` accepts. */
async function serveLogin(state: { login?: LoginAnswer; accepts?: (token: string) => boolean } = {}) {
  let tokens = 0
  const log: string[] = []
  const server = await serve(async (request, response) => {
    const body = await readBody(request)
    if (request.url === '/auth/login') {
      log.push(`login ${body.includes('demo-password')} ${request.headers.authorization === undefined}`)
      const answer = state.login ?? {}
      if (answer === 'hang') return
      if (answer.status !== undefined) return response.writeHead(answer.status).end(answer.text)
      const expires = answer.expires === undefined ? 900 : answer.expires
      return response.end(JSON.stringify({ token: `token-${(tokens += 1)}`, expires }))
    }
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    log.push(token)
    return (state.accepts?.(token) ?? true) ? response.end('hello') : response.writeHead(401).end('code=expired')
  })
  return { ...server, log, state, logins: () => log.filter((line) => line.startsWith('login')) }
}
const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make)
const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise((resolve) => setImmediate(resolve))
}

describe('log-in', () => {
  it('comes before the first request, without credentials in a header, and once', async () => {
    const server = await serveLogin()
    const { ask } = open(server.url, { auth })
    expect(await ask()).toMatchObject({ result: 'hello', requests: 2 })
    expect(await ask()).toMatchObject({ requests: 1 })
    expect(server.log).toEqual(['login true true', 'token-1', 'token-1'])
  })

  it('is one for 50 requests at once', async () => {
    const server = await serveLogin()
    const { ask } = open(server.url, { auth })
    const answers = await Promise.all(times(50, () => ask()))
    expect(server.logins()).toHaveLength(1)
    expect(answers.reduce((sum, { requests }) => sum + requests, 0)).toBe(51)
  })

  it.each([
    [900, 840_000],
    [300, 270_000],
    [3600, 3_540_000],
  ])('of %i s is renewed when 60 s or a tenth of it is left', async (expires, renewedAfterMs) => {
    const server = await serveLogin({ login: { expires } })
    const { ask, clock } = open(server.url, { auth })
    await ask()
    clock.advance(renewedAfterMs - 1)
    await ask()
    expect(server.logins()).toHaveLength(1)
    clock.advance(1)
    await Promise.all(times(20, () => ask()))
    expect(server.logins()).toHaveLength(2)
    expect(server.log.at(-1)).toBe('token-2')
  })

  it.each([null, -1, 0])('without an expiry (%s) is not renewed by time', async (expires) => {
    const server = await serveLogin({ login: { expires } })
    const { ask, clock } = open(server.url, { auth })
    await ask()
    clock.advance(1e10)
    await ask()
    expect(server.logins()).toHaveLength(1)
  })

  it('is repeated once when the vendor says that the token has expired, for all, control included', async () => {
    const server = await serveLogin()
    const { ask } = open(server.url, { auth })
    await ask()
    server.state.accepts = (token) => token !== 'token-1'
    const answers = await Promise.all(times(50, () => ask({ method: 'DELETE', repeatable: false })))
    expect(answers.every(({ result }) => result === 'hello')).toBe(true)
    expect(server.logins()).toHaveLength(2)
    expect(server.log.filter((line) => line === 'token-2')).toHaveLength(50)
  })

  it('is not repeated when a fresh token is refused, until credentials may be tried again', async () => {
    const server = await serveLogin({ accepts: () => false })
    const { ask, clock } = open(server.url, { auth })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAUTHENTICATED', message: 'the token has expired' })
    expect(server.log).toEqual(['login true true', 'token-1'])
    await sourceFailureOf(ask())
    expect(server.logins()).toHaveLength(1)
    clock.advance(REFUSED_REST_MS)
    await sourceFailureOf(ask())
    expect(server.log.slice(2)).toEqual(['login true true', 'token-2'])
    server.state.accepts = () => true
    clock.advance(TWO_REFUSALS_MS - REFUSED_REST_MS)
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it('uses a fresh token for one request first, so that wrong ones are not sent with every request', async () => {
    const server = await serveLogin({ accepts: () => false })
    const { ask } = open(server.url, { auth })
    await Promise.all(times(50, () => sourceFailureOf(ask())))
    expect(server.log).toEqual(['login true true', 'token-1'])
  })

  it('is not repeated for other refusals', async () => {
    const server = await serve(async (request, response) => {
      if (request.url === '/auth/login') response.end('{"token":"token-1","expires":900}')
      else response.writeHead(401).end('code=credentials_invalid')
    })
    expect(await sourceFailureOf(open(server.url, { auth }).ask())).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.requests).toHaveLength(2)
  })
})

describe('a token that was in use', () => {
  /** Refuses tokens without saying that they have expired, and one path in any case. */
  const serveRevoking = async (refused: (token: string) => boolean) => {
    let logins = 0
    const used: string[] = []
    const server = await serve((request, response) => {
      if (request.url === '/auth/login') return response.end(`{"token":"token-${++logins}","expires":900}`)
      const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
      used.push(token)
      return refused(token) || request.url === '/costs' ? response.writeHead(401).end() : response.end('hello')
    })
    return { url: server.url, used, logins: () => logins }
  }

  it('is replaced once when it is refused, also where the vendor does not say why', async () => {
    let refused = ''
    const { url, used, logins } = await serveRevoking((token) => token === refused)
    const { ask } = open(url, { auth })
    await ask()
    refused = 'token-1'
    expect(await ask()).toMatchObject({ result: 'hello', requests: 3 })
    expect(used).toEqual(['token-1', 'token-1', 'token-2'])
    expect(logins()).toBe(2)
  })

  it('is kept when its user lacks a permission', async () => {
    const { url, used, logins } = await serveRevoking(() => false)
    const { ask, clock } = open(url, { auth })
    await ask()
    const costs = { operation: 'costs', path: '/costs', mayLackPermission: true }
    expect(await sourceFailureOf(ask(costs))).toMatchObject({ code: 'UNAUTHENTICATED', concernsOperation: true })
    expect(await ask()).toMatchObject({ result: 'hello', requests: 1 })
    // Another token did not help, and is the one that is kept; from then on none is tried.
    clock.advance(REFUSED_REST_MS)
    expect(await sourceFailureOf(ask(costs))).toMatchObject({ concernsOperation: true })
    expect(used).toEqual(['token-1', 'token-1', 'token-2', 'token-2', 'token-2'])
    expect(logins()).toBe(2)
  })
})

describe('a token that other instances share', () => {
  /** Gives the tokens of other instances, and then what this one fetches. */
  const exchangeOf = (...foreign: readonly string[]) => {
    const left = [...foreign]
    const refused: (string | null)[] = []
    let drop: (id: string) => void = () => undefined
    const logins: LoginExchange = {
      get: async (logIn) => {
        const token = left.shift()
        if (token === undefined) return { ...(await logIn()), id: 'own', isForeign: false }
        return { token: new Secret(token), renewAtMs: Number.POSITIVE_INFINITY, id: token, isForeign: true }
      },
      refused: ({ id }) => void refused.push(id),
      receive: (onRefused) => {
        drop = onRefused
      },
    }
    return { logins, refused, drop: (id: string) => drop(id) }
  }

  it('is used without a log-in', async () => {
    const server = await serveLogin()
    const { logins } = exchangeOf('theirs')
    expect(await open(server.url, { auth, logins }).ask()).toMatchObject({ result: 'hello', requests: 1 })
    expect(server.log).toEqual(['theirs'])
  })

  it('is reported when it is refused, which is no refusal of the credentials', async () => {
    const server = await serveLogin({ accepts: (token) => token === 'token-1' })
    const { logins, refused } = exchangeOf('theirs', 'another')
    const { ask } = open(server.url, { auth, logins })
    expect(await ask()).toMatchObject({ result: 'hello', requests: 4 })
    expect(server.log).toEqual(['theirs', 'another', 'login true true', 'token-1'])
    expect(refused).toEqual(['theirs', 'another'])
    expect(await ask()).toMatchObject({ result: 'hello', requests: 1 })
  })

  it('is not used again after another instance has reported it', async () => {
    const server = await serveLogin()
    const { logins, refused, drop } = exchangeOf('theirs', 'another')
    const { ask } = open(server.url, { auth, logins })
    await ask()
    drop('not this one')
    await ask()
    drop('theirs')
    await ask()
    expect(server.log).toEqual(['theirs', 'theirs', 'another'])
    expect(refused).toEqual([])
  })
})

describe('a log-in that is refused', () => {
  it('is refused once for all, and not tried again for a while, so that no account is locked out', async () => {
    const server = await serveLogin({ login: { status: 401 } })
    const { ask, clock } = open(server.url, { auth })
    const failures = await Promise.all(times(50, () => sourceFailureOf(ask())))
    expect(new Set(failures.map(({ message }) => message))).toEqual(new Set(['the user name or password is wrong']))
    clock.advance(REFUSED_REST_MS - 1)
    const failure = await sourceFailureOf(ask())
    expect(failure).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
    expect(failure.message).toContain('not tried again')
    expect(server.logins()).toHaveLength(1)
    server.state.login = {}
    clock.advance(1)
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it.each([400, 403, 409, 429])('with %i leads to a wait as well', async (status) => {
    const server = await serveLogin({ login: { status } })
    const { ask } = open(server.url, { auth })
    for (let each = 0; each < 5; each++) expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.logins()).toHaveLength(1)
  })

  it('by an outage is tried again by the next request; after an unusable answer there is a wait', async () => {
    const server = await serveLogin({ login: { status: 503 } })
    const { ask, clock } = open(server.url, { auth })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    server.state.login = { status: 200, text: '<html>' }
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'PROTOCOL' })
    server.state.login = {}
    clock.advance(REFUSED_REST_MS)
    expect(await ask()).toMatchObject({ result: 'hello' })
  })
})

describe('a log-in that hangs', () => {
  it('is a TIMEOUT for all that wait, and is abandoned', async () => {
    const server = await serveLogin({ login: 'hang' })
    const { ask, events } = open(server.url, { auth })
    const failures = await Promise.all(times(3, () => sourceFailureOf(ask({}, { timeoutMs: 40 }))))
    expect(failures.map(({ code }) => code)).toEqual(['TIMEOUT', 'TIMEOUT', 'TIMEOUT'])
    await until(() => events.length > 0)
    expect(events).toMatchObject([{ operation: 'POST /auth/login', outcome: 'TIMEOUT' }])
    server.state.login = {}
    expect(await ask()).toMatchObject({ result: 'hello' })
  })

  it('does not end because the one who began it leaves', async () => {
    const held: (() => void)[] = []
    const server = await serve((request, response) => {
      if (request.url === '/auth/login') held.push(() => response.end('{"token":"token-1","expires":900}'))
      else response.end('hello')
    })
    const { ask } = open(server.url, { auth })
    const first = new AbortController()
    const gone = failureOf(ask({}, { signal: first.signal }))
    const second = ask()
    await until(() => held.length > 0)
    first.abort('gone')
    expect(await gone).toBe('gone')
    for (const answer of held) answer()
    expect(await second).toMatchObject({ result: 'hello' })
    expect(held).toHaveLength(1)
  })

  it('ends when the transport is closed', async () => {
    const server = await serveLogin({ login: 'hang' })
    const { ask, transport } = open(server.url, { auth })
    const failure = sourceFailureOf(ask())
    await until(() => server.log.length > 0)
    await transport.close()
    expect(await failure).toMatchObject({ code: 'UNREACHABLE' })
  })
})
