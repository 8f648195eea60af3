import { LRUCache } from 'lru-cache'
import type { Site, WorldCall, WorldOutcome } from '../../simulation/contract.js'
import { accountIdOf, customerIdOf, delaySecondsOf, ROOT_CUSTOMER } from './calls.js'
import { double, type MethodCall, prewritten, string, type Value, XmlRpcError } from './codec.js'
import type { SwitchOptions } from './options.js'

// getAccountCDRs and getCustomerCDRs over the world, written from Sippy's articles 107367 and 107429, not from the adapter.

type Given = MethodCall['parameters']

interface Selection {
  readonly fromMs: number
  readonly toMs: number
  readonly type: string
  readonly offset: number
  readonly limit: number
}

const HOUR_MS = 3_600_000
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')

/** `09:57:29.000 GMT Sun Mar 01 2026` */
export function writeTime(epochMs: number): string {
  const at = new Date(epochMs)
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  const day = `${WEEKDAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())}`
  return `${clock}.000 GMT ${day} ${at.getUTCFullYear()}`
}

const TIME = /^(\d\d):(\d\d):(\d\d)\.000 GMT [A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4})$/

export function readTime(given: Given, name: string, fallbackMs: number): number {
  const text = given.get(name)
  if (text === undefined || text === null) return fallbackMs
  const [, hour, minute, second, month = '', day, year] = TIME.exec(String(text)) ?? []
  if (year === undefined) throw new XmlRpcError(5, `${name}: invalid date`)
  const monthIndex = MONTHS.indexOf(month)
  return Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second))
}

/** Without dates the last hour, without a type all but unanswered calls that did not fail, without a limit everything. */
function selectionOf(given: Given, nowMs: number): Selection {
  const whole = (name: string, fallback: number) => Number(given.get(name) ?? fallback)
  return {
    fromMs: readTime(given, 'start_date', nowMs - HOUR_MS),
    toMs: readTime(given, 'end_date', nowMs),
    type: String(given.get('type') ?? 'non_zero_and_errors'),
    offset: whole('offset', 0),
    limit: whole('limit', Number.POSITIVE_INFINITY),
  }
}

function isOfType(call: WorldCall, type: string): boolean {
  const isAnswered = call.answeredAtMs !== null
  if (type === 'all') return true
  if (type === 'non_zero_and_errors') return isAnswered || RESULTS[call.outcome] >= 500 || RESULTS[call.outcome] < 0
  return isAnswered === (type === 'non_zero' || type === 'complete')
}

/** The time that the dates are compared with, to the second: Sippy does not document which one it is. */
function comparedMs(call: WorldCall, { comparedTime }: SwitchOptions): number {
  const atMs =
    comparedTime === 'setup'
      ? call.startedAtMs
      : comparedTime === 'connect'
        ? (call.answeredAtMs ?? call.endedAtMs)
        : call.endedAtMs
  return Math.floor(atMs / 1000) * 1000
}

/** Calls that have ended so long ago that their records are written, in an order that means nothing. */
function recordsIn({ fromMs, toMs, type }: Selection, { world, nowMs, options }: Site<SwitchOptions>) {
  return world
    .calls('portasip', nowMs)
    .filter((call) => {
      if (call.endedAtMs + options.recordDelaySeconds * 1000 > nowMs || !isOfType(call, type)) return false
      const atMs = comparedMs(call, options)
      return atMs >= fromMs && (options.includesEnd ? atMs <= toMs : atMs < toMs)
    })
    .toSorted((a, b) => scrambled(a) - scrambled(b) || a.index - b.index)
}
const scrambled = ({ index }: WorldCall): number => Math.imul(index + 1, 0x9e3779b1) >>> 0

const payerOf = (call: WorldCall): number => {
  const index = call.sourceCustomerIndex ?? call.destinationCustomerIndex
  return index === null ? ROOT_CUSTOMER : customerIdOf(index)
}

/** The calls of the accounts of one customer; the root customer has the accounts of all. */
export function getAccountCdrs(given: Given, site: Site<SwitchOptions>, rights: number): Value {
  const selection = selectionOf(given, site.nowMs)
  const [account, id] = [given.get('i_account') ?? null, given.get('i_cdr') ?? null]
  const calls = recordsIn(selection, site).filter(
    (call) =>
      accountIdOf(call) !== null &&
      (rights === ROOT_CUSTOMER || payerOf(call) === rights) &&
      (account === null || accountIdOf(call) === account) &&
      (id === null || recordId(call) === String(id)),
  )
  const { accounts } = writtenOf(site.options)
  return answer(
    calls,
    selection,
    writeOnce(accounts, (call) => accountRecord(call, site.options)),
  )
}

/** The calls of one subcustomer of the customer whose permissions apply. */
export function getCustomerCdrs(given: Given, site: Site<SwitchOptions>, rights: number): Value {
  const customer = given.get('i_customer')
  if (typeof customer !== 'number') throw new XmlRpcError(5, 'i_customer is required')
  const selection = selectionOf(given, site.nowMs)
  const isSubcustomer = rights === ROOT_CUSTOMER && customer !== ROOT_CUSTOMER
  const calls = isSubcustomer ? recordsIn(selection, site).filter((call) => payerOf(call) === customer) : []
  const { customers } = writtenOf(site.options)
  return answer(
    calls,
    selection,
    writeOnce(customers, (call) => customerRecord(call, customer, site.options)),
  )
}

/** As many as a few requests read again and again: about 16 MB for each payer. */
const KEPT_RECORDS = 5000
type Written = LRUCache<WorldCall, NonNullable<Value>>
const writtenBySite = new WeakMap<SwitchOptions, { readonly accounts: Written; readonly customers: Written }>()

/** The records of a site as they were written before: a record does not change. */
function writtenOf(options: SwitchOptions): { readonly accounts: Written; readonly customers: Written } {
  const known = writtenBySite.get(options)
  if (known !== undefined) return known
  const records = (): Written => new LRUCache({ max: KEPT_RECORDS })
  const created = { accounts: records(), customers: records() }
  writtenBySite.set(options, created)
  return created
}

const writeOnce =
  (known: Written, record: (call: WorldCall) => Value) =>
  (call: WorldCall): Value => {
    const value = known.get(call) ?? prewritten(record(call))
    known.set(call, value)
    return value
  }

const answer = (
  calls: readonly WorldCall[],
  { offset, limit }: Selection,
  write: (call: WorldCall) => Value,
): Value => ({
  result: string('OK'),
  cdrs: calls.slice(offset, offset + limit).map(write),
})

const recordId = (call: WorldCall): string => String(9001 + call.index)

const RESULTS: Readonly<Record<WorldOutcome, number>> = {
  completed: 0,
  fraud: 200,
  busy: 486,
  'no-answer': 480,
  canceled: 487,
  failed: 503,
  blocked: -21,
}

/** Sent for one second, in the last place: the cost of a call has twenty decimals. */
const COST_OF_SECOND = 10_288_065_752_057_613n

function commonMembers(call: WorldCall, { setupTime, recordIds }: SwitchOptions): Readonly<Record<string, Value>> {
  const talkSeconds = call.answeredAtMs === null ? 0 : (call.endedAtMs - call.answeredAtMs) / 1000
  const billed = Math.round(talkSeconds)
  const isOdd = call.index % 2 === 1
  const cost = String(BigInt(billed) * COST_OF_SECOND).padStart(21, '0')
  const written = call.callee.replace('+', '')
  return {
    ...(recordIds ? { i_call: string(String(50_000 + call.index)), call_id: string(call.sipCallId) } : {}),
    ...(setupTime ? { setup_time: string(writeTime(call.startedAtMs)) } : {}),
    // A call that failed has no connect_time, or an empty one.
    connect_time: call.answeredAtMs === null ? (isOdd ? string('') : null) : string(writeTime(call.answeredAtMs)),
    disconnect_time: string(writeTime(call.endedAtMs)),
    duration: double(talkSeconds),
    billed_duration: billed,
    cli: string(call.caller?.replace('+', '') ?? 'anonymous'),
    cld: string(written),
    cli_in: string(call.caller ?? 'anonymous'),
    cld_in: string(call.callee.startsWith('+') ? `00${written}` : written),
    cost: string(billed === 0 ? '0' : `${cost.slice(0, -20)}.${cost.slice(-20)}`),
    country: call.international ? string(written.startsWith('44') ? 'UNITED KINGDOM' : 'UNITED STATES') : null,
    description: string(call.international ? 'Proper' : 'Domestic'),
    area_name: null,
    delay: double(delaySecondsOf(call, call.endedAtMs)),
    remote_ip: string(`192.0.2.${1 + (call.index % 250)}`),
    result: RESULTS[call.outcome],
  }
}

const accountRecord = (call: WorldCall, options: SwitchOptions): Value => ({
  i_cdr: string(recordId(call)),
  i_account: accountIdOf(call),
  ...commonMembers(call, options),
  plan_duration: 0,
  free_seconds: 0,
  grace_period: 0,
  connect_fee: double(0),
  post_call_surcharge: double(0),
  accessibility_cost: double(0),
  price_1: double(0.00617),
  price_n: double(0.00617),
  interval_1: 1,
  interval_n: 1,
  prefix: string(call.callee.replace('+', '').slice(0, 4)),
  pdd1xx: call.ringingAtMs < call.endedAtMs ? double((call.ringingAtMs - call.startedAtMs) / 1000) : null,
  protocol: string('SIP'),
  user_agent: string('pbx/1.0'),
  release_source: string(call.endedBy),
  lrn_cld: null,
  lrn_cld_in: null,
  p_asserted_id: null,
  remote_party_id: null,
})

const customerRecord = (call: WorldCall, customer: number, options: SwitchOptions): Value => ({
  i_customer: customer,
  ...commonMembers(call, options),
})
