// Who may act on what: rights by source, rights that are limited to customers, rates and keys of each principal.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { requestsDuring } from '../../support/ask.js'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'
import { auditDuring } from './acting.js'
import { keyedPrincipals } from './keyed-principals.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'
const RESTCOMM = 'restcomm-demo'
const READS = ['active:read', 'calls:read', 'sessions:read']
const CONTROLS = ['control:disconnect', 'control:disconnect-bulk', 'control:make']
/** Whose calls the tenant may see and end at portasip. */
const OWN = '4'

const { access, ask } = keyedPrincipals(
  {
    chief: { role: 'chief' },
    viewer: { role: 'viewer' },
    fraud: { role: 'fraud' },
    fraudToo: { role: 'fraud' },
    acme: { role: 'customer', tenant: 'acme' },
    branch: { role: 'branch' },
    blind: { role: 'blind', tenant: 'acme' },
  },
  {
    roles: {
      chief: {
        scopes: [...READS, ...CONTROLS],
        sources: { '*': 'all' },
        rate: { makeCalls: '2/m', disconnects: '5/m' },
      },
      viewer: { scopes: READS, sources: { '*': 'all' } },
      fraud: {
        scopes: ['active:read', 'control:disconnect'],
        sources: { [PORTASIP]: 'all' },
        rate: { disconnects: '3/m' },
      },
      customer: { scopes: [...READS, 'control:disconnect'] },
      branch: { scopes: [...READS, ...CONTROLS], sources: { [PORTASIP]: { customers: [OWN] } } },
      blind: { scopes: ['control:disconnect'] },
    },
    tenants: { acme: { [PORTASIP]: { customers: [OWN] } } },
  },
)
type Name = Parameters<typeof ask>[1]

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    simulatorOptions: { restcomm: { product: 'connect' } },
    world: { history: 400, customers: 8 },
    access,
  })
  // Signing in at the vendors is done once.
  await ask(stack, 'chief', '{ activeCalls(first: 1) { nodes { id } } }')
})
afterAll(() => stack?.close())
beforeEach(() => void (stack.clock.nowMs += 61_000))

const PAYLOAD = 'outcome disconnectedCount message error { code }'
const ACTIONS = {
  disconnectCall: (source: string) =>
    `done: disconnectCall(id: "${toGlobalId('ActiveCall', source, '99999999')}") { outcome }`,
  disconnectAccount: (source: string) => `done: disconnectAccount(source: "${source}", accountId: "3") { outcome }`,
  disconnectCustomer: (source: string) => `done: disconnectCustomer(source: "${source}", customerId: "4") { outcome }`,
  makeCall: (source: string) =>
    `done: makeCall(input: { source: "${source}", from: "101", to: "+4580808080", url: "https://demo.example/a" }) { outcome }`,
} as const
type Action = keyof typeof ACTIONS
const ALL_ACTIONS: readonly Action[] = ['disconnectCall', 'disconnectAccount', 'disconnectCustomer', 'makeCall']
const act = (name: Name, action: Action, source: string): Promise<GraphAnswer> =>
  ask(stack, name, `mutation { ${ACTIONS[action](source)} }`)

const inProgress = (): number =>
  stack.world.calls('portasip', stack.clock.nowMs).filter((each) => phaseAt(each, stack.clock.nowMs) !== 'ended').length

describe('a right that is missing', () => {
  test.for<readonly [name: Name, action: Action, right: RegExp]>([
    ['viewer', 'disconnectCall', /needs the right control:disconnect$/],
    ['viewer', 'disconnectAccount', /needs the right control:disconnect-bulk$/],
    ['viewer', 'disconnectCustomer', /needs the right control:disconnect-bulk$/],
    ['viewer', 'makeCall', /needs the right control:make$/],
    ['fraud', 'disconnectAccount', /needs the right control:disconnect-bulk$/],
    ['fraud', 'makeCall', /needs the right control:make$/],
    ['branch', 'disconnectAccount', /limited to customers$/],
    ['branch', 'disconnectCustomer', /limited to customers$/],
    ['branch', 'makeCall', /limited to customers$/],
  ])('%s cannot %s: FORBIDDEN twice, and nothing is sent', async ([name, action, right]) => {
    const before = inProgress()
    const lines = await auditDuring(stack, async () => {
      const counts = await requestsDuring(stack, async () => {
        for (let time = 0; time < 2; time++) {
          const { body } = await act(name, action, PORTASIP)
          expect(body).toMatchObject({
            data: { done: null },
            errors: [{ extensions: { code: 'FORBIDDEN', source: PORTASIP } }],
          })
          expect(body.errors?.[0]?.message).toMatch(right)
        }
      })
      expect(counts).toEqual({})
    })
    expect(inProgress()).toBe(before)
    expect(lines).toMatchObject(Array(2).fill({ operation: action, outcome: 'REFUSED', code: 'FORBIDDEN' }))
  })

  test.for(ALL_ACTIONS)(
    '%s at a source that one may not see is the error of a source that there is not',
    async (action) => {
      const counts = await requestsDuring(stack, async () => {
        for (const name of ['fraud', 'acme'] as const) {
          const hidden = await act(name, action, TELECOMX)
          const unknown = await act(name, action, 'elsewhere')
          expect(hidden.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
          expect(hidden.text.replaceAll(TELECOMX, 'elsewhere')).toBe(unknown.text)
          for (const other of [TELECOMX, RESTCOMM, 'mor-demo']) expect(unknown.text).not.toContain(other)
        }
      })
      expect(counts).toEqual({})
    },
  )
})

describe('rights that are limited to customers', () => {
  const END = `mutation ($id: ID!) { done: disconnectCall(id: $id) { ${PAYLOAD} } }`
  const end = (name: Name, nativeId: string): Promise<GraphAnswer> =>
    ask(stack, name, END, { id: toGlobalId('ActiveCall', PORTASIP, nativeId) })

  interface Listed {
    readonly activeCalls: { readonly nodes: readonly { nativeId: string; customer: { nativeId: string } | null }[] }
  }
  async function callsOf(isOwn: boolean): Promise<readonly string[]> {
    const document = `{ activeCalls(first: 1000, sources: ["${PORTASIP}"]) { nodes { nativeId customer { nativeId } } } }`
    const { text } = await ask(stack, 'chief', document)
    const { data }: { data: Listed } = JSON.parse(text)
    return data.activeCalls.nodes
      .filter(({ customer }) => (customer?.nativeId === OWN) === isOwn)
      .map(({ nativeId }) => nativeId)
  }

  test('end an own call', async () => {
    const [own = ''] = await callsOf(true)
    const before = inProgress()
    expect((await end('acme', own)).body).toMatchObject({ data: { done: { outcome: 'REQUESTED' } } })
    expect(inProgress()).toBe(before - 1)
    expect(await callsOf(true)).not.toContain(own)
  })

  test('treat the call of somebody else as one that does not exist: the same answer and the same requests', async () => {
    const [foreign = ''] = await callsOf(false)
    const answers: string[] = []
    const requests: unknown[] = []
    for (const id of [foreign, '99999999', foreign]) {
      stack.clock.nowMs += 2000
      const seen = stack.hosts[PORTASIP]?.requests ?? []
      const from = seen.length
      const before = inProgress()
      answers.push((await end('acme', id)).text)
      requests.push(seen.slice(from).map(({ method, path, body }) => [method, path, body.replaceAll(id, 'ID')]))
      expect(JSON.stringify(seen.slice(from))).not.toContain('disconnectCall')
      expect(inProgress()).toBe(before)
    }
    expect(answers[0]).toContain('NOT_FOUND')
    expect(new Set(answers).size).toBe(1)
    expect(requests).toEqual([requests[0], requests[0], requests[0]])
  })

  test('without any right to read, end nothing', async () => {
    const [own = ''] = await callsOf(true)
    const before = inProgress()
    expect((await end('blind', own)).body).toMatchObject({ data: { done: { outcome: 'NOT_FOUND' } } })
    expect(inProgress()).toBe(before)
  })
})

describe('rates', () => {
  const NO_CALL = toGlobalId('ActiveCall', PORTASIP, '99999999')
  const end = (name: Name, key: string | null = null): Promise<GraphAnswer> =>
    ask(
      stack,
      name,
      'mutation ($id: ID!, $key: String) { done: disconnectCall(id: $id, idempotencyKey: $key) { outcome } }',
      {
        id: NO_CALL,
        key,
      },
    )
  const codeOf = ({ body }: GraphAnswer): unknown => body.errors?.[0]?.extensions?.['code'] ?? 'done'

  test('are counted for each principal; actions beyond them are not sent, and allowed again after Retry-After', async () => {
    const counts = await requestsDuring(stack, async () => {
      const answers = [await end('fraud'), await end('fraud'), await end('fraud'), await end('fraud')]
      expect(answers.map(codeOf)).toEqual(['done', 'done', 'done', 'RATE_LIMITED'])
      expect(answers[3]?.body.errors).toMatchObject([{ extensions: { retryAfterSeconds: 20 } }])
      expect(codeOf(await end('fraudToo'))).toBe('done')
    })
    expect(counts).toEqual({ [PORTASIP]: 4 })
    stack.clock.nowMs += 19_999
    expect(codeOf(await end('fraud'))).toBe('RATE_LIMITED')
    stack.clock.nowMs += 1
    expect([codeOf(await end('fraud')), codeOf(await end('fraud'))]).toEqual(['done', 'RATE_LIMITED'])
  })

  test('are not passed by with aliases', async () => {
    const fields = Array.from({ length: 5 }, (_, at) => `a${at}: disconnectCall(id: "${NO_CALL}") { outcome }`)
    const lines = await auditDuring(stack, () => ask(stack, 'fraud', `mutation { ${fields.join(' ')} }`))
    expect(lines.map(({ outcome, code }) => code ?? outcome)).toEqual([
      ...Array(3).fill('NOT_FOUND'),
      ...Array(2).fill('RATE_LIMITED'),
    ])
  })

  test('do not count what was sent before with the same key', async () => {
    for (let time = 0; time < 5; time++) expect(codeOf(await end('fraud', 'once'))).toBe('done')
  })

  test('for calls that are placed are separate from those for calls that are ended', async () => {
    const codes = []
    for (let time = 0; time < 3; time++) codes.push(codeOf(await act('chief', 'makeCall', RESTCOMM)))
    expect(codes).toEqual(['done', 'done', 'RATE_LIMITED'])
    for (let time = 0; time < 5; time++) expect(codeOf(await act('chief', 'disconnectCall', PORTASIP))).toBe('done')
  })
})

test('a key belongs to the principal who has used it', async () => {
  const document = `mutation { done: disconnectCall(id: "${toGlobalId('ActiveCall', PORTASIP, '99999999')}", idempotencyKey: "shared") { outcome } }`
  const lines = await auditDuring(stack, async () => {
    for (const name of ['chief', 'fraud', 'chief'] as const) await ask(stack, name, document)
  })
  expect(lines.map(({ outcome }) => outcome)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'REPEATED'])
})

test('the audit says who has acted, by which credential and with which rights', async () => {
  const lines = await auditDuring(stack, async () => {
    for (const name of ['chief', 'fraud', 'fraudToo'] as const) await act(name, 'disconnectCall', PORTASIP)
  })
  const [chief, fraud, fraudToo] = lines.map(({ principal }) => principal)
  expect(chief).toEqual({ id: 'key:chief', method: 'key', credentialId: 'chief', rights: expect.any(String) })
  expect(fraud?.id).toBe('key:fraud')
  expect(fraudToo).toEqual({ ...fraud, id: 'key:fraudToo', credentialId: 'fraudToo' })
  expect(chief?.rights).not.toBe(fraud?.rights)
})
