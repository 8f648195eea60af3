import type { ActiveCallState } from '../../schema/enums.js'
import type { CallFilter } from '../../schema/filters.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { ListDeclaration, Paging, Parameters, PushdownRule } from '../contract.js'
import { toLocalTime } from '../wire/time/local-time.js'
import { callListDecoder, liveCallsDecoder } from './call-answers.js'
import { callListRequest, isSid, metricsRequest } from './call-requests.js'
import { liveStatusFilterOf, statusFilterOf } from './call-status.js'
import { numberPattern } from './number-pattern.js'
import type { RestcommSettings } from './settings.js'
import { liveCallFields, liveCallOrderTime, recordAsActiveCallFields } from './to-active-call.js'
import { callFields, callOrderTime } from './to-call.js'

/**
 * Pages begin at 0; a page behind the last one (total / size, rounded down) is HTTP 400. The manual names no largest
 * page and the code has none: it passes PageSize on to the database. A thousand rows are about half a megabyte.
 */
const PAGES: Paging = { style: 'page', firstPage: 0, maxPageSize: 1000, pastTheEnd: 'error' }

const given = (name: string, value: string | null): Parameters => (value === null ? [] : [[name, value]])

/** A condition that is checked again where the vendor can apply it, and is left to the gateway where it cannot. */
const supersetIf =
  (ask: (value: unknown) => unknown): PushdownRule =>
  (value) =>
    ask(value) === null ? 'none' : 'superset'

/** Records of calls: GET Calls. */
export function callList(settings: RestcommSettings): ListDeclaration<'calls'> {
  const { product, region } = settings
  const number = supersetIf((value) => numberPattern(value, region))
  return {
    support: 'NATIVE',
    paging: PAGES,
    // The SBC's query has no ORDER BY; Connect's has date_created DESC.
    order: product === 'connect' ? 'newest-first' : 'none',
    // Connect sets the start of an outbound call only when it is answered.
    startMayFollowOrderTime: product === 'connect',
    ...(product === 'connect'
      ? { bulkReading: { under: { status: ['IN_PROGRESS'] }, worth: 4, has: 'in-progress' } }
      : {}),
    pushdown: {
      caller: number,
      callee: number,
      number: 'none',
      status: supersetIf((value) => statusFilterOf(product, value)),
      startedFrom: supersetIf((value) => dayToAsk(settings, value)),
      // EndTime is no bound on the start: a call that started in time may end later.
      startedTo: 'none',
      endedFrom: 'none',
      endedTo: 'none',
      answered: 'none',
      parentCallId: (value) => (isSid(settings, value) ? 'exact' : 'none'),
      direction: 'none',
      international: 'none',
      customerId: 'unsupported',
      accountId: 'unsupported',
      // Records contain neither what is charged nor why the call ended.
      minBilledSeconds: 'unsupported',
      disconnectCode: 'unsupported',
    },
    request: ({ filter, window }) => callListRequest(settings, window, callConditions(settings, filter)),
    decode: callListDecoder(settings),
    owners: 'source',
    orderTime: callOrderTime(settings),
    // The SBC records calls that were completed or failed, and not those that were busy, cancelled or not answered.
    statistics: { attempts: product === 'connect' ? 'ALL' : 'RECORDED' },
    fields: callFields(settings),
  }
}

const callConditions = (settings: RestcommSettings, filter: CallFilter): Parameters => [
  ...given('From', numberPattern(filter.caller, settings.region)),
  ...given('To', numberPattern(filter.callee, settings.region)),
  ...given('Status', statusFilterOf(settings.product, filter.status)),
  ...given('StartTime', dayToAsk(settings, filter.startedFrom)),
  ...given('ParentCallSid', isSid(settings, filter.parentCallId) ? filter.parentCallId : null),
]

const DAY_MS = 86_400_000
/** Years of four digits, with a day to spare. */
const FIRST_MS = Date.UTC(1000, 0, 2)
const LAST_MS = Date.UTC(9999, 11, 30)

/**
 * StartTime gives calls that started at or after midnight of a day, in the zone of the server.
 * @returns a day whose midnight is not after this moment: without a known zone the day before it, which holds for every
 * zone on earth. Null for a moment that cannot be written so.
 */
function dayToAsk({ timeZone }: RestcommSettings, startedFrom: unknown): string | null {
  if (typeof startedFrom !== 'number' || startedFrom < FIRST_MS || startedFrom > LAST_MS) return null
  const day = (atMs: EpochMs, zone: string) => toLocalTime(atMs, zone).slice(0, 'YYYY-MM-DD'.length)
  return timeZone === undefined ? day(startedFrom - DAY_MS, 'UTC') : day(startedFrom, timeZone)
}

/** What Restcomm has no word for, in either product. */
const notInRestcomm = {
  number: 'none',
  direction: 'none',
  minDurationSeconds: 'none',
  accountId: 'unsupported',
  customerId: 'unsupported',
} as const

/** The states of calls in progress, in the order of a call's life: one request selects one. */
const LIVE_STATES: readonly ActiveCallState[] = ['RINGING', 'CONNECTED']

/** Calls in progress on Restcomm Connect: records of calls by their Status; `call-status.ts` says which. */
export function activeRecordList(settings: RestcommSettings): ListDeclaration<'activeCalls'> {
  const { region } = settings
  const number = supersetIf((value) => numberPattern(value, region))
  const fields = recordAsActiveCallFields(settings)
  return {
    support: 'EMULATED',
    paging: PAGES,
    order: 'newest-first',
    startMayFollowOrderTime: true,
    // Calls that are queued, or wait for an answer, are left out.
    bulkReading: { under: {}, worth: 4, has: 'some' },
    pushdown: {
      ...notInRestcomm,
      caller: number,
      callee: number,
      state: (value) => liveStatusFilterOf(value).pushdown,
    },
    // A state that is left in the filter is one that a single request selects.
    joins: (filter) =>
      filter.state === undefined ? LIVE_STATES.map((state) => ({ ...filter, state: [state] })) : null,
    request: ({ filter, window }) =>
      callListRequest(settings, window, [
        ...given('From', numberPattern(filter.caller, region)),
        ...given('To', numberPattern(filter.callee, region)),
        ['Status', liveStatusFilterOf(filter.state).status],
      ]),
    decode: callListDecoder(settings),
    owners: 'source',
    orderTime: callOrderTime(settings),
    ticking: fields.durationSeconds.from,
    fields,
  }
}

/** Calls in progress on the SBC, which records calls only when they are over: its supervisor has the live ones. */
export const liveCallList = (settings: RestcommSettings): ListDeclaration<'activeCalls'> => ({
  support: 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  pushdown: { ...notInRestcomm, caller: 'none', callee: 'none', state: 'none' },
  request: () => metricsRequest(settings),
  decode: liveCallsDecoder,
  owners: 'source',
  orderTime: liveCallOrderTime,
  fields: liveCallFields(settings.region),
})
