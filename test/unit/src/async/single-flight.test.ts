import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SingleFlight } from '../../../../src/async/single-flight.js'
import { failureWith, held, nextTurns, settled } from '../resilience/fixtures.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A flight whose signal the test sees. */
function fly() {
  const { work, end } = held()
  const signals: AbortSignal[] = []
  const flight = new SingleFlight((signal) => {
    signals.push(signal)
    return work()
  })
  return { flight, end, isCancelled: () => signals.some(({ aborted }) => aborted), signals }
}
const patient = new AbortController().signal

describe('a flight', () => {
  test('is one call for all who join it', async () => {
    const { flight, end, signals } = fly()
    const all = [1, 2, 3].map(() => flight.join(patient))
    end()
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done'])
    expect(signals).toHaveLength(1)
  })

  test('fails for all of them alike', async () => {
    const { flight, end } = fly()
    const all = [1, 2].map(() => settled(flight.join(patient)))
    const failure = failureWith('TIMEOUT')
    end(failure)
    expect(await Promise.all(all)).toEqual([failure, failure])
  })

  test('is not ended by one who leaves while another stays', async () => {
    const { flight, end, isCancelled } = fly()
    const client = new AbortController()
    const [gone, stays] = [settled(flight.join(client.signal)), flight.join(patient)]
    const reason = failureWith('DEADLINE')
    client.abort(reason)
    expect(await gone).toBe(reason)
    expect(isCancelled()).toBe(false)
    end()
    expect(await stays).toBe('done')
  })

  test('is ended by the last one who leaves, with that reason, and cannot be joined after that', async () => {
    const { flight, isCancelled, signals } = fly()
    const clients = [new AbortController(), new AbortController()]
    const all = clients.map(({ signal }) => settled(flight.join(signal)))
    clients[0]?.abort('first')
    await all[0]
    expect(isCancelled()).toBe(false)
    clients[1]?.abort('second')
    await all[1]
    expect(isCancelled()).toBe(true)
    expect(signals[0]?.reason).toBe('second')
    expect(flight.isOver).toBe(true)
  })

  test('is not ended when it has settled, and removes its listeners from the signals', async () => {
    const { flight, end, isCancelled } = fly()
    const client = new AbortController()
    const answer = flight.join(client.signal)
    end()
    await answer
    expect(getEventListeners(client.signal, 'abort')).toEqual([])
    expect(isCancelled()).toBe(false)
    expect(flight.isOver).toBe(true)
    await expect(flight.join(patient)).rejects.toThrow('the flight is over')
  })
})

describe('joining for a while', () => {
  test('returns a result that comes in time', async () => {
    const { flight, end } = fly()
    const answer = flight.joinFor(1000, patient)
    await vi.advanceTimersByTimeAsync(999)
    end()
    expect(await answer).toEqual({ result: 'done' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('stops waiting for one that does not, which continues although nobody waits', async () => {
    const { flight, end, isCancelled } = fly()
    const client = new AbortController()
    const answer = flight.joinFor(1000, client.signal)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await answer).toBeNull()
    client.abort('gone')
    await nextTurns()
    expect(isCancelled()).toBe(false)
    expect(flight.isOver).toBe(false)
    const settledRequest = new Promise((land) => flight.whenOver(land))
    end()
    expect(await settledRequest).toBe('done')
  })

  test('fails when the work fails in time', async () => {
    const { flight, end } = fly()
    const answer = settled(flight.joinFor(1000, patient))
    const failure = failureWith('TIMEOUT')
    end(failure)
    expect(await answer).toBe(failure)
  })

  test('ends the work when the last one leaves before', async () => {
    const { flight, isCancelled } = fly()
    const client = new AbortController()
    const answer = settled(flight.joinFor(1000, client.signal))
    const reason = failureWith('DEADLINE')
    client.abort(reason)
    expect(await answer).toBe(reason)
    expect(isCancelled()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
