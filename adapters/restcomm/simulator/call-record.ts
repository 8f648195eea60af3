import { phaseAt, type Site, type WorldCall } from '../../simulation/contract.js'
import type { RestcommOptions } from './options.js'
import { hexOf, sidOf } from './sids.js'

// A call of the world as a row of Restcomm's call records table.

export interface CallRecord {
  readonly sid: string
  readonly parentCallSid: string | null
  readonly createdMs: number
  readonly updatedMs: number
  readonly to: string
  readonly from: string
  readonly phoneNumberSid: string | null
  readonly status: string
  readonly startMs: number | null
  readonly endMs: number | null
  readonly durationSeconds: number | null
  readonly ringSeconds: number | null
  readonly price: string
  readonly priceUnit: string
  readonly direction: string
  readonly forwardedFrom: string | null
  readonly callerName: string | null
  readonly uri: string
}

type Moment = Pick<Site<RestcommOptions>, 'nowMs' | 'options'>

/** Whether a call has a record: the SBC only writes one if the call was completed or has failed. */
export function isRecorded(call: WorldCall, { nowMs, options }: Moment): boolean {
  if (options.product === 'connect') return true
  return phaseAt(call, nowMs) === 'ended' && ['completed', 'failed'].includes(wordOf(call, nowMs))
}

/** The status of a call, as Connect writes it for inbound calls. */
export function wordOf(call: WorldCall, nowMs: number): string {
  const phase = phaseAt(call, nowMs)
  if (phase !== 'ended') return { setup: 'queued', ringing: 'ringing', connected: 'in-progress' }[phase]
  if (call.outcome === 'fraud') return 'completed'
  return call.outcome === 'blocked' ? 'failed' : call.outcome
}

/** The enum name of a status. */
export const nameOf = (word: string): string => word.toUpperCase().replaceAll('-', '_')

/** Restcomm writes numbers as in the SIP address, here without a plus sign. */
export const written = (number: string | null): string => number?.replace(/^\+/, '') ?? 'anonymous'

export function recordOf(call: WorldCall, here: Moment): CallRecord {
  const { product, accountSid } = here.options
  const isConnect = product === 'connect'
  const sid = sidOf(product, call.index)
  return {
    sid,
    ...ownColumns(call, here),
    ...times(call, here),
    to: written(call.callee),
    from: written(call.caller),
    forwardedFrom: call.divertedBy === null ? null : written(call.divertedBy),
    callerName: call.callerName,
    uri: isConnect ? `/2012-04-24/Accounts/${accountSid}/Calls/${sid}` : `2012-04-24/Calls/${sid}`,
  }
}

/** The fields that the two products write differently. */
function ownColumns(call: WorldCall, { nowMs, options }: Moment) {
  const word = wordOf(call, nowMs)
  const nothing = { phoneNumberSid: null, ...unrated(options) }
  if (options.product === 'sbc')
    return {
      ...nothing,
      status: nameOf(word),
      direction: call.direction,
      // The SBC invents a parent for every call.
      parentCallSid: `RN${hexOf('parent', call.index)}`,
    }
  const parentCallSid = call.parentIndex === null ? null : sidOf('connect', call.parentIndex)
  if (call.direction === 'inbound')
    return {
      ...nothing,
      status: word,
      direction: 'inbound',
      parentCallSid,
      phoneNumberSid: `PN${hexOf('number', Number(written(call.callee)))}`,
    }
  const direction = parentCallSid === null ? 'outbound-api' : 'outbound-dial'
  return { ...nothing, status: nameOf(word), direction, parentCallSid, ...priceOf(call, { nowMs, options }) }
}

/** What Restcomm writes for a price that was never set. */
const unrated = ({ product }: RestcommOptions) => ({ price: product === 'connect' ? '0.00' : '0.0', priceUnit: 'USD' })

/** Outbound calls cost 0.012 for every started minute. */
function priceOf(call: WorldCall, { nowMs, options }: Moment): { price: string; priceUnit: string } {
  if (phaseAt(call, nowMs) !== 'ended') return unrated(options)
  const minutes = Math.ceil(talkSeconds(call) / 60)
  return { price: ((minutes * 12) / 1000).toFixed(3), priceUnit: 'USD' }
}

const talkSeconds = ({ answeredAtMs, endedAtMs }: WorldCall): number =>
  answeredAtMs === null ? 0 : Math.floor((endedAtMs - answeredAtMs) / 1000)

function times(call: WorldCall, { nowMs, options }: Moment) {
  const answeredMs = call.answeredAtMs !== null && call.answeredAtMs <= nowMs ? call.answeredAtMs : null
  const hasEnded = phaseAt(call, nowMs) === 'ended'
  // Connect sets the start of an outbound call when it is answered.
  const startsWithAnswer = options.product === 'connect' && call.direction === 'outbound'
  return {
    createdMs: call.startedAtMs,
    updatedMs: hasEnded ? call.endedAtMs : (answeredMs ?? call.startedAtMs),
    startMs: startsWithAnswer ? answeredMs : call.startedAtMs,
    endMs: hasEnded ? call.endedAtMs : null,
    durationSeconds: hasEnded ? talkSeconds(call) : null,
    ringSeconds: answeredMs === null ? null : Math.floor((answeredMs - call.startedAtMs) / 1000),
  }
}
