import { phaseAt, type SimulatorResponse, type Site, type World, type WorldCall } from '../../simulation/contract.js'
import { folded, idOf } from './native-ids.js'
import type { TelecomxOptions } from './options.js'
import { booleanParameter, parameter, sliceOf, take } from './parameters.js'
import { json, Refusal } from './responses.js'
import { condensedSession, fullSession, numbersOf } from './session-object.js'

// GET /sbc/session, and GET and DELETE /sbc/session/{callId}.

type TelecomxSite = Site<TelecomxOptions>
type Test = (call: WorldCall) => boolean

const VENDOR = 'telecomx'
const MAX_LIMIT = 1000

const belongsTo =
  (customer: string): Test =>
  ({ sourceCustomerIndex, destinationCustomerIndex }) =>
    [sourceCustomerIndex, destinationCustomerIndex].some(
      (index) => index !== null && idOf('customer', index) === folded(customer),
    )

/** `number` is "A-number or B-number to match or part of it". */
const hasNumber =
  (part: string, world: World): Test =>
  (call) => {
    const { aNumber, bNumber } = numbersOf(call, world)
    return aNumber.includes(part) || bNumber.includes(part)
  }

function directionTest(code: string): Test {
  if (code !== 'I' && code !== 'O') throw new Refusal(400, 'direction', 'direction is neither I nor O')
  return ({ direction }) => direction === (code === 'I' ? 'inbound' : 'outbound')
}

/** One test for each condition in the parameters of a list. */
function testsOf(query: URLSearchParams, { world, nowMs }: TelecomxSite): readonly Test[] {
  const number = parameter(query, 'number')
  const customer = parameter(query, 'customer')
  const direction = parameter(query, 'direction')
  return [
    number === null ? null : hasNumber(number, world),
    customer === null ? null : belongsTo(customer),
    direction === null ? null : directionTest(direction),
    booleanParameter(query, 'live') === true ? (call: WorldCall) => phaseAt(call, nowMs) !== 'ended' : null,
    booleanParameter(query, 'international') === true ? (call: WorldCall) => call.international : null,
  ].filter((test) => test !== null)
}

const MIXER = 0x9e3779b1
/** An order that is unrelated to time, and the same in every response. */
export const shuffled = (calls: readonly WorldCall[]): readonly WorldCall[] =>
  calls.toSorted((a, b) => (Math.imul(a.index, MIXER) >>> 0) - (Math.imul(b.index, MIXER) >>> 0))

/** GET /sbc/session. */
export function listSessions(query: URLSearchParams, site: TelecomxSite): SimulatorResponse {
  const { world, nowMs, options } = site
  const slice = sliceOf(query, MAX_LIMIT)
  const tests = testsOf(query, site)
  const all = world.calls(VENDOR, nowMs)
  const found = tests.length === 0 ? all : all.filter((call) => tests.every((test) => test(call)))
  const print = booleanParameter(query, 'full') === true ? fullSession : condensedSession
  const ordered = options.order === 'shuffled' ? shuffled(found) : found
  const sessions = take(ordered, slice).map((call) => print(call, world, nowMs))
  return json(options.bareArray ? sessions : { ...slice, total: found.length, sessions })
}

function requireCall(callId: string, { world, nowMs }: TelecomxSite): WorldCall {
  if (callId === '') throw new Refusal(400, 'bad_request', 'Session id not found in request URI')
  const call = world.calls(VENDOR, nowMs).find(({ sipCallId }) => sipCallId === callId)
  if (call === undefined) throw new Refusal(404, 'id', 'Session not found')
  return call
}

/** GET /sbc/session/{callId}: the full object. */
export const getSession = (callId: string, site: TelecomxSite): SimulatorResponse =>
  json(fullSession(requireCall(callId, site), site.world, site.nowMs))

/** DELETE /sbc/session/{callId} ends an ongoing session. A session that has ended is reported as not found. */
export function deleteSession(callId: string, site: TelecomxSite): SimulatorResponse {
  if (!site.world.end(requireCall(callId, site).index, site.nowMs)) throw new Refusal(404, 'id', 'Session not found')
  return json({ success: true })
}
