// Systems that do not report the outcome of an action: it may have been done, so it is UNKNOWN and never repeated.

import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sidOf } from '../../../adapters/restcomm/simulator/sids.js'
import {
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring, type Disconnect, type Disconnected, doneOf, tryToCall, tryToEnd } from './acting.js'

/** What the scripted systems do with an action. */
type Fate =
  | 'never answers'
  | 'begins to answer'
  | 'breaks the connection'
  | 'resets the connection'
  | 'breaks off its answer'
  | 'breaks off in the head of its answer'
  | { readonly status: number; readonly body: string; readonly contentType?: string; readonly retryAfter?: string }

const SID = sidOf('connect', 7)
const ACTIONS: readonly (readonly [source: string, operation: Disconnect | 'makeCall', target: string])[] = [
  ['telecomx', 'disconnectCall', 'a@192.0.2.11'],
  ['portasip', 'disconnectCall', '960'],
  ['portasip', 'disconnectAccount', '3'],
  ['portasip', 'disconnectCustomer', '4'],
  ['restcomm', 'disconnectCall', SID],
  ['restcomm', 'makeCall', '+4580808080'],
]

const garbage = (
  status: number,
  body = '<html><body><h1>It works!</h1></body></html>',
  contentType?: string,
): Fate => ({ status, body, ...(contentType === undefined ? {} : { contentType }) })

const UNCERTAIN: readonly (readonly [what: string, fate: Fate, hasty: boolean, code: RegExp])[] = [
  ['never answers', 'never answers', true, /^TIMEOUT$/],
  ['begins to answer and stops', 'begins to answer', true, /^TIMEOUT$/],
  ['breaks the connection', 'breaks the connection', false, /^UNREACHABLE$/],
  ['resets the connection', 'resets the connection', false, /^UNREACHABLE$/],
  ['breaks off in the head of its answer', 'breaks off in the head of its answer', false, /^UNREACHABLE$/],
  // Some answers can be recognised as invalid by their first characters.
  ['breaks off its answer', 'breaks off its answer', false, /^(UNREACHABLE|PROTOCOL)$/],
  ['answers with a web page', garbage(200), false, /^PROTOCOL$/],
  ['answers with nothing', garbage(200, ''), false, /^PROTOCOL$/],
  ['answers with something else', garbage(200, '{"unheard":["of"]}', 'application/json'), false, /^PROTOCOL$/],
  [
    'answers with half of it',
    garbage(200, '<?xml version="1.0"?><methodResponse><params>', 'text/xml'),
    false,
    /^PROTOCOL$/,
  ],
  ['answers that it has failed inside', garbage(500), false, /^UNAVAILABLE$/],
  ['answers that its proxy gave up', garbage(504), false, /^UNAVAILABLE$/],
]
const REFUSED: readonly (readonly [what: string, fate: Fate, hasty?: false])[] = [
  ['who it is', garbage(403, '')],
  ['it for now', { status: 429, body: '', retryAfter: '1' }],
]

/** Each has a separate source, so that circuit breakers do not interfere. */
const nameOf = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')

let server: ScriptedServer
let stack: Stack
let fate: Fate = 'never answers'
const seen: ScriptedRequest[] = []

beforeAll(async () => {
  server = await startScriptedServer((request, response) => {
    seen.push(request)
    if (fate === 'never answers') return
    if (fate === 'breaks the connection') return void request.raw.socket.destroy()
    if (fate === 'resets the connection') return void request.raw.socket.resetAndDestroy()
    if (fate === 'breaks off in the head of its answer')
      return void request.raw.socket.end('HTTP/1.1 200 OK\r\ncontent-ty')
    if (fate === 'begins to answer')
      return void response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    if (fate === 'breaks off its answer') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"success":')
      return void setImmediate(() => response.destroy())
    }
    const { status, body, contentType = 'text/html', retryAfter } = fate
    response
      .writeHead(status, {
        'content-type': contentType,
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      })
      .end(body)
  })
  const { origin } = server
  const vendors: Readonly<Record<string, object>> = {
    telecomx: { vendor: 'telecomx', url: `${origin}/telecomx`, auth: { token: 'demo-token' } },
    portasip: { vendor: 'portasip', url: `${origin}/portasip`, trusted: { customerId: 1 } },
    restcomm: {
      vendor: 'restcomm',
      product: 'connect',
      url: `${origin}/restcomm`,
      auth: { accountSid: 'demo', authToken: 'demo-password' },
      control: { makeCall: { urls: ['https://demo.example/'], allowPrivate: ['demo.example'] } },
    },
  }
  const patient = { control: true, retries: 5 }
  // An action is given three times as long.
  const hasty = { ...patient, timeoutMs: 70 }
  const sources = ACTIONS.flatMap(([vendor, operation]) =>
    [...UNCERTAIN, ...REFUSED].map(
      ([what, , isHasty = false]) =>
        [nameOf(vendor, operation, what), { ...(isHasty ? hasty : patient), ...vendors[vendor] }] as const,
    ),
  )
  const others = {
    telecomx: { ...patient, ...vendors['telecomx'] },
    'telecomx-hasty': { ...hasty, ...vendors['telecomx'] },
  }
  stack = await startStack({ vendors: [], sources: { ...Object.fromEntries(sources), ...others } })
})
afterAll(async () => {
  await stack?.close()
  await server?.close()
})
beforeEach(() => void (seen.length = 0))

/** Acts, and returns the outcome in one form for all actions; the vendor must have received it once. */
async function act(source: string, operation: Disconnect | 'makeCall', target: string) {
  const reported: Pick<Disconnected, 'outcome' | 'message' | 'error'>[] = []
  const audit = await auditDuring(stack, async () => {
    if (operation === 'makeCall') {
      const placed = await doneOf(
        tryToCall(stack, { source, from: '101', to: target, url: 'https://demo.example/answer' }),
      )
      expect(placed.calls).toEqual([])
      reported.push(placed)
    } else {
      const ended = await doneOf(tryToEnd(stack, operation, source, target))
      expect(ended.disconnectedCount).toBeNull()
      reported.push(ended)
    }
  })
  const [{ outcome, message, error } = { outcome: '', message: null, error: null }] = reported
  expect(audit).toMatchObject([{ source, operation, target, outcome, code: error?.code }])
  return { code: error?.code, outcome, message, retryable: error?.retryable }
}

describe.each(ACTIONS)('%s %s', (source, operation, target) => {
  test.for(UNCERTAIN)(
    'that %s may have been done: UNKNOWN, look first, and never sent twice',
    async ([what, next, , code]) => {
      fate = next
      const came = await act(nameOf(source, operation, what), operation, target)
      expect(came.outcome).toBe('UNKNOWN')
      expect(came.code).toMatch(code)
      expect(came.message).toContain('look at the active calls')
      // Whatever the state of the source: a retry without a check would be a second action.
      expect(came.retryable).toBe(false)
      expect(seen).toHaveLength(1)
    },
  )

  test.for(REFUSED)(
    'that is refused because the vendor does not accept %s has not been done: FAILED, and never sent twice',
    async ([what, next]) => {
      fate = next
      const came = await act(nameOf(source, operation, what), operation, target)
      expect(came).toMatchObject({ outcome: 'FAILED' })
      expect(came.code).toMatch(/^(UNAUTHENTICATED|THROTTLED|REJECTED)$/)
      expect(seen).toHaveLength(1)
    },
  )
})

test('an action that cannot have been sent has failed', async () => {
  const port = await new Promise<number>((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const address = listener.address()
      listener.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
  const closed = await startStack({
    vendors: [],
    sources: {
      closed: {
        vendor: 'telecomx',
        url: `http://127.0.0.1:${port}`,
        auth: { token: 'demo-token' },
        control: true,
        retries: 5,
      },
    },
  })
  try {
    const done = await doneOf(tryToEnd(closed, 'disconnectCall', 'closed', 'a@192.0.2.11'))
    expect(done).toMatchObject({ outcome: 'FAILED', message: null, error: { code: 'UNREACHABLE' } })
  } finally {
    await closed.close()
  }
})

test('the same action, requested twice at once, is sent twice: these are two actions', async () => {
  fate = { status: 200, contentType: 'application/json', body: '{"success":true}' }
  const both = await Promise.all(
    [1, 2].map(() => doneOf(tryToEnd(stack, 'disconnectCall', 'telecomx', 'a@192.0.2.11'))),
  )
  expect(both.map(({ outcome }) => outcome)).toEqual(['REQUESTED', 'REQUESTED'])
  expect(seen).toHaveLength(2)
})

test('a client that disconnects does not cancel the action, and the audit has it', async () => {
  fate = 'never answers'
  const gone = new AbortController()
  const arrived = Promise.withResolvers<void>()
  const ended = auditDuring(stack, async () => {
    const id = Buffer.from('a:telecomx-hasty:a@192.0.2.11').toString('base64url')
    const query = `mutation { disconnectCall(id: "${id}") { outcome } }`
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
    const posted = fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
      signal: gone.signal,
    })
    await expect.poll(() => seen.length).toBe(1)
    gone.abort()
    await expect(posted).rejects.toThrow()
    await expect
      .poll(() => stack.log.filter((line) => line.includes('action on a switch')).at(-1) ?? '')
      .toContain('"UNKNOWN"')
    arrived.resolve()
  })
  await arrived.promise
  expect(await ended).toMatchObject([{ operation: 'disconnectCall', outcome: 'UNKNOWN', code: 'TIMEOUT' }])
  expect(seen).toHaveLength(1)
})
