import { phaseAt, type Site, type WorldCall } from '../../simulation/contract.js'
import { mailTime } from '../../simulation/mail-time.js'
import { subaccountWith } from './accounts.js'
import type { TwilioOptions } from './options.js'

// A call of the world as a record of Twilio.

type Moment = Pick<Site<TwilioOptions>, 'nowMs' | 'options'>

const SID_DIGITS = 32
/** Zeros and a number: no scanner for secrets takes it for a real id. */
const sidWith = (prefix: string, index: number): string => `${prefix}${String(index).padStart(SID_DIGITS, '0')}`
export const callSidOf = ({ index }: Pick<WorldCall, 'index'>): string => sidWith('CA', index)

/** The account of a call. */
export const accountOf = (call: WorldCall, { accountSid }: TwilioOptions): string => subaccountWith(call) ?? accountSid

/** The status as Twilio writes it. */
export function statusOf(call: WorldCall, nowMs: number): string {
  const phase = phaseAt(call, nowMs)
  if (phase !== 'ended') return { setup: 'queued', ringing: 'ringing', connected: 'in-progress' }[phase]
  if (call.outcome === 'fraud') return 'completed'
  return call.outcome === 'blocked' ? 'failed' : call.outcome
}

const SECOND_MS = 1000
const toSeconds = (epochMs: number): number => Math.floor(epochMs / SECOND_MS) * SECOND_MS

/** The start of a call that has left the queue; null before that. Times are in whole seconds. */
export const startMsOf = (call: WorldCall, nowMs: number): number | null =>
  phaseAt(call, nowMs) === 'setup' ? null : toSeconds(call.startedAtMs)

/** The time that StartTime is compared with. */
export const comparedMsOf = (call: WorldCall): number => toSeconds(call.startedAtMs)

const isExtension = (number: string): boolean => /^\d{1,4}$/.test(number)
export const writtenNumber = (number: string | null): string =>
  number === null ? 'anonymous' : isExtension(number) ? `client:${number}` : number

const PRICE_OF_A_MINUTE = { inbound: 85, outbound: 140 } as const
const DECIMALS = 10_000

/** Charges are negative; a leg to a client is free. There is none until the call is rated. */
function priceOf(call: WorldCall, { nowMs, options }: Moment): string | null {
  const isRated = nowMs >= call.endedAtMs + options.secondsToRate * SECOND_MS
  if (statusOf(call, nowMs) !== 'completed' || !isRated) return null
  if (isExtension(call.callee)) return '0'
  const minutes = Math.ceil(talkSeconds(call) / 60)
  return `-${((minutes * PRICE_OF_A_MINUTE[call.direction]) / DECIMALS).toFixed(4)}`
}

const talkSeconds = ({ answeredAtMs, endedAtMs }: WorldCall): number =>
  answeredAtMs === null ? 0 : Math.floor((endedAtMs - answeredAtMs) / SECOND_MS)

/** Some calls come and go by a SIP trunk. */
const TRUNKS_EACH = 5
const hasTrunk = ({ trunkIndex }: WorldCall): boolean => trunkIndex !== null && trunkIndex % TRUNKS_EACH === 0

function directionOf(call: WorldCall): string {
  if (hasTrunk(call)) return call.direction === 'inbound' ? 'trunking-originating' : 'trunking-terminating'
  if (call.direction === 'inbound') return 'inbound'
  return call.parentIndex === null ? 'outbound-api' : 'outbound-dial'
}

/** The record as JSON. */
export function recordOf(call: WorldCall, here: Moment): Readonly<Record<string, unknown>> {
  const { nowMs, options } = here
  const status = statusOf(call, nowMs)
  const startMs = startMsOf(call, nowMs)
  const isCompleted = status === 'completed'
  const account = accountOf(call, options)
  const sid = callSidOf(call)
  const path = `${options.basePath}/Accounts/${account}/Calls/${sid}`
  return {
    sid,
    account_sid: account,
    parent_call_sid: call.parentIndex === null ? null : sidWith('CA', call.parentIndex),
    from: writtenNumber(call.caller),
    to: writtenNumber(call.callee),
    status,
    start_time: startMs === null ? null : mailTime(startMs),
    end_time: isCompleted ? mailTime(call.endedAtMs) : null,
    duration: isCompleted ? String(talkSeconds(call)) : null,
    price: priceOf(call, here),
    price_unit: 'USD',
    direction: directionOf(call),
    answered_by: null,
    forwarded_from: call.divertedBy === null ? null : writtenNumber(call.divertedBy),
    caller_name: call.callerName,
    phone_number_sid: call.direction === 'inbound' ? sidWith('PN', call.trunkIndex ?? 0) : null,
    trunk_sid: hasTrunk(call) ? sidWith('TK', call.trunkIndex ?? 0) : null,
    queue_time: '0',
    group_sid: null,
    date_created: mailTime(call.startedAtMs),
    date_updated: mailTime(status === 'queued' ? call.startedAtMs : Math.min(nowMs, call.endedAtMs)),
    api_version: '2010-04-01',
    uri: `${path}.json`,
    subresource_uris: { recordings: `${path}/Recordings.json`, events: `${path}/Events.json` },
  }
}
