import type { ActiveCallState, CallStatus } from '../../schema/enums.js'
import type { CallFilter } from '../../schema/filters.js'
import type {
  ListDeclaration,
  Parameters,
  Pushdown,
  PushdownRule,
  ReportedFault,
  RowOwners,
  SlicePaging,
} from '../contract.js'
import { readNumberCondition } from '../values/number-condition.js'
import { toText } from '../wire/field-readers.js'
import { isAccountSid } from './account-sid.js'
import { decodeCalls } from './call-answers.js'
import { callListRequest } from './call-requests.js'
import type { TwilioSettings } from './settings.js'
import { readNativeId } from './sids.js'
import { activeCallFields } from './to-active-call.js'
import { callFields, callOrderTime } from './to-call.js'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS
const DAY_MS = 24 * HOUR_MS

/** A list has the calls of one account, without those of its subaccounts. */
const owners: RowOwners = {
  from: ['account_sid'],
  read: (row) => {
    const account = toText(row['account_sid'])
    return account === null ? [] : [account]
  },
  parties: [],
  completeByCustomer: true,
  // The list that is not filtered by customer lacks the calls of subaccounts.
  mostByCustomer: Infinity,
}

const given = (name: string, value: string | null): Parameters => (value === null ? [] : [[name, value]])

/** From and To are compared as texts: only a complete number is sent, in the form in which numbers are written. */
function toNumberParameter(value: unknown, { region }: TwilioSettings): string | null {
  const condition = typeof value === 'string' ? readNumberCondition(value, region) : null
  return condition?.kind === 'complete' ? condition.e164 : null
}

const numberRule =
  (settings: TwilioSettings): PushdownRule =>
  (value) =>
    toNumberParameter(value, settings) === null ? 'none' : 'superset'

/** Each account has a path of its own, so that no other id can be asked for. */
const customerRule = (id: unknown): Pushdown => (isAccountSid(id) ? 'exact' : 'unsupported')

type AccountFilter = Pick<CallFilter, 'customerId' | 'parentCallId'>

/** The account that a filter is about: a call and its parent belong to one. */
const accountOf = ({ customerId, parentCallId }: AccountFilter, settings: TwilioSettings): string =>
  isAccountSid(customerId) ? customerId : (readNativeId(settings, parentCallId)?.accountSid ?? settings.auth.accountSid)

/** An account that does not exist has no calls; if the configured one is not found, the configuration is wrong. */
const hasNone =
  (settings: TwilioSettings) =>
  ({ httpStatus }: ReportedFault, filter: AccountFilter): boolean =>
    httpStatus === 404 && accountOf(filter, settings) !== settings.auth.accountSid

/** The words of Status, of which one request can have one. */
const STATUS_WORDS: ReadonlyMap<unknown, string> = new Map<CallStatus, string>([
  ['QUEUED', 'queued'],
  ['RINGING', 'ringing'],
  ['IN_PROGRESS', 'in-progress'],
  ['COMPLETED', 'completed'],
  ['BUSY', 'busy'],
  ['NO_ANSWER', 'no-answer'],
  ['CANCELED', 'canceled'],
  ['FAILED', 'failed'],
])
const STATE_WORDS: ReadonlyMap<unknown, string> = new Map<ActiveCallState, string>([
  ['SETUP', 'queued'],
  ['RINGING', 'ringing'],
  ['CONNECTED', 'in-progress'],
])

/** The one word for the wanted values; null where one request cannot find them. */
function wordFor(wanted: unknown, words: ReadonlyMap<unknown, string>): string | null {
  const values: readonly unknown[] = Array.isArray(wanted) ? [...new Set(wanted)] : []
  return values.length === 1 ? (words.get(values[0]) ?? null) : null
}

const sentIf =
  (words: ReadonlyMap<unknown, string>): PushdownRule =>
  (wanted) =>
    wordFor(wanted, words) === null ? 'none' : 'exact'

/** Days in UTC, or seconds, and inside of them the vendor's own pages. */
const slices = ({ startTimes, callRecords, maxPageSize }: TwilioSettings): SlicePaging => ({
  style: 'slices',
  granularityMs: startTimes === 'days' ? DAY_MS : SECOND_MS,
  ends: 'exclusive',
  maxSpanMs: 31 * DAY_MS,
  oldestMs: callRecords.keptDays * DAY_MS,
  comparedTime: 'start',
  slackMs: 0,
  firstSpanMs: startTimes === 'days' ? DAY_MS : HOUR_MS,
  inside: { style: 'token', maxLimit: maxPageSize },
})

/** Records of calls in every state. */
export const callList = (settings: TwilioSettings): ListDeclaration<'calls'> => ({
  support: 'NATIVE',
  paging: slices(settings),
  // The vendor promises no order.
  order: 'none',
  pushdown: {
    number: 'none',
    caller: numberRule(settings),
    callee: numberRule(settings),
    status: sentIf(STATUS_WORDS),
    direction: 'none',
    startedFrom: 'none',
    startedTo: 'none',
    endedFrom: 'none',
    endedTo: 'none',
    // Calls in progress were answered, too: one Status does not find them all.
    answered: 'none',
    international: 'none',
    parentCallId: (id) => (readNativeId(settings, id) === null ? 'none' : 'exact'),
    customerId: customerRule,
    // Records contain neither the SIP account, nor what is charged, nor why the call ended.
    accountId: 'unsupported',
    minBilledSeconds: 'unsupported',
    disconnectCode: 'unsupported',
  },
  request: ({ filter, window }) =>
    callListRequest(settings, accountOf(filter, settings), window, [
      ...given('From', toNumberParameter(filter.caller, settings)),
      ...given('To', toNumberParameter(filter.callee, settings)),
      ...given('Status', wordFor(filter.status, STATUS_WORDS)),
      ...given('ParentCallSid', parentOf(filter, settings)),
    ]),
  hasNone: hasNone(settings),
  decode: decodeCalls,
  owners,
  statistics: { attempts: 'ALL' },
  orderTime: callOrderTime,
  fields: callFields(settings),
})

const parentOf = ({ parentCallId }: CallFilter, settings: TwilioSettings): string | null =>
  readNativeId(settings, parentCallId)?.callSid ?? null

/** In the order of a call's life. */
const LIVE_STATES: readonly ActiveCallState[] = ['SETUP', 'RINGING', 'CONNECTED']

/** Calls in progress: records by their Status, one request for each. */
export const activeCallList = (settings: TwilioSettings): ListDeclaration<'activeCalls'> => ({
  support: 'EMULATED',
  paging: { style: 'token', maxLimit: settings.maxPageSize },
  order: 'none',
  pushdown: {
    number: 'none',
    caller: numberRule(settings),
    callee: numberRule(settings),
    direction: 'none',
    minDurationSeconds: 'none',
    state: sentIf(STATE_WORDS),
    customerId: customerRule,
    accountId: 'unsupported',
  },
  // A state that is left in the filter is one that a single request asks for.
  joins: (filter) =>
    wordFor(filter.state, STATE_WORDS) === null ? LIVE_STATES.map((state) => ({ ...filter, state: [state] })) : null,
  request: ({ filter, window }) =>
    callListRequest(settings, accountOf(filter, settings), window, [
      ...given('From', toNumberParameter(filter.caller, settings)),
      ...given('To', toNumberParameter(filter.callee, settings)),
      ...given('Status', wordFor(filter.state, STATE_WORDS)),
    ]),
  hasNone: hasNone(settings),
  decode: decodeCalls,
  owners,
  orderTime: callOrderTime,
  ticking: ['duration'],
  fields: activeCallFields(settings),
})
