import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SharedAnswer } from '../../../../../src/engine/answers/shared-answer.js'
import { RequestAbandoned } from '../../../../../src/errors/source-failure.js'
import { failureWith, nextTurns, settled } from '../../resilience/fixtures.js'
import { asText, FRESH_MS, LONG_PATIENCE_MS, PATIENCE_MS, STALE_MS, sharedSource } from './shared-source.js'

/** All that an answer says. */
const plain = (answer: SharedAnswer<string>) => ({ ...answer, result: answer.result })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('when the source fails', () => {
  const CODES = [
    'UNREACHABLE',
    'TIMEOUT',
    'UNAVAILABLE',
    'THROTTLED',
    'CIRCUIT_OPEN',
    'OVERLOADED',
    'DEADLINE',
    'UNAUTHENTICATED',
    'REJECTED',
    'PROTOCOL',
    'TOO_LARGE',
  ] as const

  test.for(CODES)('an older answer is returned, marked as stale (%s)', async (code) => {
    const { answeredWith, events } = sharedSource()
    const { receivedAtMs, bornMs } = await answeredWith('rows')
    await vi.advanceTimersByTimeAsync(STALE_MS - 1)
    expect(plain(await answeredWith(failureWith(code)))).toEqual({
      result: 'rows',
      receivedAtMs,
      bornMs,
      size: 4,
      requests: 0,
      stale: true,
      isFromCluster: false,
    })
    expect(events).toEqual(['sent', 'stale'])
  })

  test('one that is too old is not', async () => {
    const { answeredWith } = sharedSource()
    await answeredWith('rows')
    await vi.advanceTimersByTimeAsync(STALE_MS)
    const failure = failureWith('UNREACHABLE')
    expect(await settled(answeredWith(failure))).toBe(failure)
  })

  test('an error that is an answer, such as that there is no such page, is not replaced by older rows', async () => {
    const { answeredWith } = sharedSource()
    await answeredWith('rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    expect(await settled(answeredWith(failureWith('REJECTED'), {}, { isAnswer: () => true }))).toMatchObject({
      code: 'REJECTED',
    })
  })

  test('the next caller sends the request again, and the older answer never looks fresh', async () => {
    const { answeredWith, sent } = sharedSource()
    await answeredWith('rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    expect(await answeredWith(failureWith('TIMEOUT'))).toMatchObject({ stale: true })
    expect(await answeredWith(failureWith('TIMEOUT'))).toMatchObject({ stale: true })
    expect(await answeredWith('new rows')).toMatchObject({ result: 'new rows', stale: false })
    expect(sent).toHaveLength(4)
  })
})

describe('when the source is slow', () => {
  /** Keeps an answer that is no longer fresh. */
  async function aged() {
    const made = sharedSource()
    await made.answeredWith('rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    return made
  }

  test('an older answer is returned after a while, and the next callers get the new one', async () => {
    const { ask, sent, events } = await aged()
    const answer = ask()
    await vi.advanceTimersByTimeAsync(PATIENCE_MS)
    expect(await answer).toMatchObject({ result: 'rows', stale: true, requests: 0 })
    sent[1]?.answer('new rows')
    await nextTurns()
    expect(await ask()).toMatchObject({ result: 'new rows', stale: false, requests: 0 })
    expect(sent).toHaveLength(2)
    expect(events).toEqual(['sent', 'stale', 'cached'])
  })

  test('the request continues when those who got the older answer have left', async () => {
    const { ask, sent } = await aged()
    const client = new AbortController()
    const answer = ask({}, { signal: client.signal })
    await vi.advanceTimersByTimeAsync(PATIENCE_MS)
    await answer
    client.abort('gone')
    await nextTurns()
    expect(sent[1]?.signal.aborted).toBe(false)
  })

  test('the request ends when all have left before that', async () => {
    const { ask, sent } = await aged()
    const client = new AbortController()
    const answer = settled(ask({}, { signal: client.signal }))
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1)
    client.abort('gone')
    expect(await answer).toBe('gone')
    expect(sent[1]?.signal.aborted).toBe(true)
  })

  test('a client that has left gets nothing; one whose deadline passes gets the older answer', async () => {
    const { ask, events } = await aged()
    const clients = [new AbortController(), new AbortController()] as const
    const [left, late] = clients.map(({ signal }) => settled(ask({}, { signal })))
    const gone = new RequestAbandoned()
    clients[0].abort(gone)
    expect(await left).toBe(gone)
    clients[1].abort(failureWith('DEADLINE'))
    expect(await late).toMatchObject({ result: 'rows', stale: true })
    expect(events).toEqual(['sent', 'stale'])
  })

  test('nobody waits again for a request that has been in flight for long', async () => {
    const { ask, sent } = await aged()
    void ask()
    await vi.advanceTimersByTimeAsync(PATIENCE_MS)
    const late = ask()
    await nextTurns()
    expect(await late).toMatchObject({ stale: true })
    expect(sent).toHaveLength(2)
  })

  test('nobody waits for a source whose last answer took long: it is refreshed in the background', async () => {
    const { ask, sent } = await aged()
    void ask()
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + 1)
    sent[1]?.answer('slow rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    const next = ask()
    await nextTurns()
    expect(await next).toMatchObject({ result: 'slow rows', stale: true })
    expect(sent).toHaveLength(3)
    sent[2]?.answer('quick rows')
    await vi.advanceTimersByTimeAsync(FRESH_MS)
    const then = ask()
    await nextTurns()
    sent[3]?.answer('rows in time')
    expect(await then).toMatchObject({ result: 'rows in time', stale: false })
  })

  test('callers without an older answer wait for it', async () => {
    const { ask, sent } = await aged()
    const first = ask()
    const other = ask({ path: '/other' })
    await vi.advanceTimersByTimeAsync(PATIENCE_MS * 10)
    expect(await first).toMatchObject({ stale: true })
    sent[2]?.answer('other rows')
    expect(await other).toMatchObject({ result: 'other rows', stale: false })
  })
})

describe('a list without a freshness', () => {
  const EVERY_TIME = { freshMs: 0 }

  test('is kept for failures: it is returned then, with its age, until it is too old', async () => {
    const { answeredWith, events } = sharedSource()
    const { receivedAtMs, bornMs } = await answeredWith('rows', {}, EVERY_TIME)
    await vi.advanceTimersByTimeAsync(STALE_MS - 1)
    const older = { result: 'rows', receivedAtMs, bornMs, size: 4, requests: 0, stale: true, isFromCluster: false }
    expect(plain(await answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME))).toEqual(older)
    expect(events).toEqual(['sent', 'stale'])
    await vi.advanceTimersByTimeAsync(1)
    expect(await settled(answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME))).toMatchObject({
      code: 'UNREACHABLE',
    })
  })

  test('is waited for as long as the request can wait; then the older one is returned, and refreshed in the background', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    await answeredWith('rows', {}, EVERY_TIME)
    let given: unknown = null
    const answer = ask({}, EVERY_TIME).then((it) => (given = it))
    await vi.advanceTimersByTimeAsync(LONG_PATIENCE_MS - 1)
    expect(given).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(await answer).toMatchObject({ result: 'rows', stale: true })
    expect(sent[1]?.signal.aborted).toBe(false)
    sent[1]?.answer('late rows')
    await nextTurns()
    expect(await answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME)).toMatchObject({
      result: 'late rows',
      stale: true,
    })
  })

  test('is kept at most once a second: the previous one is good enough until then', async () => {
    const { answeredWith } = sharedSource()
    const failing = async () => (await answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME)).result
    await answeredWith('rows', {}, EVERY_TIME)
    await vi.advanceTimersByTimeAsync(999)
    expect(await answeredWith('new rows', {}, EVERY_TIME)).toMatchObject({ result: 'new rows', stale: false })
    expect(await failing()).toBe('rows')
    await vi.advanceTimersByTimeAsync(1)
    await answeredWith('newer rows', {}, EVERY_TIME)
    expect(await failing()).toBe('newer rows')
  })

  test('is kept as text where it will be wanted by the time it comes, and as rows where only that it is late shows it', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    let read = 0
    const reading: typeof asText = (head) => {
      read++
      return asText(head)
    }
    const failing = async () => (await answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME, reading)).result
    const slow = async (text: string, milliseconds: number) => {
      const answer = ask({}, EVERY_TIME, reading)
      await vi.advanceTimersByTimeAsync(milliseconds)
      sent.at(-1)?.answer(text)
      await answer
      read = 0
    }
    await slow('first', 100)
    await vi.advanceTimersByTimeAsync(900)
    await slow('as slow', 100)
    expect([await failing(), read]).toEqual(['as slow', 1])
    await vi.advanceTimersByTimeAsync(800)
    await slow('slower', 200)
    expect([await failing(), read]).toEqual(['slower', 0])
  })

  test.for([
    [4, 1],
    [5, 0],
  ] as const)(
    'is kept as text up to four million characters, as rows beyond: %i MB are read %i times',
    async ([megabytes, times]) => {
      const { answeredWith } = sharedSource()
      let read = 0
      const reading: typeof asText = (head) => {
        read++
        return asText(head)
      }
      const long = 'x'.repeat(megabytes * 1024 * 1024)
      await answeredWith(long, {}, EVERY_TIME, reading)
      read = 0
      expect((await answeredWith(failureWith('UNREACHABLE'), {}, EVERY_TIME, reading)).result).toBe(long)
      expect(read).toBe(times)
    },
  )

  test('is waited for again, though its last answer took longer than that', async () => {
    const { ask, answeredWith, sent } = sharedSource()
    await answeredWith('rows', {}, EVERY_TIME)
    void ask({}, EVERY_TIME)
    await vi.advanceTimersByTimeAsync(LONG_PATIENCE_MS + 1)
    sent[1]?.answer('late rows')
    await nextTurns()
    expect(await answeredWith('new rows', {}, EVERY_TIME)).toMatchObject({ result: 'new rows', stale: false })
  })

  test('that was read again in place of one with a freshness is the fresh one from then on', async () => {
    const { ask, answeredWith } = sharedSource()
    await answeredWith('rows')
    await answeredWith('new rows', {}, EVERY_TIME)
    expect(await ask()).toMatchObject({ result: 'new rows', stale: false, requests: 0 })
  })

  test('that was read again once more is the fresh one then, however young the previous one is', async () => {
    const { ask, answeredWith } = sharedSource()
    const replaceKept = { freshMs: 0, replaceKept: true }
    await answeredWith('rows')
    await answeredWith('new rows', {}, replaceKept)
    await vi.advanceTimersByTimeAsync(1)
    await answeredWith('newer rows', {}, replaceKept)
    expect(await ask()).toMatchObject({ result: 'newer rows', stale: false, requests: 0 })
    const long = 'x'.repeat(5 * 1024 * 1024)
    await answeredWith(long, {}, replaceKept)
    expect(await ask()).toMatchObject({ result: long, stale: false, requests: 0 })
  })

  test('is kept up to a separate size limit: the lists with a freshness stay', async () => {
    const { ask, answeredWith } = sharedSource()
    await answeredWith('rows')
    const large = 'x'.repeat(10 * 1024 * 1024)
    for (const path of ['/a', '/b', '/c', '/d', '/e', '/f', '/g']) await answeredWith(large, { path }, EVERY_TIME)
    expect(await ask()).toMatchObject({ result: 'rows', requests: 0 })
    expect(await answeredWith(failureWith('TIMEOUT'), { path: '/g' }, EVERY_TIME)).toMatchObject({ stale: true })
    expect(await settled(answeredWith(failureWith('TIMEOUT'), { path: '/f' }, EVERY_TIME))).toMatchObject({
      code: 'TIMEOUT',
    })
  })
})
