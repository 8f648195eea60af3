import type { CallFilter } from '../../schema/filters.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { ListDeclaration, ListRequest, Parameters, Pushdown, VendorRequest } from '../contract.js'
import { readNumberCondition } from '../values/number-condition.js'
import { zoneOffsetMs } from '../wire/time/local-time.js'
import { decodeCallRecords } from './answer.js'
import { dispositionOf, ownChecks, ownPushdown } from './own-conditions.js'
import type { MorSettings } from './settings.js'
import { callFields, serverZoneOf, startOf } from './to-call.js'

// user_calls_get: records of ended calls that started in a period, without pages. Vendor document, "Parameters":
// https://wiki.kolmisoft.com/index.php/MOR_API_user_calls_get
//
// MOR ignores parameters that it does not understand, such as a number with a plus sign, and ids of devices, providers,
// DIDs and causes that it does not know: it then returns all calls. So only an id of a user, which it checks, and what the
// gateway can check again are sent.

type Calls = ListDeclaration<'calls'>

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS
const DAY_MS = 24 * HOUR_MS

/** The list of call records, with the settings of one source. */
export const callRecordsOf = (settings: MorSettings): Calls => ({
  support: 'NATIVE',
  paging: {
    style: 'slices',
    granularityMs: SECOND_MS,
    ends: 'inclusive',
    maxSpanMs: 31 * DAY_MS,
    oldestMs: settings.callRecords.keptDays * DAY_MS,
    comparedTime: 'start',
    slackMs: 0,
    firstSpanMs: HOUR_MS,
    inside: { style: 'none', cap: null },
  },
  // Calls that start in the same second are in no order.
  order: 'none',
  pushdown: {
    number: 'none',
    caller: 'none',
    callee: (callee) => (toDestination(callee) === null ? 'none' : 'superset'),
    status: (statuses) => (areAnswered(statuses) ? 'superset' : 'none'),
    answered: (wanted) => (wanted === true ? 'superset' : 'none'),
    // Only answered calls are charged.
    minBilledSeconds: (seconds) => (isPositive(seconds) ? 'superset' : 'none'),
    disconnectCode: 'none',
    // Rows contain neither the end of a call nor its duration.
    endedFrom: 'unsupported',
    endedTo: 'unsupported',
    direction: 'none',
    startedFrom: 'none',
    startedTo: 'none',
    international: 'none',
    // Calls from and to a user. Rows do not contain the id.
    customerId: customerPushdown,
    // Rows do not contain the device, and MOR returns all calls for a device that it does not know.
    accountId: 'unsupported',
    parentCallId: 'unsupported',
    ...ownPushdown(settings),
  },
  ownChecks: ownChecks(settings),
  request: (ask) => toListRequest(ask, settings),
  decode: decodeCallRecords,
  // Rows name the user, and not his id.
  owners: 'source',
  orderTime: (row) => startOf(row, serverZoneOf(settings)),
  statistics: { attempts: 'ALL' },
  fields: callFields(settings),
})

/** A number as MOR writes it: for 007 MOR returns the calls of user 7. */
const WRITTEN_ID = /^(0|[1-9]\d*)$/
function customerPushdown(id: unknown): Pushdown {
  return typeof id === 'string' && WRITTEN_ID.test(id) ? 'exact' : 'unsupported'
}

const areAnswered = (statuses: unknown): boolean =>
  Array.isArray(statuses) && statuses.length > 0 && statuses.every((status) => status === 'COMPLETED')

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0

/** Whether only answered calls can match. */
const wantsAnswered = ({ status, answered, minBilledSeconds }: CallFilter): boolean =>
  areAnswered(status) || answered === true || isPositive(minBilledSeconds)

const callTypeOf = (filter: CallFilter): string | null => {
  const type = filter.mor?.callType
  return type === undefined ? (wantsAnswered(filter) ? 'answered' : null) : dispositionOf(type).toLowerCase()
}

/** Digits at the end of a number that are the same in every form in which MOR may write it. */
const ENDING = 6

/** The pattern of `s_destination` for a complete number, in which % is any text; null for parts of numbers. */
function toDestination(callee: unknown): string | null {
  const condition = typeof callee === 'string' ? readNumberCondition(callee, undefined) : null
  return condition?.kind === 'complete' ? `%${condition.e164.slice(-ENDING)}` : null
}

function toListRequest({ filter, window }: ListRequest<CallFilter>, settings: MorSettings): VendorRequest {
  if (window.style !== 'slice') throw new Error(`call records are read in slices, not by ${window.style}`)
  const zone = serverZoneOf(settings)
  const { providerId, didId, hangupCauseId } = filter.mor ?? {}
  const fields: Parameters = [
    ['u', settings.auth.username],
    ['period_start', seconds(window.fromMs - clockChangeMs(window.fromMs, zone))],
    // Both ends are inclusive.
    ['period_end', seconds(window.toMs - SECOND_MS + clockChangeMs(window.toMs, zone))],
    // Newer versions require the parameter.
    ['s_user', customerPushdown(filter.customerId) === 'exact' ? String(filter.customerId) : 'all'],
    ...given('s_call_type', callTypeOf(filter)),
    ...given('s_provider', providerId),
    ...given('s_hgc', hangupCauseId),
    ...given('s_did', didId),
    ...given('s_destination', toDestination(filter.callee)),
    ['order_by', 'time'],
    ['order_desc', '1'],
  ]
  return {
    operation: 'user_calls_get',
    method: 'POST',
    path: '/api/user_calls_get',
    body: { kind: 'form', fields },
    repeatable: true,
    accept: 'text/xml, application/xml, text/html',
  }
}

const given = (name: string, value: string | null | undefined): Parameters => (value == null ? [] : [[name, value]])
const seconds = (epochMs: EpochMs): string => String(Math.floor(epochMs / SECOND_MS))

/** No clock is changed by more. */
const LARGEST_CHANGE_MS = 2 * HOUR_MS

/**
 * MOR turns both ends into local times and compares these. Near an hour that the clock repeats, a period could then end
 * before it begins, or lack calls: it is extended by the change.
 */
function clockChangeMs(atMs: EpochMs, zone: string): number {
  const before = zoneOffsetMs(atMs - LARGEST_CHANGE_MS, zone)
  return Math.abs(zoneOffsetMs(atMs + LARGEST_CHANGE_MS, zone) - before)
}
