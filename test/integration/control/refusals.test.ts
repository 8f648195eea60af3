// Actions that never reach a vendor: those that are not allowed, and those with ids that could mean something else. Every
// attempt is a line of the audit.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { ask, dataOf, requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring, DISCONNECTS, type Disconnect, doneOf, tryToCall, tryToEnd } from './acting.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'
const RESTCOMM = 'restcomm-demo'
const SOURCES = [TELECOMX, PORTASIP, RESTCOMM, 'mor-demo']

const simulatorOptions = { restcomm: { product: 'connect' } }

describe('without control: true', () => {
  let stack: Stack
  beforeAll(async () => {
    const overrides = Object.fromEntries(
      SOURCES.map((name) => [name, { control: name === PORTASIP ? undefined : false }]),
    )
    stack = await startStack({ simulatorOptions, overrides })
  })
  afterAll(() => stack?.close())

  const attempts: readonly (readonly [source: string, operation: Disconnect | 'makeCall'])[] = SOURCES.flatMap(
    (source) => [...DISCONNECTS, 'makeCall' as const].map((operation) => [source, operation] as const),
  )

  test.for(attempts)('%s refuses %s, and nothing is sent', async ([source, operation]) => {
    const lines = await auditDuring(stack, async () => {
      const counts = await requestsDuring(stack, async () => {
        const answer =
          operation === 'makeCall'
            ? await tryToCall(stack, { source, from: '101', to: '+4580808080', url: 'https://demo.example/answer' })
            : await tryToEnd(stack, operation, source, '3')
        expect(answer.data).toEqual({ done: null })
        expect(answer.errors).toMatchObject([{ path: ['done'], extensions: { code: 'FORBIDDEN', source } }])
        expect(answer.errors?.[0]?.message).toContain('control: true')
      })
      expect(counts).toEqual({})
    })
    const target = operation === 'makeCall' ? '+4580808080' : '3'
    expect(lines).toMatchObject([
      { level: 30, source, operation, target, outcome: 'REFUSED', code: 'FORBIDDEN', who: { address: '127.0.0.1' } },
    ])
  })

  test('a client that only reads is not affected', async () => {
    await dataOf(stack, '{ activeCalls(first: 1) { nodes { id } } }')
  })
})

describe('an id', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ simulatorOptions })
    // The gateway logs in once.
    await dataOf(stack, '{ activeCalls(first: 1) { nodes { id } } }')
  })
  afterAll(() => stack?.close())
  beforeEach(() => void (stack.clock.nowMs += 1000))

  const inProgress = (): number =>
    ['telecomx', 'portasip', 'restcomm', 'mor'].flatMap((vendor) =>
      stack.world.calls(vendor, stack.clock.nowMs).filter((call) => phaseAt(call, stack.clock.nowMs) !== 'ended'),
    ).length

  const STRANGE: readonly (readonly [what: string, nativeId: string])[] = [
    ['a dot', '.'],
    ['a step up', '..'],
    ['two steps up', '../..'],
    ['nothing but space', '   '],
    ['a line break', '\n'],
    ['half a character', '\uD800'],
  ]

  test.for(SOURCES.flatMap((source) => STRANGE.map(([what, id]) => [source, what, id] as const)))(
    'at %s that is %s never reaches the vendor',
    async ([source, , id]) => {
      const before = inProgress()
      for (const operation of DISCONNECTS) {
        const counts = await requestsDuring(stack, async () => {
          const lines = await auditDuring(stack, async () => {
            const { outcome, error } = await doneOf(tryToEnd(stack, operation, source, id))
            if (outcome !== 'NOT_FOUND')
              expect({ outcome, code: error?.code }).toEqual({
                outcome: 'FAILED',
                code: expect.stringMatching(/^(REJECTED|UNSUPPORTED)$/),
              })
          })
          for (const { target } of lines) expect(target.length).toBeLessThanOrEqual(100)
        })
        // A path means nothing inside XML, where it is the id of no call.
        const isText = source === PORTASIP && operation === 'disconnectCall' && /^[./\w]{1,500}$/.test(id)
        // Half a character becomes another character on its way into a global id.
        const isOther = source === TELECOMX && !id.isWellFormed()
        expect(counts).toEqual(isText || (isOther && operation === 'disconnectCall') ? { [source]: 1 } : {})
      }
      expect(inProgress()).toBe(before)
    },
  )

  test('that is empty is not an id of this graph', async () => {
    const counts = await requestsDuring(stack, async () => {
      for (const source of SOURCES) {
        const { errors } = await tryToEnd(stack, 'disconnectCall', source, '')
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }])
      }
      for (const operation of ['disconnectAccount', 'disconnectCustomer'] as const)
        for (const id of ['', '0', '-1', '1e3', '3.0', '3 or 1', '2147483648', '٣', '+3', '0x3'])
          expect(await doneOf(tryToEnd(stack, operation, PORTASIP, id))).toMatchObject({
            outcome: 'FAILED',
            error: { code: 'REJECTED' },
          })
    })
    expect(counts).toEqual({})
  })

  test.for(['a/b', '960?ID=961', '960#', '%2e%2e', '960&x=1', 'a;b', '*', '</string>'])(
    'that holds what means something elsewhere means itself: %j',
    async (id) => {
      const before = inProgress()
      const seen = stack.hosts[TELECOMX]?.requests ?? []
      const at = seen.length
      expect(await doneOf(tryToEnd(stack, 'disconnectCall', TELECOMX, id, 'Session'))).toMatchObject({
        outcome: 'NOT_FOUND',
      })
      expect(seen.slice(at)).toMatchObject([
        { method: 'DELETE', path: `/sbc/session/${encodeURIComponent(id)}`, query: '', body: '' },
      ])
      expect(await doneOf(tryToEnd(stack, 'disconnectCall', PORTASIP, id))).toMatchObject({ outcome: 'NOT_FOUND' })
      expect(await doneOf(tryToEnd(stack, 'disconnectCall', RESTCOMM, id))).toMatchObject({
        outcome: 'FAILED',
        error: { code: 'REJECTED' },
      })
      expect(inProgress()).toBe(before)
    },
  )

  test('of something else is refused, and so is one of another deployment', async () => {
    const document = 'mutation ($id: ID!) { disconnectCall(id: $id) { outcome } }'
    const counts = await requestsDuring(stack, async () => {
      for (const id of [
        'nonsense',
        '',
        toGlobalId('SipAccount', TELECOMX, 'A1'),
        toGlobalId('Customer', PORTASIP, '3'),
        toGlobalId('ActiveCall', 'elsewhere', '3'),
      ]) {
        const { data, errors } = await ask(stack, document, { id })
        expect(data).toEqual({ disconnectCall: null })
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }])
      }
    })
    expect(counts).toEqual({})
  })
})

describe('the audit', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ simulatorOptions })
  })
  afterAll(() => stack?.close())

  const END = 'mutation ($id: ID!) { disconnectCall(id: $id) { outcome } }'
  const end = (nativeId: string, headers: Readonly<Record<string, string>>) =>
    auditDuring(stack, () => stack.query(END, { id: toGlobalId('ActiveCall', PORTASIP, nativeId) }, headers))

  test('says who did what, where, to whom and with which outcome, at the level that is always logged', async () => {
    const lines = await end('99999999', {})
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      level: 30,
      time: expect.any(Number),
      who: { address: '127.0.0.1', proxy: null, user: null },
      operation: 'disconnectCall',
      source: PORTASIP,
      target: '99999999',
      outcome: 'NOT_FOUND',
      code: null,
    })
  })

  test('has a line for every attempt of one operation, in the order in which they were made', async () => {
    const document = `mutation {
      a: disconnectAccount(source: "${PORTASIP}", accountId: "3") { outcome disconnectedCount }
      b: disconnectCall(id: "${toGlobalId('Session', TELECOMX, 'nowhere@192.0.2.11')}") { outcome }
      c: makeCall(input: { source: "${RESTCOMM}", from: "101", to: "+4580808080", url: "https://demo.example/answer" }) { calls { nativeId } }
      d: disconnectCall(id: "${toGlobalId('Call', 'mor-demo', '2')}") { outcome }
    }`
    const lines = await auditDuring(stack, () => stack.query(document))
    expect(
      lines.map(({ operation, source, target, outcome, code }) => [operation, source, target, outcome, code]),
    ).toEqual([
      ['disconnectAccount', PORTASIP, '3', 'REQUESTED', null],
      ['disconnectCall', TELECOMX, 'nowhere@192.0.2.11', 'NOT_FOUND', null],
      ['makeCall', RESTCOMM, '+4580808080', 'PLACED', null],
      ['disconnectCall', 'mor-demo', '2', 'FAILED', 'UNSUPPORTED'],
    ])
  })

  test('and the outcome of what was done remain, whatever is refused after it', async () => {
    const document = `mutation {
      done: disconnectAccount(source: "${PORTASIP}", accountId: "3") { outcome }
      refused: disconnectCall(id: "${toGlobalId('Call', 'elsewhere', '3')}") { outcome }
      after: disconnectCall(id: "${toGlobalId('ActiveCall', PORTASIP, '99999999')}") { outcome }
    }`
    const lines = await auditDuring(stack, async () => {
      const { data, errors } = await ask(stack, document)
      expect(data).toEqual({ done: { outcome: 'REQUESTED' }, refused: null, after: { outcome: 'NOT_FOUND' } })
      expect(errors).toMatchObject([{ path: ['refused'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }])
    })
    expect(lines.map(({ outcome }) => outcome)).toEqual(['REQUESTED', 'REFUSED', 'NOT_FOUND'])
  })

  const CALL = {
    source: RESTCOMM,
    from: '101',
    to: '+4580808080',
    url: 'https://demo.example/answer?key=demo-password',
  }
  test.for<
    [what: string, attempt: () => Promise<unknown>, line: readonly [operation: string, source: string, target: string]]
  >([
    ['an id that is none', () => tryWith('nonsense'), ['disconnectCall', '', 'nonsense']],
    [
      'an id of something else',
      () => tryWith(toGlobalId('SipAccount', TELECOMX, 'A1')),
      ['disconnectCall', TELECOMX, 'A1'],
    ],
    [
      'an id of another deployment',
      () => tryWith(toGlobalId('Call', 'elsewhere', '7')),
      ['disconnectCall', 'elsewhere', '7'],
    ],
    [
      'a source that is not configured',
      () => tryToEnd(stack, 'disconnectAccount', 's'.repeat(5000), '3'),
      ['disconnectAccount', 's'.repeat(100), '3'],
    ],
    [
      'one that is misspelled',
      () => tryToEnd(stack, 'disconnectCustomer', 'Portasip-demo', '3'),
      ['disconnectCustomer', 'Portasip-demo', '3'],
    ],
    ['a call to nobody', () => tryToCall(stack, { ...CALL, to: ' ' }), ['makeCall', RESTCOMM, ' ']],
    [
      'a URL that is none',
      () => tryToCall(stack, { ...CALL, url: 'javascript:alert(1)' }),
      ['makeCall', RESTCOMM, '+4580808080'],
    ],
    [
      'a time to ring that is none',
      () => tryToCall(stack, { ...CALL, timeoutSeconds: 0 }),
      ['makeCall', RESTCOMM, '+4580808080'],
    ],
  ])('has a line for an attempt with %s, too', async ([, attempt, [operation, source, target]]) => {
    const counts = await requestsDuring(stack, async () => {
      const lines = await auditDuring(stack, attempt)
      expect(lines).toMatchObject([
        {
          level: 30,
          operation,
          source,
          target,
          outcome: 'REFUSED',
          code: 'BAD_USER_INPUT',
          who: { address: '127.0.0.1' },
        },
      ])
    })
    expect(counts).toEqual({})
  })
  const tryWith = (id: string) => ask(stack, END, { id })

  test('is logged where the rest of the log is not', async () => {
    const silent = await startStack({ simulatorOptions, logLevel: 'silent' })
    try {
      const lines = await auditDuring(silent, () => tryToEnd(silent, 'disconnectCall', PORTASIP, '1'))
      expect(lines).toMatchObject([{ operation: 'disconnectCall', target: '1', outcome: 'NOT_FOUND' }])
      // One line before it was sent, though digest authentication sends it twice, and one after.
      expect(silent.log).toHaveLength(2)
      expect(JSON.parse(silent.log[0] ?? '')).toMatchObject({
        msg: 'action on a switch is being sent',
        actionId: lines[0]?.actionId,
        operation: 'disconnectCall',
        target: '1',
      })
    } finally {
      await silent.close()
    }
  })

  test('holds no secret', async () => {
    await tryToCall(stack, CALL)
    const audit = stack.log.filter((line) => line.includes('action on a switch')).join('')
    expect(audit.length).toBeGreaterThan(500)
    expect(audit).not.toMatch(/demo-password|demo-token|Basic |Bearer |Digest /)
  })
})
