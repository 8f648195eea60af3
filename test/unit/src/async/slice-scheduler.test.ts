// The event loop is shared in slices; the test controls the clock and the turns of the event loop.

import { expect, test } from 'vitest'
import { OperationSlices } from '../../../../src/async/operation-slices.js'
import { SliceScheduler } from '../../../../src/async/slice-scheduler.js'

class Loop {
  nowMs = 0
  readonly #turns: (() => void)[] = []
  now = (): number => this.nowMs
  nextTurn = (callback: () => void): void => void this.#turns.push(callback)
  afterPromises = (callback: () => void): void => queueMicrotask(() => process.nextTick(callback))

  /** One turn of the event loop; false when there is nothing to do. */
  async turn(): Promise<boolean> {
    const callbacks = this.#turns.splice(0)
    for (const callback of callbacks) callback()
    await new Promise(setImmediate)
    return callbacks.length > 0
  }

  async turnUntilIdle(): Promise<number> {
    let turns = 0
    while (await this.turn()) turns++
    return turns
  }
}

function open(loop: Loop, client: string, { scheduler = new SliceScheduler(loop), unitsLeft = 0 } = {}) {
  const controller = new AbortController()
  const slices = new OperationSlices(scheduler, client, {
    signal: controller.signal,
    unitsLeft: () => unitsLeft,
    toError: (reason) => reason,
  })
  return { scheduler, slices, stop: (reason: unknown) => controller.abort(reason) }
}

/** Work of so many records, each of which takes a millisecond. */
function work({ slices }: ReturnType<typeof open>, loop: Loop, records: number, done: () => void = () => undefined) {
  const state = { done: 0 }
  const goOn = (): void => {
    while (state.done < records) {
      if (state.done > 0 && slices.isOver()) return slices.queue(goOn)
      slices.spend(63)
      state.done++
      loop.nowMs++
    }
    done()
  }
  return { state, goOn }
}

test('short work is done at once', () => {
  const loop = new Loop()
  const one = open(loop, 'one')
  const { state, goOn } = work(one, loop, 5)
  goOn()
  expect(state.done).toBe(5)
})

test('a slice of long work takes ten milliseconds', async () => {
  const loop = new Loop()
  const { state, goOn } = work(open(loop, 'one'), loop, 100)
  goOn()
  const seen = [state.done]
  while (state.done < 100 && (await loop.turn())) seen.push(state.done)
  const slices = seen.map((done, at) => done - (seen[at - 1] ?? 0))
  expect(Math.max(...slices)).toBeLessThanOrEqual(12)
  expect(slices.length).toBeGreaterThan(8)
})

test('beside forty clients with long work, one with little waits for a slice or two, also when it comes back', async () => {
  const loop = new Loop()
  const first = open(loop, 'client 0')
  const { scheduler } = first
  const greedy = Array.from({ length: 40 }, (_, at) =>
    work(at === 0 ? first : open(loop, `client ${at}`, { scheduler }), loop, 10_000),
  )
  for (const { goOn } of greedy) goOn()
  for (let turn = 0; turn < 100; turn++) await loop.turn()
  const waits: number[] = []
  for (let visit = 0; visit < 5; visit++) {
    const small = open(loop, 'small', { scheduler })
    const sinceMs = loop.nowMs
    small.slices.queue(work(small, loop, 3, () => waits.push(loop.nowMs - sinceMs)).goOn)
    for (let turn = 0; turn < 7; turn++) await loop.turn()
  }
  expect(waits).toHaveLength(5)
  expect(Math.max(...waits)).toBeLessThanOrEqual(25)
  const shares = greedy.map(({ state }) => state.done)
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(24)
})

test('two operations of one client take turns', async () => {
  const loop = new Loop()
  const long = open(loop, 'one')
  work(long, loop, 1000).goOn()
  const short = open(loop, 'one', { scheduler: long.scheduler })
  const { state, goOn } = work(short, loop, 3)
  short.slices.queue(goOn)
  await loop.turn()
  await loop.turn()
  expect(state.done).toBe(3)
})

test('operations that are resumed work within the slice, one after another', async () => {
  const loop = new Loop()
  const { slices } = open(loop, 'one')
  let done = 0
  const wait = async () => {
    await slices.next()
    loop.nowMs += 4
    slices.spend(64)
    done++
  }
  for (let at = 0; at < 9; at++) void wait()
  await loop.turn()
  expect(done).toBe(3)
  await loop.turnUntilIdle()
  expect(done).toBe(9)
})

test('an operation whose time is used up while it works stops at once', async () => {
  const loop = new Loop()
  const one = open(loop, 'one', { unitsLeft: 1000 })
  const { state, goOn } = work(one, loop, 100)
  goOn()
  const stopped: unknown[] = []
  one.slices.onStop((reason) => stopped.push(reason))
  const waiting = one.slices.next().catch((error: unknown) => error)
  const before = state.done
  one.stop('the deadline')
  await loop.turnUntilIdle()
  expect({ stopped, waiting: await waiting, done: state.done }).toEqual({
    stopped: ['the deadline'],
    waiting: 'the deadline',
    done: before,
  })
  await expect(one.slices.next()).rejects.toBe('the deadline')
})

test('rows that were read by the deadline can still be answered, but no more', () => {
  const loop = new Loop()
  const one = open(loop, 'one', { unitsLeft: 640 })
  one.stop('the deadline')
  let done = 0
  const stopped: unknown[] = []
  one.slices.onStop((reason) => stopped.push(reason))
  while (done < 5000 && !one.slices.isOver()) done++
  expect(stopped).toEqual(['the deadline'])
  expect(done).toBeGreaterThanOrEqual(640)
  expect(done).toBeLessThan(640 + 128)
})

test('an operation that nobody waits for stops within 64 records', () => {
  const loop = new Loop()
  const one = open(loop, 'one')
  one.stop('nobody waits')
  let done = 0
  while (done < 5000 && !one.slices.isOver()) done++
  expect(done).toBeLessThan(64)
})

test('a batch waits for everything that is queued', async () => {
  const loop = new Loop()
  const one = open(loop, 'one')
  const order: string[] = []
  one.slices.whenIdle(() => order.push('at once'))
  work(one, loop, 50, () => order.push('worked')).goOn()
  one.slices.whenIdle(() => order.push('sent'))
  await loop.turnUntilIdle()
  expect(order).toEqual(['at once', 'worked', 'sent'])
})

test('the batches of a stopped operation are not sent', async () => {
  const loop = new Loop()
  const one = open(loop, 'one')
  const sent: string[] = []
  const waiting = one.slices.next().catch((error: unknown) => error)
  one.slices.whenIdle(() => sent.push('a batch that waits'))
  one.stop('the deadline')
  one.slices.whenIdle(() => sent.push('a later one'))
  await loop.turnUntilIdle()
  expect({ reason: await waiting, sent }).toEqual({ reason: 'the deadline', sent: [] })
})
