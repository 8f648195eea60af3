// Idempotency keys over HTTP: the same key is one action at the switch and the same answer, whatever happens in between.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { ask } from '../../support/ask.js'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { auditDuring } from './acting.js'

const PORTASIP = 'portasip-demo'
const RESTCOMM = 'restcomm-demo'
const PAYLOAD = 'outcome disconnectedCount message error { code retryable }'
const END_CALL = `mutation ($id: ID!, $key: String) { done: disconnectCall(id: $id, idempotencyKey: $key) { ${PAYLOAD} } }`
const END_ACCOUNT = `mutation ($id: String!, $key: String) {
  done: disconnectAccount(source: "${PORTASIP}", accountId: $id, idempotencyKey: $key) { ${PAYLOAD} } }`
const END_CUSTOMER = END_ACCOUNT.replace('disconnectAccount', 'disconnectCustomer').replace('accountId', 'customerId')
const PLACE = `mutation ($input: MakeCallInput!) { done: makeCall(input: $input) { outcome calls { nativeId } error { code } } }`

let stack: Intercepted
beforeAll(async () => {
  stack = await startIntercepted(PORTASIP, '/xmlapi/xmlapi', {
    vendors: ['portasip', 'restcomm'],
    simulatorOptions: { restcomm: { product: 'connect' } },
    overrides: { [PORTASIP]: { retries: 0 } },
  })
})
afterAll(() => stack?.close())
beforeEach(async () => {
  stack.setFate(() => 'pass')
  stack.clock.nowMs += 11_000
  await signIn()
})

/** Without it, the switch would send a challenge first, and the action would be two requests. */
const signIn = () => stack.query(`{ activeCalls(sources: ["${PORTASIP}"], first: 1) { nodes { id } } }`)

/** How many actions of this kind the switch has received. */
const sent = (method: string): number => stack.seen.filter(({ body }) => body.includes(`<methodName>${method}<`)).length

async function sentDuring(method: string, work: () => Promise<unknown>): Promise<number> {
  const before = sent(method)
  await work()
  return sent(method) - before
}

let keys = 0
const newKey = (): string => `key ${++keys}`

async function activeId(): Promise<string> {
  const document = `{ activeCalls(sources: ["${PORTASIP}"], first: 1) { nodes { id } } }`
  const { data } = await ask<{ activeCalls: { nodes: readonly { id: string }[] } }>(stack, document)
  return data.activeCalls.nodes[0]?.id ?? ''
}

describe('the same key', () => {
  test.for([
    ['disconnectAccount', END_ACCOUNT],
    ['disconnectCustomer', END_CUSTOMER],
  ] as const)(
    'twice is one %s and the same answer, with the number of calls that it has ended',
    async ([method, document]) => {
      const variables = { id: '3', key: newKey() }
      const count = await sentDuring(method, async () => {
        const first = await stack.query(document, variables)
        const again = await stack.query(document, variables)
        expect(first.body).toMatchObject({
          data: { done: { outcome: 'REQUESTED', disconnectedCount: expect.any(Number) } },
        })
        expect(again.body).toEqual(first.body)
      })
      expect(count).toBe(1)
    },
  )

  test('twice is one call that is ended: not NOT_FOUND, which a second hang-up would be', async () => {
    const variables = { id: await activeId(), key: newKey() }
    const count = await sentDuring('disconnectCall', async () => {
      for (let again = 0; again < 3; again++)
        expect((await stack.query(END_CALL, variables)).body).toMatchObject({
          data: { done: { outcome: 'REQUESTED' } },
        })
    })
    expect(count).toBe(1)
    expect((await stack.query(END_CALL, { id: variables.id })).body).toMatchObject({
      data: { done: { outcome: 'NOT_FOUND' } },
    })
  })

  test('twice is one call that is placed, with the same record', async () => {
    const order = { source: RESTCOMM, from: '101', to: '+4580808080', url: 'https://demo.example/answer' }
    const input = { ...order, idempotencyKey: newKey() }
    const before = stack.hosts[RESTCOMM]?.requests.length ?? 0
    const first = await stack.query(PLACE, { input })
    const again = await stack.query(PLACE, { input })
    expect(first.body).toMatchObject({
      data: { done: { outcome: 'PLACED', calls: [{ nativeId: expect.any(String) }] } },
    })
    expect(again.body).toEqual(first.body)
    expect((stack.hosts[RESTCOMM]?.requests.length ?? 0) - before).toBe(1)
  })

  test('by aliases of one request is one action', async () => {
    const id = await activeId()
    const key = newKey()
    const fields = Array.from(
      { length: 20 },
      (_, at) => `a${at}: disconnectCall(id: $id, idempotencyKey: $key) { outcome }`,
    )
    const count = await sentDuring('disconnectCall', async () => {
      const { body } = await stack.query(`mutation ($id: ID!, $key: String) { ${fields.join(' ')} }`, { id, key })
      expect(new Set(Object.values(body.data ?? {}).map(({ outcome }) => outcome))).toEqual(new Set(['REQUESTED']))
    })
    expect(count).toBe(1)
  })

  test('while the first action runs waits for its answer', async () => {
    const variables = { id: '4', key: newKey() }
    const reached = Promise.withResolvers<void>()
    const count = await sentDuring('disconnectAccount', async () => {
      stack.setFate(({ body }) => {
        if (body.includes('disconnectAccount')) reached.resolve()
        return 'pass'
      })
      const answers = await Promise.all(Array.from({ length: 10 }, () => stack.query(END_ACCOUNT, variables)))
      await reached.promise
      for (const { body } of answers) expect(body).toEqual(answers[0]?.body)
    })
    expect(count).toBe(1)
  })

  test('after an unknown outcome is not sent again, and stays unknown', async () => {
    const variables = { id: '5', key: newKey() }
    stack.setFate(({ body }) => (body.includes('disconnectAccount') ? 'reset' : 'pass'))
    const count = await sentDuring('disconnectAccount', async () => {
      const first = await stack.query(END_ACCOUNT, variables)
      expect(first.body).toMatchObject({ data: { done: { outcome: 'UNKNOWN', error: { retryable: false } } } })
      stack.setFate(() => 'pass')
      stack.clock.nowMs += 60_000
      expect((await stack.query(END_ACCOUNT, variables)).body).toEqual(first.body)
    })
    expect(count).toBe(1)
  })

  test('is kept for 24 hours', async () => {
    const variables = { id: '6', key: newKey() }
    const count = await sentDuring('disconnectAccount', async () => {
      await stack.query(END_ACCOUNT, variables)
      stack.clock.nowMs += 24 * 60 * 60 * 1000 - 1
      await stack.query(END_ACCOUNT, variables)
    })
    expect(count).toBe(1)
    stack.clock.nowMs += 1
    await signIn()
    expect(await sentDuring('disconnectAccount', () => stack.query(END_ACCOUNT, variables))).toBe(1)
  })

  test.for([
    ['another account', END_ACCOUNT, { id: '8' }],
    ['another operation', END_CUSTOMER, {}],
  ] as const)('with %s is wrong, and nothing is sent', async ([, document, changes]) => {
    const variables = { id: '7', key: newKey() }
    await stack.query(END_ACCOUNT, variables)
    const before = stack.seen.length
    const { body } = await stack.query(document, { ...variables, ...changes })
    expect(body).toMatchObject({
      data: { done: null },
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'idempotencyKey' } }],
    })
    expect(stack.seen.length).toBe(before)
  })
})

test('a key whose action was not sent can be used again', async () => {
  const key = newKey()
  const tooLong = toGlobalId('ActiveCall', PORTASIP, ' ')
  expect((await stack.query(END_CALL, { id: tooLong, key })).body).toMatchObject({
    data: { done: { outcome: 'FAILED' } },
  })
  const count = await sentDuring('disconnectAccount', () => stack.query(END_ACCOUNT, { id: '3', key }))
  expect(count).toBe(1)
})

test('without a key, each request is an action', async () => {
  const count = await sentDuring('disconnectAccount', async () => {
    await stack.query(END_ACCOUNT, { id: '3' })
    await stack.query(END_ACCOUNT, { id: '3', key: null })
  })
  expect(count).toBe(2)
})

test.for([
  ['empty', ''],
  ['blank', '  '],
  ['too long', 'k'.repeat(129)],
  ['of two lines', 'a\nb'],
  ['not ASCII', 'nøgle'],
])('a key that is %s is refused, and named', async ([, key]) => {
  const before = stack.seen.length
  const { body } = await stack.query(END_ACCOUNT, { id: '3', key })
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'idempotencyKey' } }] })
  const order = { source: RESTCOMM, from: '101', to: '+4580808080', url: 'https://demo.example/answer' }
  const placed = await stack.query(PLACE, { input: { ...order, idempotencyKey: key } })
  expect(placed.body).toMatchObject({ errors: [{ extensions: { argument: 'input.idempotencyKey' } }] })
  expect(stack.seen.length).toBe(before)
})

test('the audit names the first action of a repeated one', async () => {
  const variables = { id: '9', key: newKey() }
  const lines = await auditDuring(stack, async () => {
    await stack.query(END_ACCOUNT, variables)
    await stack.query(END_ACCOUNT, variables)
    await stack.query(END_ACCOUNT, { ...variables, id: '10' })
  })
  const [first] = lines
  expect(lines).toMatchObject([
    { outcome: 'REQUESTED', arguments: { idempotencyKey: variables.key, accountId: '9' } },
    { outcome: 'REPEATED', code: null, repeats: first?.actionId },
    { outcome: 'REFUSED', code: 'BAD_USER_INPUT', target: '10' },
  ])
})
