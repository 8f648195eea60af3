// However many readers have something to do at the same moment, a turn of the event loop serves a bounded number of them:
// counted, not timed.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LiveStream } from '../../../../src/live/contract.js'
import { LiveWorld } from './live-world.js'

// Counted from one turn of the test to the next, in which two turns of the gateway may have a part.

/** Twice what the contract of streams says. */
const MOST_PER_TURN = 2 * 250
const DOCUMENT = 'subscription ($everyMs: Int) { activeCallUpdates(everyMs: $everyMs) { kind started { id } } }'

/** Twice as many as are made in one turn. */
const MOST_MADE_PER_TURN = 2 * 40

/** Reads everything that its streams have, and counts how much that is in each turn. */
class Audience {
  readonly streams: LiveStream[] = []
  /** How many events of each kind were read, and how many streams have ended. */
  readonly read = new Map<string, number>()
  #inThisTurn = 0
  mostInOneTurn = 0
  /** The most events that were made in one turn. */
  mostMade = 0
  #isOver = false

  constructor(readonly world: LiveWorld) {
    void this.#countTurns()
    onTestFinished(() => void (this.#isOver = true))
  }

  subscribe(count: number, variables: object = {}): void {
    for (let at = 0; at < count; at++) {
      const { stream } = this.world.subscribe(DOCUMENT, variables)
      this.streams.push(stream)
      void this.#readAll(stream)
    }
  }

  /** Lets turns pass until so many events of a kind were read. */
  async until(kind: string, count: number): Promise<void> {
    this.mostInOneTurn = 0
    while (this.#countOf(kind) < count) await nextTurn()
    await nextTurn()
    expect(this.#countOf(kind)).toBe(count)
  }

  #countOf(kind: string): number {
    return this.read.get(kind) ?? 0
  }

  async #readAll(stream: LiveStream): Promise<void> {
    for (;;) {
      const event = await stream.next()
      this.#inThisTurn++
      const kind = event?.kind ?? 'END'
      this.read.set(kind, this.#countOf(kind) + 1)
      if (event === null) return
    }
  }

  async #countTurns(): Promise<void> {
    while (!this.#isOver) {
      const before = this.world.executed
      await nextTurn()
      this.mostMade = Math.max(this.mostMade, this.world.executed - before)
      this.mostInOneTurn = Math.max(this.mostInOneTurn, this.#inThisTurn)
      this.#inThisTurn = 0
    }
  }
}

const worldFor = (readers: number, others: object = {}): LiveWorld => {
  const limits = { maxSubscribers: readers, maxPerClient: readers, ...others }
  const world = new LiveWorld({ limits, maxAgeMs: 100_000_000, heartbeatMs: 30_000 })
  world.only.call('1')
  return world
}

describe.each([
  ['of one channel', 2000, 0],
  ['of one channel and of thirty others', 1000, 30],
])('thousands of readers %s', (_name, readers, channels) => {
  test('are served in several turns, whatever it is that they get', async () => {
    const all = readers + channels * 40
    const world = worldFor(all)
    const audience = new Audience(world)
    audience.subscribe(readers)
    for (let channel = 1; channel <= channels; channel++) audience.subscribe(40, { everyMs: 1000 + channel })

    void world.time.pass(0)
    await audience.until('SNAPSHOT', all)
    expect(audience.mostInOneTurn).toBeLessThanOrEqual(MOST_PER_TURN)

    world.only.call('2')
    void world.time.pass(5000)
    await audience.until('CHANGES', all)
    expect(audience.mostInOneTurn).toBeLessThanOrEqual(MOST_PER_TURN)

    void world.time.pass(30_000)
    await audience.until('ALIVE', all)
    expect(audience.mostInOneTurn).toBeLessThanOrEqual(MOST_PER_TURN)

    for (const stream of audience.streams) stream.warnOfExpiry()
    await audience.until('EXPIRING', all)
    expect(audience.mostInOneTurn).toBeLessThanOrEqual(MOST_PER_TURN)

    world.hub.close('STOPPED')
    await audience.until('END', all)
    expect(audience.mostInOneTurn).toBeLessThanOrEqual(MOST_PER_TURN)
    expect(world.errors).toEqual([])
  })
})

test('hundreds of channels make their events in several turns', async () => {
  const world = worldFor(300, { maxChannels: 300 })
  const audience = new Audience(world)
  for (let channel = 0; channel < 300; channel++) audience.subscribe(1, { everyMs: 1000 + channel })
  void world.time.pass(0)
  await audience.until('SNAPSHOT', 300)
  world.only.call('2')
  void world.time.pass(5000)
  await audience.until('CHANGES', 300)
  expect(audience.mostMade).toBeLessThanOrEqual(MOST_MADE_PER_TURN)
  expect(world.errors).toEqual([])
})
