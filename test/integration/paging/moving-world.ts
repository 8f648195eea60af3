// A world of calls and SIP accounts that a property makes, and moves: as data, so that a failure shrinks to the few
// changes that matter.

import fc from 'fast-check'
import type { World, WorldCall, WorldCustomer, WorldTrunk } from '../../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../../adapters/simulation/world.js'

/** Noon of a working day. */
export const NOON = Date.UTC(2026, 2, 3, 12)
const SECOND = 1000
const DAY = 86_400_000
const VENDORS = ['telecomx', 'restcomm', 'portasip', 'mor', 'portaone', 'twilio']

/** How a call goes on from its start. */
export interface Course {
  /** over: at once; ending: some seconds after the world's first moment; lasting: for a day. */
  readonly length: 'over' | 'ending' | 'lasting'
  /** With its start, some seconds after the world's first moment, or never. */
  readonly answer: 'at once' | 'later' | 'never'
  readonly seconds: number
  readonly outcome: WorldCall['outcome']
  readonly direction: WorldCall['direction']
  readonly seenBy: readonly string[]
}

export interface StartedCall extends Course {
  /** Before the world's first moment; few distinct values make groups of equal time. */
  readonly agoMs: number
}

/** One thing that happens between two pages, or between two requests. */
export type Change =
  | { readonly what: 'arrive'; readonly count: number; readonly course: Course }
  | { readonly what: 'late'; readonly call: StartedCall }
  | { readonly what: 'remove' | 'end' | 'close account'; readonly at: number; readonly count: number }
  | { readonly what: 'open account'; readonly index: number }
  | { readonly what: 'wait'; readonly seconds: number }

// ------------------------------------------------------------------------------------------- arbitraries

const course: fc.Arbitrary<Course> = fc.record({
  length: fc.constantFrom<Course['length']>('lasting', 'lasting', 'ending', 'over'),
  answer: fc.constantFrom<Course['answer']>('at once', 'at once', 'later', 'never'),
  seconds: fc.nat(60),
  outcome: fc.constantFrom<WorldCall['outcome']>('completed', 'failed', 'busy', 'no-answer'),
  direction: fc.constantFrom<WorldCall['direction']>('inbound', 'outbound'),
  seenBy: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.subarray(VENDORS, { minLength: 1 })),
})
/** Spread over ten minutes, or crowded: as many in the same millisecond as only in the same second. */
const spread = fc.tuple(fc.nat(600), fc.constantFrom(0, 1, 500)).map(([seconds, ms]) => seconds * SECOND + ms)
const crowded = fc.tuple(fc.nat(2), fc.constantFrom(0, 1)).map(([seconds, ms]) => seconds * SECOND + ms)
const startedCall = (agoMs: fc.Arbitrary<number>): fc.Arbitrary<StartedCall> =>
  fc.tuple(agoMs, course).map(([ago, rest]): StartedCall => ({ agoMs: ago, ...rest }))

export interface FirstWorld {
  readonly calls: readonly StartedCall[]
  /** Indexes of SIP accounts. */
  readonly accounts: readonly number[]
}
const ACCOUNT_INDEXES = 60
const accounts = fc.subarray(Array.from({ length: ACCOUNT_INDEXES }, (_, index) => index))
const callsOf = (agoMs: fc.Arbitrary<number>) => fc.array(startedCall(agoMs), { maxLength: 45, size: 'max' })
/** Groups of equal time are larger than many pages. */
export const crowdedWorld: fc.Arbitrary<FirstWorld> = fc.record({ calls: callsOf(crowded), accounts })
const spreadWorld: fc.Arbitrary<FirstWorld> = fc.record({ calls: callsOf(spread), accounts })
export const firstWorld: fc.Arbitrary<FirstWorld> = fc.oneof(spreadWorld, crowdedWorld)

const move: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ what: fc.constant('arrive' as const), count: fc.integer({ min: 1, max: 4 }), course }),
  fc.record({ what: fc.constant('late' as const), call: startedCall(fc.oneof(spread, crowded)) }),
  fc.record({
    what: fc.constantFrom('remove' as const, 'remove' as const, 'end' as const, 'close account' as const),
    at: fc.nat(60),
    count: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ what: fc.constant('open account' as const), index: fc.nat(ACCOUNT_INDEXES) }),
)
const wait: fc.Arbitrary<Change> = fc.record({ what: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 15) })

/** No two calls of one second. */
export const evenWorld: fc.Arbitrary<FirstWorld> = fc.record({
  calls: callsOf(fc.constant(0)).map((calls) => calls.map((call, at) => ({ ...call, agoMs: at * SECOND }))),
  accounts,
})

/** Calls vanish, the newest too, so that those behind them move up. */
export const vanishing: fc.Arbitrary<readonly (readonly Change[])[]> = fc.array(
  fc.array(fc.record({ what: fc.constant('remove' as const), at: fc.nat(60), count: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 2,
  }),
  { maxLength: 15, size: 'max' },
)
/** What happens on each of several occasions, in turn. */
export const betweenPages = fc.array(fc.array(fc.oneof({ weight: 4, arbitrary: move }, wait), { maxLength: 4 }), {
  maxLength: 15,
  size: 'max',
})
/** The same without time passing: the answers to one page belong to one moment. */
export const betweenRequests = fc.array(fc.array(move, { maxLength: 2 }), { maxLength: 40, size: 'max' })

// --------------------------------------------------------------------------------------------- the world

export class MovingWorld {
  readonly clock = { nowMs: NOON }
  changes = 0
  readonly world: World
  readonly #calls: WorldCall[]
  readonly #trunks: WorldTrunk[]
  /** Indexes of all accounts that there ever were: none comes back. */
  readonly #opened: Set<number>
  #nextIndex: number

  constructor({ calls, accounts }: FirstWorld) {
    const inOrder = calls.toSorted((a, b) => b.agoMs - a.agoMs)
    this.#calls = inOrder.map((call, index) => callOf(call, index, NOON - call.agoMs))
    this.#trunks = accounts.map(trunkOf)
    this.#opened = new Set(accounts)
    this.#nextIndex = inOrder.length
    this.world = arrayWorld({ calls: this.#calls, trunks: this.#trunks, customers: [CUSTOMER] })
  }

  apply(change: Change): void {
    const { nowMs } = this.clock
    this.changes += 1
    switch (change.what) {
      case 'wait':
        this.clock.nowMs += change.seconds * SECOND
        break
      case 'arrive':
        for (let one = 0; one < change.count; one += 1) this.#start(change.course, nowMs)
        break
      case 'late':
        this.#start(change.call, NOON - change.call.agoMs)
        break
      case 'remove':
        take(this.#calls, change)
        break
      case 'end':
        for (const { index } of take([...this.#calls], change)) this.world.end(index, nowMs)
        break
      case 'open account':
        if (this.#opened.has(change.index)) break
        this.#opened.add(change.index)
        this.#trunks.push(trunkOf(change.index))
        this.#trunks.sort((a, b) => a.index - b.index)
        break
      case 'close account':
        take(this.#trunks, change)
        break
    }
  }

  #start(of: Course, startedAtMs: number): void {
    this.#calls.push(callOf(of, this.#nextIndex, startedAtMs))
    this.#nextIndex += 1
  }
}

/** Takes neighbours out of a list, from some place in it on. */
const take = <Item>(items: Item[], { at, count }: { readonly at: number; readonly count: number }): readonly Item[] =>
  items.splice(at % Math.max(1, items.length), count)

function callOf({ length, answer, seconds, ...rest }: Course, index: number, startedAtMs: number): WorldCall {
  const soon = Math.max(startedAtMs, NOON) + seconds * SECOND
  const endedAtMs = { over: startedAtMs + 1, ending: soon + 1, lasting: NOON + DAY }[length]
  const answeredAtMs = { 'at once': startedAtMs, later: soon, never: null }[answer]
  return worldCall({
    index,
    // A record without an id is known by its contents: those of two calls are never equal.
    caller: `+45${80_000_000 + index}`,
    direction: rest.direction,
    outcome: rest.outcome,
    seenBy: rest.seenBy,
    startedAtMs,
    ringingAtMs: startedAtMs,
    answeredAtMs: answeredAtMs !== null && answeredAtMs < endedAtMs ? answeredAtMs : null,
    endedAtMs,
  })
}

const CUSTOMER: WorldCustomer = {
  index: 0,
  name: 'Havblik Bageri',
  contactName: 'Asta Holm',
  city: 'Rønne',
  resellerIndex: 0,
  trunkIndexes: [],
}

const trunkOf = (index: number): WorldTrunk => ({
  index,
  customerIndex: 0,
  name: `Havblik Bageri ${index}`,
  numbers: ['+4570305050'],
  active: true,
  up: true,
  isPbxTrunk: index % 10 === 9,
  connection: 'IP_AUTH',
  ipAddress: '192.0.2.50',
  international: true,
  usageBlock: false,
  parentTrunkIndex: null,
})
