// Every path of answering runs the same steps, once each: nothing is added to one path and forgotten in another.

import { GraphQLError } from 'graphql'
import { beforeEach, describe, expect, it, test } from 'vitest'
import type { RequestPrincipal } from '../../../src/server/http/context-request.js'
import type { Refusal } from '../../../src/server/http/refusal.js'
import type { RequestStep, StepOutcome, Verdict } from '../../../src/server/pipeline/step.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { ask, type SmallOptions, type SmallServer, startSmallServer } from './small-server.js'

const QUERY = '{ greeting }'
const OTHER = '{ greeting person { name } }'
const never = { ownHeaders: [], ownFields: [], joinableMs: 1000, generation: () => 0, now: () => 1000 }
const sharing = (freshUntilMs: number): SmallOptions['sharing'] => ({
  ...never,
  freshUntilMs: () => freshUntilMs,
  currencyOf: () => () => true,
})
const metrics = { mayRead: () => true, contentType: 'text/plain', read: async () => 'a 1\n' }

const counts = { request: 0, operation: 0, answered: 0 }
let outcomes: StepOutcome[] = []
const refusing: {
  request: Verdict<Refusal>
  operation: Verdict<GraphQLError>
} = { request: null, operation: null }
/** Which hook of the step throws, or rejects, and how. */
let failing: { readonly hook: 'request' | 'operation'; readonly fail: () => Verdict<never> } | null = null
const step: RequestStep<unknown> = {
  name: 'counting',
  onRequest() {
    counts.request++
    if (failing?.hook === 'request') return failing.fail()
    return refusing.request
  },
  onOperation() {
    counts.operation++
    if (failing?.hook === 'operation') return failing.fail()
    return refusing.operation
  },
  onAnswered(outcome) {
    counts.answered++
    outcomes.push(outcome)
  },
}
const reset = (): void => {
  Object.assign(counts, { request: 0, operation: 0, answered: 0 })
  outcomes = []
}
beforeEach(() => {
  reset()
  Object.assign(refusing, { request: null, operation: null })
  failing = null
})

interface Sent {
  readonly status: number
  readonly body: string
}
type Way = (server: SmallServer) => Promise<Sent>

const send = async (url: string, init?: RequestInit): Promise<Sent> => {
  const response = await fetch(url, init)
  return { status: response.status, body: await response.text() }
}
const post =
  (body: unknown): Way =>
  ({ graphql }) =>
    send(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
const get =
  (path: string): Way =>
  ({ url }) =>
    send(`${url}${path}`, { headers: { 'apollo-require-preflight': '1' } })

const cors = { origins: ['https://dash.example'] }

// The kinds of requests, and how many request steps, operation steps and reports each runs.
const WAYS: readonly [string, Way, readonly [number, number, number], SmallOptions?, StepOutcome['way']?][] = [
  ['the first POST of a query', post({ query: OTHER }), [1, 1, 1], {}, 'apollo'],
  ['a repeated POST', post({ query: QUERY }), [1, 1, 1], {}, 'fast path'],
  ['a repeated POST by way of Fastify', post({ query: QUERY }), [1, 1, 1], { cors }, 'fast path'],
  ['an answer that is shared', post({ query: QUERY }), [1, 1, 1], { sharing: sharing(0) }, 'fast path'],
  ['an answer that is kept', post({ query: QUERY }), [1, 1, 1], { sharing: sharing(2000) }, 'fast path'],
  ['a query by GET', get('/graphql?query={greeting}'), [1, 1, 1], {}, 'apollo'],
  ['a repeated query by GET', get('/graphql?query={ greeting }'), [1, 1, 1], {}, 'fast path'],
  ['a shared answer by GET', get('/graphql?query={ greeting }'), [1, 1, 1], { sharing: sharing(2000) }, 'fast path'],
  ['a mutation', post({ query: 'mutation { rename(name: "a") }' }), [1, 1, 1], {}, 'apollo'],
  ['introspection', post({ query: '{ __schema { queryType { name } } }' }), [1, 1, 1], {}, 'apollo'],
  ['graphql-js as executor', post({ query: QUERY }), [1, 1, 1], { executor: 'graphql-js' }, 'fast path'],
  ['an operation that fails validation', post({ query: '{ nothing }' }), [1, 0, 1], {}, 'apollo'],
  ['a batch', post([{ query: QUERY }, { query: QUERY }]), [1, 0, 0]],
  ['a malformed body', post('{'), [1, 0, 0]],
  ['a path that is not there', get('/nothing'), [1, 0, 0]],
  ['/metrics', get('/metrics'), [1, 0, 0]],
  ['a method that is not served', ({ graphql }) => send(graphql, { method: 'PUT' }), [1, 0, 0]],
]

async function start(options: SmallOptions = {}): Promise<SmallServer> {
  const server = await startSmallServer({ metrics, steps: [step], ...options })
  // An operation that was sent twice takes the fast path.
  for (let each = 0; each < 2; each++) await post({ query: QUERY })(server)
  reset()
  return server
}

describe('the steps', () => {
  test.each(WAYS)('run once for %s', async (_what, way, [request, operation, answered], options, name) => {
    const server = await start(options)
    await way(server)
    expect(counts).toEqual({ request, operation, answered })
    expect(outcomes.map((outcome) => outcome.way)).toEqual(name === undefined ? [] : [name])
  })

  test.each(WAYS)('that refuse a request stop %s', async (_what, way, _counts, options) => {
    const server = await start(options)
    const refusal: Refusal = { status: 429, code: 'RATE', message: 'Too often.', headers: { 'retry-after': '1' } }
    for (const verdict of [refusal, Promise.resolve(refusal)]) {
      reset()
      refusing.request = verdict
      const body = '{"errors":[{"message":"Too often.","extensions":{"code":"RATE"}}]}'
      expect(await way(server)).toEqual({ status: 429, body })
      expect(counts).toEqual({ request: 1, operation: 0, answered: 0 })
    }
  })

  test.each(WAYS.filter(([, , [, operation]]) => operation === 1))(
    'that refuse an operation stop %s',
    async (_what, way, _counts, options) => {
      const server = await start(options)
      const error = new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } })
      for (const verdict of [error, Promise.resolve(error)]) {
        reset()
        refusing.operation = verdict
        const { status, body } = await way(server)
        expect({ status, body: JSON.parse(body) }).toEqual({
          status: 200,
          body: { errors: [{ message: 'Not for you.', extensions: { code: 'FORBIDDEN' } }] },
        })
        expect(counts).toEqual({ request: 1, operation: 1, answered: 1 })
      }
    },
  )
})

describe('a step that fails', () => {
  const fails: readonly (() => Verdict<never>)[] = [
    () => {
      throw new Error('the store of keys is out of reach')
    },
    () => Promise.reject(new Error('the store of keys is out of reach')),
  ]

  test.each(WAYS)('on a request admits nothing: %s', async (_what, way, _counts, options) => {
    const server = await start(options)
    for (const fail of fails) {
      reset()
      failing = { hook: 'request', fail }
      const body = '{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}'
      expect(await way(server)).toEqual({ status: 500, body })
      expect(counts).toEqual({ request: 1, operation: 0, answered: 0 })
    }
  })

  test.each(WAYS.filter(([, , [, operation]]) => operation === 1))(
    'on an operation executes nothing: %s',
    async (_what, way, _counts, options) => {
      let executed = 0
      const resolvers = {
        'Query.greeting': () => `hello ${++executed}`,
        'Mutation.rename': () => `hello ${++executed}`,
      }
      const server = await start({ ...options, resolvers })
      for (const fail of fails) {
        reset()
        failing = { hook: 'operation', fail }
        executed = 0
        const { body } = await way(server)
        expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] })
        expect(JSON.parse(body).data ?? null).toBeNull()
        expect(body).not.toContain('store of keys')
        expect(executed).toBe(0)
      }
    },
  )
})

it('shares answers only within the rights of a principal, which the context can read', async () => {
  const seen: (RequestPrincipal | null | undefined)[] = []
  const administrator = localAdministrator([])
  let sharingKey = 'a'
  const server = await start({
    sharing: sharing(2000),
    steps: [
      {
        name: 'sign-in',
        onRequest: async (exchange) => {
          exchange.principal = { ...administrator, sharingKey }
          return null
        },
      },
    ],
    resolvers: { 'Query.greeting': (_source, _args, { request }) => void seen.push(request.principal) },
  })
  seen.length = 0
  for (const key of ['b', 'b', 'c', 'b']) {
    sharingKey = key
    await ask(server.graphql, QUERY)
  }
  expect(seen).toEqual(['b', 'c'].map((key) => ({ ...administrator, sharingKey: key })))
})

it('refuses to start with an Apollo plug-in that would not see every request', async () => {
  await expect(startSmallServer({ plugins: [{ requestDidStart: async () => undefined }] })).rejects.toThrow(
    /write it as a step/,
  )
})
