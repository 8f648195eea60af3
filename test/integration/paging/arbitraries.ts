// Which list is requested, from which systems, and how it is paged.

import fc from 'fast-check'
import type { ListName } from '../../../adapters/contract.js'
import { ActiveCallOrder } from '../../../schema/enums.js'
import { firstWorld, NOON } from './moving-world.js'
import { SITE_KINDS, type SiteKind } from './site-kinds.js'
import type { AskedList } from './truth.js'
import type { StageOptions, Walking } from './walk.js'

const list = fc.constantFrom<ListName>(
  'calls',
  'calls',
  'sessions',
  'sipAccounts',
  'customers',
  'activeCalls',
  'activeCalls',
)
const orderBy = fc.constantFrom(...Object.values(ActiveCallOrder))

/** Any list whole, calls in progress in any order. */
export const unfiltered: fc.Arbitrary<AskedList> = fc.record({ list, orderBy, filter: fc.constant({}) })

/** The lists that are by time, and need not be read whole where the vendor keeps its order. */
export const timely: fc.Arbitrary<AskedList> = fc.record({
  list: fc.constantFrom<ListName>('calls', 'sessions'),
  orderBy: fc.constant('NEWEST_FIRST'),
  filter: fc.constant({}),
})

const moment = fc.oneof(fc.nat(3), fc.nat(600)).map((secondsAgo) => NOON - secondsAgo * 1000)
/** A range that ends before it begins is refused. */
const range = fc
  .record({ startedFrom: moment, startedTo: moment }, { requiredKeys: [] })
  .filter(({ startedFrom = 0, startedTo = NOON }) => startedFrom <= startedTo)
const direction = fc.constantFrom({ direction: 'INBOUND' }, { direction: 'OUTBOUND' })
const someOf = (...values: string[]) => fc.subarray(values, { minLength: 1 })
const status = fc.record({ status: someOf('COMPLETED', 'FAILED', 'BUSY', 'IN_PROGRESS') })
const state = fc.record({ state: someOf('SETUP', 'RINGING', 'CONNECTED') })
/** Conditions that vendors apply exactly, too widely, or not at all. */
const FILTERS: Readonly<Record<ListName, fc.Arbitrary<object>>> = {
  calls: fc.oneof(range, direction, status),
  sessions: fc.oneof(range, direction, fc.constantFrom({ live: true }, { live: false })),
  sipAccounts: fc.constantFrom({ active: true }, { up: true }),
  activeCalls: fc.oneof(direction, state, state),
  customers: fc.constantFrom({ search: 'r' }, { status: ['ACTIVE'] }),
}
export const filtered: fc.Arbitrary<AskedList> = unfiltered.chain((asked) =>
  FILTERS[asked.list].map((filter) => ({ ...asked, filter })),
)

const VENDORS_OF: Readonly<Record<ListName, readonly string[]>> = {
  calls: ['telecomx', 'restcomm', 'portaone', 'twilio'],
  sessions: ['telecomx'],
  sipAccounts: ['telecomx', 'portaone'],
  activeCalls: ['telecomx', 'restcomm', 'portasip', 'mor', 'portaone', 'twilio'],
  customers: ['telecomx', 'portasip', 'mor', 'portaone'],
}

/** Up to three systems that have the list, and now and then one that has not. */
function kindsFor(list: ListName, among: readonly SiteKind[]): fc.Arbitrary<readonly SiteKind[]> {
  const serving = among.filter(({ vendor }) => VENDORS_OF[list].includes(vendor))
  const some = fc.array(fc.constantFrom(...serving), { minLength: 1, maxLength: 3 })
  const anyOne = fc.array(fc.constantFrom(...among), { maxLength: 1 })
  const both = fc.tuple(some, anyOne, fc.boolean())
  return both.map(([those, one, isLast]) => (isLast ? [those, one] : [one, those]).flat())
}

/** A list of one to four systems, some with smaller requests than the vendor allows, so that pages take several. */
export const stageOf = (
  asked: fc.Arbitrary<AskedList>,
  { among = SITE_KINDS, first = firstWorld }: { among?: readonly SiteKind[]; first?: typeof firstWorld } = {},
): fc.Arbitrary<StageOptions> =>
  asked.chain((of) =>
    fc
      .record({
        kinds: kindsFor(of.list, among),
        mostRows: fc.option(fc.integer({ min: 8, max: 40 })),
        first,
        wantsFull: fc.boolean(),
      })
      .map((rest) => ({ ...of, ...rest })),
  )

/** Small pages more often: they end within a group of equal time. */
const size = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 }))
export const walking: fc.Arbitrary<Walking> = fc.record({ size, forward: fc.boolean() })
