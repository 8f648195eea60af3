import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { VendorRequest } from '../../../../../adapters/contract.js'
import { wholeBody } from '../../../../../adapters/wire/json/body.js'
import { CONTROL, failureWith, nextTurns, READ, settled } from '../../resilience/fixtures.js'
import { FRESH_MS, sharedSource } from './shared-source.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the same request', () => {
  test('in flight is sent once, and costs the others nothing', async () => {
    const { ask, sent, events } = sharedSource()
    const all = [ask(), ask(), ask()]
    await nextTurns()
    expect(sent).toHaveLength(1)
    sent[0]?.answer('rows')
    const atMs = Date.now()
    expect(await Promise.all(all)).toMatchObject(
      [2, 0, 0].map((requests) => ({ result: 'rows', receivedAtMs: atMs, size: 4, requests, stale: false })),
    )
    expect(events).toEqual(['sent', 'shared', 'shared'])
  })

  test('is answered again while it is fresh, with the time of the answer', async () => {
    const { ask, answeredWith, sent, events } = sharedSource()
    const { receivedAtMs } = await answeredWith('rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS - 1)
    expect(await ask()).toMatchObject({ result: 'rows', receivedAtMs, size: 4, requests: 0, stale: false })
    await vi.advanceTimersByTimeAsync(1)
    const newer = { result: 'new rows', receivedAtMs: receivedAtMs + FRESH_MS, requests: 2 }
    expect(await answeredWith('new rows')).toMatchObject(newer)
    expect(sent).toHaveLength(2)
    expect(events).toEqual(['sent', 'cached', 'sent'])
  })

  test.for([
    ['another path', { path: '/other' }],
    ['another query', { query: [['a', '1']] }],
    ['another form', { body: { kind: 'form', fields: [['a', '1']] } }],
    ['another text', { body: { kind: 'text', contentType: 'text/xml', text: '<a/>', parameters: [] } }],
    ['another method', { method: 'GET' }],
  ] as const)('is another one with %s', async ([, other]) => {
    const { answeredWith, sent } = sharedSource()
    await answeredWith('rows')
    expect(await answeredWith('other rows', other)).toMatchObject({ result: 'other rows' })
    expect(sent).toHaveLength(2)
  })

  test('read in another way is another one', async () => {
    const { answeredWith, sent } = sharedSource()
    await answeredWith('rows')
    expect(
      await answeredWith(
        'rows',
        {},
        {},
        wholeBody((text) => text.toUpperCase()),
      ),
    ).toMatchObject({ result: 'ROWS' })
    expect(sent).toHaveLength(2)
  })

  test.for([null, 0])(
    'is never used again when it must not be, and is sent once while in flight (%s)',
    async (freshMs) => {
      const { ask, answeredWith, sent } = sharedSource()
      await answeredWith('rows', {}, { freshMs })
      const both = [ask({}, { freshMs }), ask({}, { freshMs })]
      await nextTurns()
      expect(sent).toHaveLength(2)
      sent[1]?.answer('new rows')
      expect(await Promise.all(both)).toMatchObject([{ result: 'new rows' }, { result: 'new rows' }])
    },
  )

  test('is not kept where it is not a list, not even for a failure; nor is a kept list used for it', async () => {
    const { answeredWith } = sharedSource()
    const failure = failureWith('TIMEOUT')
    await answeredWith('rows', {}, { freshMs: null })
    expect(await settled(answeredWith(failure))).toBe(failure)
    await answeredWith('rows')
    expect(await settled(answeredWith(failure, {}, { freshMs: null }))).toBe(failure)
  })

  test('that another caller sent is not refused for lack of its budget, and is still shared with the others', async () => {
    const { ask, sent } = sharedSource()
    const refused = failureWith('OVERLOADED')
    const poor = {
      admit: () => {
        throw refused
      },
    }
    expect(await settled(ask({}, poor))).toBe(refused)
    expect(sent).toHaveLength(0)
    const rich = ask()
    const joins = ask({}, poor)
    await nextTurns()
    sent[0]?.answer('rows')
    expect(await Promise.all([rich, joins])).toMatchObject([{ result: 'rows' }, { result: 'rows' }])
  })
})

describe.each([
  ['confidential', { confidential: true }],
  ['control', CONTROL],
] as const)('a request that is %s', (_what, request) => {
  test('is shared with nobody', async () => {
    const { ask, sent } = sharedSource()
    const both = [ask(request), ask(request)]
    await nextTurns()
    expect(sent).toHaveLength(2)
    sent.forEach(({ answer }, index) => answer(`answer ${index}`))
    expect(await Promise.all(both)).toMatchObject([{ result: 'answer 0' }, { result: 'answer 1' }])
  })

  test('is kept for nobody, not even for a failure', async () => {
    const { answeredWith, sent } = sharedSource()
    await answeredWith('rows', request)
    await answeredWith('rows', request)
    expect(sent).toHaveLength(2)
    const failure = failureWith('UNREACHABLE')
    expect(await settled(answeredWith(failure, request))).toBe(failure)
  })

  test('ends when its caller leaves', async () => {
    const { ask, sent } = sharedSource()
    const client = new AbortController()
    const answer = settled(ask(request, { signal: client.signal }))
    await nextTurns()
    client.abort('gone')
    expect(await answer).toBe('gone')
    expect(sent[0]?.signal.aborted).toBe(true)
  })
})

describe('a client that leaves', () => {
  test('ends the request only as the last one', async () => {
    const { ask, sent } = sharedSource()
    const clients = [new AbortController(), new AbortController()]
    const all = clients.map(({ signal }) => settled(ask({}, { signal })))
    await nextTurns()
    clients[0]?.abort('first')
    expect(await all[0]).toBe('first')
    expect(sent[0]?.signal.aborted).toBe(false)
    clients[1]?.abort('second')
    expect(await all[1]).toBe('second')
    expect(sent[0]?.signal.aborted).toBe(true)
  })

  test('leaves nothing in flight that others would join', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    const client = new AbortController()
    const answer = settled(ask({}, { signal: client.signal }))
    client.abort('gone')
    await answer
    expect(await answeredWith('rows')).toMatchObject({ result: 'rows', requests: 2 })
    expect(sent).toHaveLength(2)
  })

  test('that has left before causes no request', async () => {
    const { ask, sent } = sharedSource()
    expect(await settled(ask({}, { signal: AbortSignal.abort('gone') }))).toBe('gone')
    expect(sent).toHaveLength(0)
  })
})

describe('a wider answer', () => {
  const wider: VendorRequest = { ...READ, query: [['full', 'true']] }

  test('is used for a narrower request while it is fresh, and no longer', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    await answeredWith('full rows', wider)
    expect(await ask({}, { wider: [wider] })).toMatchObject({ result: 'full rows', requests: 0, stale: false })
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    expect(await answeredWith('rows', {}, { wider: [wider] })).toMatchObject({ result: 'rows' })
    expect(sent).toHaveLength(2)
  })

  test('is not used in place of a failure', async () => {
    const { answeredWith } = sharedSource()
    await answeredWith('full rows', wider)
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    expect(await settled(answeredWith(failureWith('TIMEOUT'), {}, { wider: [wider] }))).toMatchObject({
      code: 'TIMEOUT',
    })
  })
})

describe('what is kept', () => {
  test('is bounded by the size of the answers; the least recently used is removed first', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    const large = 'x'.repeat(30 * 1024 * 1024)
    for (const path of ['/a', '/b', '/c']) await answeredWith(large, { path })
    expect(await ask({ path: '/c' })).toMatchObject({ size: large.length, requests: 0 })
    expect(await ask({ path: '/b' })).toMatchObject({ requests: 0 })
    expect(sent).toHaveLength(3)
    await answeredWith('small', { path: '/a' })
    expect(sent).toHaveLength(4)
  })

  test('is removed on request, including answers in flight', async () => {
    const { answers, ask, answeredWith, sent } = sharedSource()
    await answeredWith('rows')
    const before = ask({ path: '/other' })
    await nextTurns()
    answers.forget()
    sent[1]?.answer('other rows')
    expect(await before).toMatchObject({ result: 'other rows' })
    await answeredWith('new rows')
    await answeredWith('new other rows', { path: '/other' })
    expect(sent).toHaveLength(4)
  })
})

describe('an answer that is released', () => {
  test('is not there any more for its caller', async () => {
    const { answeredWith } = sharedSource()
    const answer = await answeredWith('rows', {}, { freshMs: 0 })
    answer.release()
    answer.release()
    expect(() => answer.result).toThrow('after its release')
    expect(answer).toMatchObject({ size: 4, requests: 2 })
  })

  test('is still there for others who have waited for it, whoever releases first', async () => {
    const { ask, sent } = sharedSource()
    const all = [0, 1, 2].map(() => ask({}, { freshMs: 0 }))
    await nextTurns()
    sent[0]?.answer('rows')
    const [first, second, third] = await Promise.all(all)
    second?.release()
    expect([first?.result, third?.result]).toEqual(['rows', 'rows'])
    first?.release()
    expect(third?.result).toBe('rows')
  })

  test('is still there for later requests, as long as it is fresh', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    const answer = await answeredWith('rows')
    answer.release()
    const again = await ask()
    expect(again.result).toBe('rows')
    again.release()
    expect((await ask()).result).toBe('rows')
    expect(sent).toHaveLength(1)
  })

  test('is still there when the source fails afterwards', async () => {
    const { answeredWith } = sharedSource()
    for (const freshMs of [0, FRESH_MS]) {
      const answer = await answeredWith('rows', {}, { freshMs })
      answer.release()
      await vi.advanceTimersByTimeAsync(FRESH_MS)
      const older = await answeredWith(failureWith('UNREACHABLE'), {}, { freshMs })
      expect(older).toMatchObject({ result: 'rows', stale: true })
    }
  })
})
