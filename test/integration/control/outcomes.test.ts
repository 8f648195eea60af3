// Actions on switches over HTTP, against the simulators: their outcomes, and that nothing else changes.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sidOf } from '../../../adapters/restcomm/simulator/sids.js'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { dataOf, requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring, DISCONNECTS, doneOf, tryToCall, tryToEnd } from './acting.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'
const RESTCOMM = 'restcomm-demo'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    simulatorOptions: { restcomm: { product: 'connect' } },
    world: { history: 400, customers: 8 },
    overrides: {
      [RESTCOMM]: {
        control: {
          makeCall: {
            urls: ['https://demo.example/'],
            allowPrivate: ['demo.example'],
            destinations: ['+45*', 'client:alice'],
          },
        },
      },
    },
  })
})
afterAll(() => stack?.close())
beforeEach(() => void (stack.clock.nowMs += 11_000))

const live = (vendor: string): readonly WorldCall[] =>
  stack.world.calls(vendor, stack.clock.nowMs).filter((call) => phaseAt(call, stack.clock.nowMs) === 'connected')
const ended = (vendor: string): readonly WorldCall[] =>
  stack.world.calls(vendor, stack.clock.nowMs).filter((call) => phaseAt(call, stack.clock.nowMs) === 'ended')
const VENDORS = ['telecomx', 'portasip', 'restcomm', 'mor']

/** The calls that end during an action, while the clock stands still. */
async function endedDuring(work: () => Promise<unknown>): Promise<readonly number[]> {
  const all = () => new Set(VENDORS.flatMap((vendor) => ended(vendor).map(({ index }) => index)))
  const before = all()
  await work()
  return [...all()].filter((index) => !before.has(index)).sort((a, b) => a - b)
}

const pick = (calls: readonly WorldCall[], at = 0): WorldCall => {
  const call = calls[at]
  if (call === undefined) throw new Error('there is no such call in progress')
  return call
}

interface Listed {
  readonly activeCalls: { readonly nodes: readonly { readonly nativeId: string }[] }
}
const activeAt = async (source: string): Promise<readonly string[]> => {
  const document = `{ activeCalls(sources: ["${source}"], first: 1000) { nodes { nativeId } } }`
  return (await dataOf<Listed>(stack, document)).activeCalls.nodes.map(({ nativeId }) => nativeId)
}

const nativeIdOf: Readonly<Record<string, (call: WorldCall) => string>> = {
  [TELECOMX]: ({ sipCallId }) => sipCallId,
  [PORTASIP]: ({ index }) => String(index + 1),
  [RESTCOMM]: ({ index }) => sidOf('connect', index),
}
const idAt = (source: string, call: WorldCall): string => nativeIdOf[source]?.(call) ?? ''
const vendorOf = (source: string): string => source.replace('-demo', '')

describe('ending a call', () => {
  test.for([
    [TELECOMX, 'ActiveCall'],
    [TELECOMX, 'Session'],
    [TELECOMX, 'Call'],
    [PORTASIP, 'ActiveCall'],
    [RESTCOMM, 'ActiveCall'],
    [RESTCOMM, 'Call'],
  ] as const)(
    'at %s by the id of a %s ends that call and no other, and the next list is without it',
    async ([source, type]) => {
      const call = pick(live(vendorOf(source)), 3)
      const nativeId = idAt(source, call)
      expect(await activeAt(source)).toContain(nativeId)
      const asked = stack.hosts[source]?.requests.length ?? 0
      const indexes = await endedDuring(async () => {
        expect(await doneOf(tryToEnd(stack, 'disconnectCall', source, nativeId, type))).toEqual({
          outcome: 'REQUESTED',
          disconnectedCount: source === TELECOMX ? 1 : null,
          message: null,
          error: null,
        })
      })
      expect(indexes).toEqual([call.index])
      expect((stack.hosts[source]?.requests.length ?? 0) - asked).toBe(1)
      // At once: the list that was still fresh is not used any more.
      const after = await activeAt(source)
      expect(after).not.toContain(nativeId)
      expect(after.length).toBeGreaterThan(1)
    },
  )

  test('that has ended meanwhile is reported as such, whatever the vendor answers', async () => {
    const before = pick(ended('restcomm'))
    expect(await doneOf(tryToEnd(stack, 'disconnectCall', RESTCOMM, idAt(RESTCOMM, before)))).toMatchObject({
      outcome: 'ALREADY_ENDED',
      disconnectedCount: null,
      message: expect.stringContaining('ended already'),
      error: null,
    })
    for (const source of [TELECOMX, PORTASIP]) {
      const call = pick(live(vendorOf(source)), 1)
      await doneOf(tryToEnd(stack, 'disconnectCall', source, idAt(source, call)))
      const indexes = await endedDuring(async () => {
        const again = await doneOf(tryToEnd(stack, 'disconnectCall', source, idAt(source, call)))
        expect(again).toMatchObject({ outcome: 'NOT_FOUND', disconnectedCount: null, error: null })
      })
      expect(indexes).toEqual([])
    }
  })

  test.for([
    [TELECOMX, 'no-such-call@192.0.2.11'],
    [PORTASIP, '99999999'],
    [RESTCOMM, sidOf('connect', 99_999_999)],
  ] as const)('at %s that is not there is NOT_FOUND, not a failure', async ([source, nativeId]) => {
    const indexes = await endedDuring(async () => {
      const done = await doneOf(tryToEnd(stack, 'disconnectCall', source, nativeId))
      expect(done).toMatchObject({
        outcome: 'NOT_FOUND',
        message: expect.stringContaining('no such call'),
        error: null,
      })
    })
    expect(indexes).toEqual([])
  })
})

describe('ending every call', () => {
  test('of an account ends those, says how many, and leaves the others', async () => {
    const { trunkIndex } = pick(
      live('portasip').filter(({ index, trunkIndex: trunk }) => trunk !== null && index % 11 !== 0),
    )
    const accountId = String((trunkIndex ?? 0) + 1)
    const before = await listedAccount(accountId)
    expect(before.length).toBeGreaterThan(0)
    const indexes = await endedDuring(async () => {
      const done = await doneOf(tryToEnd(stack, 'disconnectAccount', PORTASIP, accountId))
      expect(done).toEqual({ outcome: 'REQUESTED', disconnectedCount: before.length, message: null, error: null })
    })
    expect(indexes.map((index) => String(index + 1)).sort()).toEqual(before.toSorted())
    expect(await listedAccount(accountId)).toEqual([])
    const again = await doneOf(tryToEnd(stack, 'disconnectAccount', PORTASIP, accountId))
    expect(again).toMatchObject({ outcome: 'REQUESTED', disconnectedCount: 0 })
  })

  const listedAccount = async (accountId: string): Promise<readonly string[]> => {
    const document = `{ activeCalls(sources: ["${PORTASIP}"], first: 1000, filter: { accountId: "${accountId}" }) { nodes { nativeId } } }`
    return (await dataOf<Listed>(stack, document)).activeCalls.nodes.map(({ nativeId }) => nativeId)
  }

  test('of a customer ends those, says how many, and leaves the others', async () => {
    const list = async (): Promise<readonly string[]> => {
      const document = `{ customer(source: "${PORTASIP}", nativeId: "4") { activeCalls(first: 1000) { nodes { nativeId } } } }`
      return (await dataOf<{ customer: Listed }>(stack, document)).customer.activeCalls.nodes.map(
        ({ nativeId }) => nativeId,
      )
    }
    const before = await list()
    expect(before.length).toBeGreaterThan(1)
    const others = live('portasip').length
    const indexes = await endedDuring(async () => {
      const done = await doneOf(tryToEnd(stack, 'disconnectCustomer', PORTASIP, '4'))
      expect(done).toMatchObject({ outcome: 'REQUESTED', disconnectedCount: indexesAtLeast(before.length) })
    })
    expect(indexes.length).toBeGreaterThanOrEqual(before.length)
    expect(indexes.length).toBeLessThan(others / 2)
    expect(before.every((nativeId) => indexes.includes(Number(nativeId) - 1))).toBe(true)
    expect(await list()).toEqual([])
  })

  const indexesAtLeast = (least: number): unknown => expect.toSatisfy((count: number) => count >= least)
})

describe('placing a call', () => {
  const ORDER = { source: RESTCOMM, from: '+4570305050', to: '+4580808080', url: 'https://demo.example/answer' }

  test('returns its record, and the next list has it', async () => {
    const known = new Set(await activeAt(RESTCOMM))
    const { calls, error } = await doneOf(tryToCall(stack, ORDER))
    expect(error).toBeNull()
    expect(calls).toMatchObject([{ caller: { number: '4570305050' }, callee: { number: '4580808080' } }])
    const [{ nativeId } = { nativeId: '' }] = calls
    expect(known.has(nativeId)).toBe(false)
    const document = `{ calls(sources: ["${RESTCOMM}"], first: 1) { nodes { nativeId } } }`
    expect(await dataOf(stack, document)).toEqual({ calls: { nodes: [{ nativeId }] } })
  })

  test('to a client with several devices returns a record of each branch', async () => {
    const { calls } = await doneOf(tryToCall(stack, { ...ORDER, to: 'client:alice' }))
    expect(calls).toHaveLength(2)
    expect(new Set(calls.map(({ nativeId }) => nativeId)).size).toBe(2)
  })

  test('sends what the client has given, and nothing for what it has left out or sent as null', async () => {
    const extras = {
      method: 'GET',
      fallbackUrl: null,
      fallbackMethod: null,
      statusCallback: 'https://demo.example/over',
      statusCallbackMethod: 'POST',
      timeoutSeconds: 45,
    }
    await doneOf(tryToCall(stack, { ...ORDER, ...extras }))
    const { method, path, body } = stack.hosts[RESTCOMM]?.requests.at(-1) ?? { method: '', path: '', body: '' }
    expect(`${method} ${path}`).toMatch(/^POST \/Accounts\/\w+\/Calls\.json$/)
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      From: ORDER.from,
      To: ORDER.to,
      Url: ORDER.url,
      Method: 'GET',
      StatusCallback: 'https://demo.example/over',
      StatusCallbackMethod: 'POST',
      Timeout: '45',
    })
  })

  test.for([
    ['no caller', { from: ' ' }, 'input.from'],
    ['nobody to call', { to: '' }, 'input.to'],
    ['a number without end', { to: '1'.repeat(201) }, 'input.to'],
    ['a script', { url: 'javascript:alert(1)' }, 'input.url'],
    ['half a URL', { url: 'demo.example/answer' }, 'input.url'],
    ['a URL without end', { url: `https://demo.example/${'a'.repeat(2048)}` }, 'input.url'],
    ['a file', { fallbackUrl: 'file:///etc/hosts' }, 'input.fallbackUrl'],
    ['no URL', { statusCallback: '' }, 'input.statusCallback'],
    ['no time to ring', { timeoutSeconds: 0 }, 'input.timeoutSeconds'],
    ['too long to ring', { timeoutSeconds: 601 }, 'input.timeoutSeconds'],
    ['a source that there is not', { source: 'elsewhere' }, 'input.source'],
  ] as const)('with %s is refused before anything is sent', async ([, bad, argument]) => {
    const counts = await requestsDuring(stack, async () => {
      const { data, errors } = await tryToCall(stack, { ...ORDER, ...bad })
      expect(data).toEqual({ done: null })
      expect(errors).toMatchObject([{ path: ['done'], extensions: { code: 'BAD_USER_INPUT', argument } }])
    })
    expect(counts).toEqual({})
  })
})

describe('what a system cannot do', () => {
  test.for([
    ['mor-demo', 'disconnectCall', '3'],
    ['mor-demo', 'disconnectAccount', '3'],
    ['mor-demo', 'disconnectCustomer', '3'],
    [TELECOMX, 'disconnectAccount', 'A1'],
    [TELECOMX, 'disconnectCustomer', 'C1'],
    [RESTCOMM, 'disconnectAccount', '1'],
    [RESTCOMM, 'disconnectCustomer', '1'],
  ] as const)('it is not asked to: %s %s', async ([source, operation, nativeId]) => {
    const counts = await requestsDuring(stack, async () => {
      const lines = await auditDuring(stack, async () => {
        const done = await doneOf(tryToEnd(stack, operation, source, nativeId))
        expect(done).toMatchObject({ outcome: 'FAILED', disconnectedCount: null, error: { code: 'UNSUPPORTED' } })
      })
      expect(lines).toMatchObject([{ source, operation, outcome: 'FAILED', code: 'UNSUPPORTED' }])
    })
    expect(counts).toEqual({})
  })

  test('it cannot place a call either', async () => {
    for (const source of [TELECOMX, PORTASIP, 'mor-demo']) {
      const counts = await requestsDuring(stack, async () => {
        const placed = await doneOf(
          tryToCall(stack, { source, from: '101', to: '102', url: 'https://demo.example/answer' }),
        )
        expect(placed).toMatchObject({ calls: [], error: { code: 'UNSUPPORTED' } })
      })
      expect(counts).toEqual({})
    }
  })

  test('a product of a vendor may lack an action that another has', async () => {
    const sbc = await startStack({ vendors: ['restcomm'] })
    try {
      const counts = await requestsDuring(sbc, async () => {
        const done = await doneOf(tryToEnd(sbc, 'disconnectCall', RESTCOMM, sidOf('sbc', 1)))
        expect(done).toMatchObject({ outcome: 'FAILED', error: { code: 'UNSUPPORTED' } })
      })
      expect(counts).toEqual({})
    } finally {
      await sbc.close()
    }
  })

  test('is shown by the capabilities of its source', async () => {
    const { sources } = await dataOf<{
      sources: readonly { name: string; capabilities: readonly { operation: string; support: string }[] }[]
    }>(stack, '{ sources { name capabilities { operation support } } }')
    const can = new Map(
      sources.map(({ name, capabilities }) => [
        name,
        new Set(capabilities.flatMap(({ operation, support }) => (support === 'UNSUPPORTED' ? [] : [operation]))),
      ]),
    )
    const actions = (name: string) =>
      ['MAKE_CALL', 'DISCONNECT_CALL', 'DISCONNECT_ACCOUNT', 'DISCONNECT_CUSTOMER'].filter((each) =>
        can.get(name)?.has(each),
      )
    expect(actions(TELECOMX)).toEqual(['DISCONNECT_CALL'])
    expect(actions(PORTASIP)).toEqual(DISCONNECTS.map((each) => each.replace(/[A-Z]/, '_$&').toUpperCase()))
    expect(actions(RESTCOMM)).toEqual(['MAKE_CALL', 'DISCONNECT_CALL'])
    expect(actions('mor-demo')).toEqual([])
  })
})
