import type { SimulatorResponse, Site, WorldCall, WorldOutcome } from '../../simulation/contract.js'
import { startOfDay } from '../../simulation/zoned-time.js'
import { idOf } from './native-ids.js'
import type { TelecomxOptions } from './options.js'
import { parameter, sliceOf, take } from './parameters.js'
import { json, Refusal } from './responses.js'
import { numbersOf } from './session-object.js'
import { shuffled } from './sessions.js'

// GET /customer/cdrs over the world. Manual: https://wiki.telecomx.dk/doku.php?id=api:customer:cdr

type TelecomxSite = Site<TelecomxOptions>

const MAX_LIMIT = 10_000
const MONTHS_KEPT = 6

/** The same day of another month, or its last day where it is shorter. */
function monthsFrom(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

/** The days of a request, as text that compares as they do. */
function daysOf(
  query: URLSearchParams,
  { nowMs, options }: TelecomxSite,
): { readonly from: string; readonly to: string } {
  const read = (name: string): string | null => {
    const text = parameter(query, name)
    if (text !== null && (text.length !== 10 || startOfDay(text, options.cdrZone) === null))
      throw new Refusal(400, name, `${name} is not a date`)
    return text
  }
  const from = read('fromDate')
  if (from === null) throw new Refusal(400, 'fromDate', 'fromDate is missing')
  const to = read('toDate') ?? monthsFrom(from, 1)
  if (from < monthsFrom(new Date(nowMs).toISOString().slice(0, 10), -MONTHS_KEPT))
    throw new Refusal(400, 'fromDate', 'fromDate is more than 6 months ago')
  if (to > monthsFrom(from, 1)) throw new Refusal(400, 'toDate', 'toDate is more than a month after fromDate')
  return { from, to }
}

const CAUSES: Readonly<Record<WorldOutcome, string>> = {
  completed: '16',
  fraud: '16',
  busy: '17',
  'no-answer': '19',
  canceled: '16',
  failed: '41',
  blocked: '21',
}
const PRICES = { minutesWholeSale: 0.205, minutesPrice: 0.31 }

const payerOf = (call: WorldCall): number | null =>
  call.direction === 'outbound' ? call.sourceCustomerIndex : call.destinationCustomerIndex

function toCdr(call: WorldCall, { world }: TelecomxSite): Readonly<Record<string, unknown>> {
  const seconds = call.answeredAtMs === null ? 0 : Math.round((call.endedAtMs - call.answeredAtMs) / 1000)
  const payer = payerOf(call)
  const { aNumber, bNumber } = numbersOf(call, world)
  const amount = (perMinute: number) => Number(((perMinute * seconds) / 60).toFixed(4))
  return {
    _id: idOf('cdr', call.index),
    // A secret number is empty.
    aNumber: call.callerHidden ? '' : aNumber,
    bNumber,
    customer: payer === null ? undefined : idOf('customer', payer),
    talkLength: seconds,
    terminatedBy: call.endedBy === 'caller' ? 'A' : 'B',
    terminationCause: CAUSES[call.outcome],
    minutesWholeSale: amount(PRICES.minutesWholeSale),
    minutesPrice: amount(PRICES.minutesPrice),
    start: new Date(call.startedAtMs).toISOString(),
    type: `${call.mobile ? 'MVNO' : 'SIP'}_${call.direction === 'outbound' ? 'OUTBOUND' : 'INBOUND'}`,
  }
}

/** The start of the day after. */
function dayAfter(day: string, zone: string): number {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return startOfDay(next, zone) ?? Number.POSITIVE_INFINITY
}

/** GET /customer/cdrs: calls of customers that have ended. */
export function listCdrs(query: URLSearchParams, site: TelecomxSite): SimulatorResponse {
  const { world, nowMs, options } = site
  const slice = sliceOf(query, MAX_LIMIT, MAX_LIMIT)
  const { from, to } = daysOf(query, site)
  const fromMs = startOfDay(from, options.cdrZone) ?? 0
  const toMs = options.cdrEnd === 'inclusive' ? dayAfter(to, options.cdrZone) : (startOfDay(to, options.cdrZone) ?? 0)
  const type = parameter(query, 'type')
  if (type !== null && type !== 'INBOUND' && type !== 'OUTBOUND')
    throw new Refusal(400, 'type', 'type is neither INBOUND nor OUTBOUND')
  const found = world
    .calls('telecomx', nowMs)
    .filter(
      (call) =>
        call.endedAtMs <= nowMs &&
        payerOf(call) !== null &&
        call.startedAtMs >= fromMs &&
        call.startedAtMs < toMs &&
        (type === null || call.direction === type.toLowerCase()),
    )
  const ordered = options.order === 'shuffled' ? shuffled(found) : found
  return json({ ...slice, count: found.length, cdrs: take(ordered, slice).map((call) => toCdr(call, site)) })
}
