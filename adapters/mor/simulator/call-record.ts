import type { World, WorldCall, WorldOutcome } from '../../simulation/contract.js'
import { zonedIsoTime } from '../../simulation/zoned-time.js'
import { deviceIdOf, PROVIDER_IDS, userIdOf } from './active-call.js'
import { directionOf, like, withoutPlus } from './tariff.js'

// user_calls_get over the world, with its quirks: the server's clock, both ends of the period inclusive, filters that are
// dropped when they are not understood. Written from the wiki and the facts, not from the adapter.

export interface RecordOptions {
  readonly nowMs: number
  readonly serverTimeZone: string
  readonly role: 'admin' | 'reseller' | 'user'
  readonly priceDigits: number
  readonly uniqueId: boolean
}

/** One `call` by the names of its elements, in their order. */
type CallElements = Readonly<Record<string, string>>

interface Period {
  readonly from: string
  readonly till: string
}
export interface RecordAnswer {
  readonly period: Period
  readonly calls: readonly CallElements[]
}

/** `2026-03-01 12:00:00` on the clock of the server. */
const localTime = (epochMs: number, zone: string): string => zonedIsoTime(epochMs, zone).slice(0, 19).replace('T', ' ')

const DIGITS = /^\d+$/
const PATTERN = /^[0-9%]+$/

/** Today on the clock of the server, unless both ends are given. */
function periodOf(parameters: URLSearchParams, { nowMs, serverTimeZone }: RecordOptions): Period {
  const today = localTime(nowMs, serverTimeZone).slice(0, 10)
  const end = (name: string, clock: string) => {
    const seconds = parameters.get(name) ?? ''
    return DIGITS.test(seconds) ? localTime(Number(seconds) * 1000, serverTimeZone) : `${today} ${clock}`
  }
  return { from: end('period_start', '00:00:00'), till: end('period_end', '23:59:59') }
}

const WORDS: Readonly<Record<WorldOutcome, readonly [word: string, cause: number]>> = {
  completed: ['ANSWERED', 16],
  fraud: ['ANSWERED', 16],
  busy: ['BUSY', 17],
  'no-answer': ['NO ANSWER', 19],
  canceled: ['NO ANSWER', 16],
  failed: ['FAILED', 41],
  blocked: ['FAILED', 21],
}

const isOfUser = (call: WorldCall, world: World, userId: string): boolean =>
  [call.sourceCustomerIndex, call.destinationCustomerIndex].some(
    (index) => index !== null && world.customers[index] !== undefined && userIdOf({ index }) === userId,
  )

/** The id of a cause in MOR's own table, which is not its code. */
export const causeIdOf = (cause: number): string => String(cause + 1)

const providerIdOf = (call: WorldCall): string | null =>
  call.direction === 'outbound' ? (PROVIDER_IDS[call.index % PROVIDER_IDS.length] ?? null) : null
const PROVIDER_NAMES: Readonly<Record<string, string>> = { '1': 'carrier-a', '2': 'carrier-b' }

type Test = (call: WorldCall) => boolean

/** Conditions with ids. One whose id is not known is dropped. */
function conditionsOf(parameters: URLSearchParams, { trunks }: World): readonly Test[] {
  const [device, provider, cause, did] = ['s_device', 's_provider', 's_hgc', 's_did'].map((name) =>
    parameters.get(name),
  )
  const trunk = trunks.find((each) => deviceIdOf(each) === device)
  const numbers = trunks.flatMap((each) => each.numbers)
  const number = numbers.find((_each, at) => didIdOf(at) === did)
  const isCause = Object.values(WORDS).some(([, code]) => causeIdOf(code) === cause)
  return [
    trunk === undefined ? null : (call: WorldCall) => call.direction === 'outbound' && call.trunkIndex === trunk.index,
    PROVIDER_IDS.includes(provider ?? '') ? (call: WorldCall) => providerIdOf(call) === provider : null,
    isCause ? (call: WorldCall) => causeIdOf(WORDS[call.outcome][1]) === cause : null,
    number === undefined ? null : (call: WorldCall) => call.direction === 'inbound' && call.callee === number,
  ].filter((test) => test !== null)
}
const didIdOf = (place: number): string => String(place + 1)

/** @returns the text of the error for a user who does not exist. */
export function listRecords(
  world: World,
  parameters: URLSearchParams,
  options: RecordOptions,
): RecordAnswer | { readonly error: string } {
  const period = periodOf(parameters, options)
  const user = parameters.get('s_user') ?? 'all'
  const isKnown = world.customers.some((customer) => userIdOf(customer) === user)
  if (DIGITS.test(user) && !isKnown) return { error: 'User was not found' }
  const type = (parameters.get('s_call_type') ?? 'all').toUpperCase()
  const conditions = conditionsOf(parameters, world)
  const pattern = parameters.get('s_destination') ?? ''
  const calls = world
    .calls('mor', options.nowMs)
    .filter((call) => {
      const calldate = localTime(call.startedAtMs, options.serverTimeZone)
      if (call.endedAtMs > options.nowMs || calldate < period.from || calldate > period.till) return false
      if (DIGITS.test(user) && !isOfUser(call, world, user)) return false
      if (type !== 'ALL' && WORDS[call.outcome][0] !== type) return false
      if (!conditions.every((fits) => fits(call))) return false
      return !PATTERN.test(pattern) || like(withoutPlus(call.callee), pattern)
    })
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || b.index - a.index)
  if (parameters.get('order_desc') === '1') calls.reverse()
  return { period, calls: calls.map((call) => toElements(call, world, options)) }
}

const MINUTE_PRICES = { user: 0.31, provider: 0.11, reseller: 0.2 }

function toElements(call: WorldCall, world: World, options: RecordOptions): CallElements {
  const { nowMs, serverTimeZone, uniqueId } = options
  const callee = withoutPlus(call.callee)
  const caller = call.caller === null ? 'anonymous' : withoutPlus(call.caller)
  const seconds = call.answeredAtMs === null ? 0 : Math.floor((call.endedAtMs - call.answeredAtMs) / 1000)
  const offset = zonedIsoTime(nowMs, serverTimeZone).slice(-6)
  const destination = directionOf(callee)
  const [word, cause] = WORDS[call.outcome]
  return {
    calldate2: localTime(call.startedAtMs, serverTimeZone),
    // The offset now, whatever it was during the call.
    timezone: `GMT ${offset}`,
    clid: call.callerName === null ? caller : `"${call.callerName}" <${caller}>`,
    destination: destination === null ? ' ' : `${destination.name} ${destination.destination}`,
    dispod: options.role === 'user' ? word : `${word}(${cause})`,
    dst: callee,
    nice_billsec: String(seconds),
    src: caller,
    ...pricesOf(call, world, seconds, options),
    ...(uniqueId ? { uniqueid: `${Math.floor(call.startedAtMs / 1000)}.${call.index}` } : {}),
  }
}

/** Who sees which prices: users their own, resellers also their cost, administrators everything. */
function pricesOf(call: WorldCall, world: World, seconds: number, { role, priceDigits }: RecordOptions): CallElements {
  const amount = (perMinute: number) => ((perMinute * seconds) / 60).toFixed(priceDigits)
  const rate = (perMinute: number) => perMinute.toFixed(priceDigits)
  const { user, provider, reseller } = MINUTE_PRICES
  const index = call.sourceCustomerIndex ?? call.destinationCustomerIndex
  const name = index === null ? '' : (world.customers[index]?.name ?? '')
  const own = { user_price: amount(user) }
  if (role === 'user') return own
  const shared = {
    did: call.direction === 'inbound' ? withoutPlus(call.callee) : '',
    did_inc_price: rate(0),
    did_price: rate(0),
    profit: amount(user - provider),
    provider_name: PROVIDER_NAMES[providerIdOf(call) ?? ''] ?? '',
    provider_price: amount(provider),
    provider_rate: rate(provider),
    user: name,
    ...own,
    user_rate: rate(user),
  }
  if (role === 'reseller') return { ...shared, self_cost_price: amount(reseller), self_cost_rate: rate(reseller) }
  return {
    ...shared,
    did_prov_price: rate(0),
    nice_reseller: ' ',
    prefix: withoutPlus(call.callee).slice(0, 4),
    reseller_price: rate(0),
    reseller_rate: rate(0),
    server_id: String(1 + (call.index % 2)),
  }
}
