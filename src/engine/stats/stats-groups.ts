import { countryOf } from '../../../adapters/values/phone-number.js'
import { type ActiveCallGrouping, ActiveCallState, Direction } from '../../../schema/enums.js'
import { type RecordView, toCustomer } from '../source/records.js'
import type { Source } from '../source/source.js'

// Groups of calls in progress, and their counts.

export interface StatsGroup {
  readonly source: Source['node'] | null
  readonly state: ActiveCallState | null
  readonly accountId: string | null
  readonly customer: RecordView | null
  readonly direction: Direction | null
  readonly country: string | null
  readonly total: number
  readonly connected: number
}

/** One call, or several that a source only counts, with what they are grouped by. */
export interface Counted {
  readonly source: Source
  readonly state: ActiveCallState | null
  readonly accountId: string | null
  readonly customerId: string | null
  readonly customerName: string | null
  readonly direction: Direction | null
  readonly country: string | null
  readonly sipCallId: string | null
  readonly total: number
  readonly connected: number
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const isState = (value: unknown): value is ActiveCallState => typeof value === 'string' && value in ActiveCallState
const isDirection = (value: unknown): value is Direction => typeof value === 'string' && value in Direction
const memberOf = (value: unknown, name: string): string | null =>
  typeof value === 'object' && value !== null ? textOf(Reflect.get(value, name)) : null

/** One call, as it is counted. */
export function countedOf(
  source: Source,
  read: (name: string) => unknown,
  groupBy: readonly ActiveCallGrouping[],
): Counted {
  const state = read('state')
  const direction = read('direction')
  const customer = read('customer')
  return {
    source,
    state: isState(state) ? state : null,
    accountId: textOf(read('accountId')),
    customerId: memberOf(customer, 'nativeId'),
    customerName: memberOf(customer, 'name'),
    direction: isDirection(direction) ? direction : null,
    // Parsing a number takes long, so it is done only where needed.
    country: groupBy.includes('COUNTRY')
      ? countryOf(memberOf(read('callee'), 'e164'), source.declaration.region)
      : null,
    sipCallId: textOf(read('sipCallId')),
    total: 1,
    connected: state === 'CONNECTED' ? 1 : 0,
  }
}

/** The number of calls in any state, or of connected ones. */
export const sumOf = (counted: readonly Counted[], name: 'total' | 'connected'): number =>
  counted.reduce((total, each) => total + each[name], 0)

/** The number of different calls: under one SIP Call-ID a call counts once, however many sources see it. */
export function distinctCalls(counted: readonly Counted[]): number {
  const ids = counted.map(({ sipCallId }) => sipCallId)
  return new Set(ids.filter((id) => id !== null)).size + ids.filter((id) => id === null).length
}

/** Accounts and customers belong to one source: the same id at another source is another account or customer. */
const KEY_OF: Readonly<Record<ActiveCallGrouping, (each: Counted) => readonly (string | null)[]>> = {
  SOURCE: ({ source }) => [source.name],
  STATE: ({ state }) => [state],
  ACCOUNT: ({ source, accountId }) => [source.name, accountId],
  CUSTOMER: ({ source, customerId }) => [source.name, customerId],
  DIRECTION: ({ direction }) => [direction],
  COUNTRY: ({ country }) => [country],
}

/** The largest groups first. */
export function groupCalls(counted: readonly Counted[], groupBy: readonly ActiveCallGrouping[]): readonly StatsGroup[] {
  const groups = new Map<string, Counted[]>()
  for (const each of counted) {
    const key = JSON.stringify(groupBy.map((by) => KEY_OF[by](each)))
    const group = groups.get(key) ?? []
    if (group.length === 0) groups.set(key, group)
    group.push(each)
  }
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : toGroup(group[0], group, groupBy)))
    .sort((a, b) => b.total - a.total)
}

function toGroup(first: Counted, group: readonly Counted[], groupBy: readonly ActiveCallGrouping[]): StatsGroup {
  const by = (grouping: ActiveCallGrouping) => groupBy.includes(grouping)
  const { source, customerId, customerName } = first
  return {
    source: by('SOURCE') || by('ACCOUNT') || by('CUSTOMER') ? source.node : null,
    state: by('STATE') ? first.state : null,
    accountId: by('ACCOUNT') ? first.accountId : null,
    customer:
      by('CUSTOMER') && customerId !== null
        ? toCustomer({ nativeId: customerId, name: customerName }, source.node)
        : null,
    direction: by('DIRECTION') ? first.direction : null,
    country: by('COUNTRY') ? first.country : null,
    total: sumOf(group, 'total'),
    connected: sumOf(group, 'connected'),
  }
}
