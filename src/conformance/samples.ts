// Values that each condition of a filter is tried with. None is special to one vendor.

import type {
  AnyList,
  ListRequest,
  Paging,
  Pushdown,
  PushdownRule,
  SlicePaging,
  SliceWindow,
  Window,
} from '../../adapters/contract.js'
import { filterOf } from '../plan/filter.js'
import { mostInside } from '../plan/slices.js'
import type { OwnConditions } from './rules/rule.js'

const NUMBERS = ['+4570305050', '004570305050', '70305050', '7030', 'alice']
const IDS = ['3', '5b7a1c9e0d4f2a6b8c3e1d90', 'CA0123456789abcdef0123456789abcdef']
const DIRECTIONS = ['INBOUND', 'OUTBOUND', 'INTERNAL', 'UNKNOWN']
const NOON = Date.UTC(2026, 2, 1, 12)
const BOTH = [true, false]

const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  number: NUMBERS,
  caller: NUMBERS,
  callee: NUMBERS,
  status: [['COMPLETED'], ['FAILED'], ['IN_PROGRESS'], ['COMPLETED', 'BUSY'], ['UNKNOWN']],
  state: [['RINGING'], ['CONNECTED'], ['SETUP'], ['RINGING', 'CONNECTED'], ['ENDED'], ['UNKNOWN']],
  direction: DIRECTIONS,
  startedFrom: [NOON],
  startedTo: [NOON],
  parentCallId: IDS,
  customerId: IDS,
  resellerId: IDS,
  parentId: IDS,
  balanceBelow: [{ amount: '0', currency: 'EUR' }],
  accountId: IDS,
  search: ['fjord'],
  international: BOTH,
  live: BOTH,
  up: BOTH,
  active: BOTH,
  minDurationSeconds: [30],
  answered: BOTH,
  minBilledSeconds: [0, 30],
  disconnectCode: [16, 486],
  endedFrom: [NOON],
  endedTo: [NOON],
}

/** A condition to try, with what must stand beside it. */
export interface Sample {
  readonly path: string
  readonly value: unknown
  readonly how: Pushdown
  /** The filter without the condition, and with it. */
  readonly without: object
  readonly with: object
}

export const pushdownOf = (rule: PushdownRule | undefined, value: unknown): Pushdown =>
  typeof rule === 'function' ? rule(value) : (rule ?? 'unsupported')

/** Whether a rule supports none of the values that a condition is tried with, such as ids of customers but one. */
export const supportsNoSample = (path: string, rule: PushdownRule | undefined, own: OwnConditions = {}): boolean =>
  valuesOf(path, own).every((value) => pushdownOf(rule, value) === 'unsupported')

const valuesOf = (path: string, own: OwnConditions): readonly unknown[] => own[path]?.samples ?? SAMPLES[path] ?? IDS

/** Everything that can be tried of a list's conditions and that its declaration does not object to. */
export function samplesOf(list: AnyList, own: OwnConditions = {}): readonly Sample[] {
  return Object.entries(list.pushdown).flatMap(([path, rule]) =>
    valuesOf(path, own).flatMap((value) => {
      const how = pushdownOf(rule, value)
      const companions = [own[path]?.beside].filter((companion) => companion !== undefined)
      const sample = {
        path,
        value,
        how,
        without: filterOf(companions),
        with: filterOf([...companions, { path, value }]),
      }
      return how === 'unsupported' || typeof (list.problem?.(sample.with) ?? null) === 'string' ? [] : [sample]
    }),
  )
}

/** The first rows of a list. */
export function firstWindow(paging: Paging): Window {
  switch (paging.style) {
    case 'offset':
      return { style: 'offset', offset: 0, limit: Math.min(10, paging.maxLimit) }
    case 'page':
      return { style: 'page', page: paging.firstPage, pageSize: Math.min(10, paging.maxPageSize) }
    case 'snapshot':
      return { style: 'snapshot' }
    case 'token':
      return { style: 'token', token: null, limit: Math.min(10, paging.maxLimit) }
    case 'slices':
      return sliceWindow(paging, A_SLICE_FROM_MS, A_SLICE_FROM_MS + paging.granularityMs)
  }
}

/** Midnight, so that it is a multiple of every granularity. */
const A_SLICE_FROM_MS = Date.UTC(2026, 2, 1)

/** The beginning of a slice, with as many rows as one answer may have. */
export const sliceWindow = ({ inside }: SlicePaging, fromMs: number, toMs: number): SliceWindow => ({
  style: 'slice',
  fromMs,
  toMs,
  offset: 0,
  limit: mostInside(inside),
  token: null,
})

/** A request for the first rows. */
export const askFor = (list: AnyList, filter: object): ListRequest<object> => ({
  filter,
  window: firstWindow(list.paging),
  detail: 'full',
})
