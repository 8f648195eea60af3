import { phaseAt, type WorldCall } from '../../simulation/contract.js'
import { double, string, untyped, type Value } from './codec.js'
import type { CallOrder, SwitchOptions } from './options.js'

// The calls of the world as calls of the switch.

export const ROOT_CUSTOMER = 1
export const customerIdOf = (index: number): number => index + ROOT_CUSTOMER + 1
const DISCONNECTING_MS = 2_000
/** "B2bua waits for late requests and responses": as long as a SIP transaction lasts. */
const DEAD_MS = 32_000

type State = 'Idle' | 'WaitAuth' | 'WaitRoute' | 'ARComplete' | 'Connected' | 'Disconnecting' | 'Dead'

/** A call in progress, with the switch's own ids and states. */
export interface SwitchCall {
  readonly call: WorldCall
  readonly id: string
  readonly state: State
  readonly customerId: number
  /** Null before the call is authenticated, and for a caller without an account. */
  readonly accountId: number | null
  readonly connectionId: number | null
  readonly vendorId: number | null
  readonly nodeId: string
  readonly durationSeconds: number
  readonly delaySeconds: number
}

/** A call of the world at a moment; null if the switch no longer lists it. */
export function toSwitchCall(call: WorldCall, nowMs: number): SwitchCall | null {
  const state = stateAt(call, nowMs)
  if (state === null) return null
  // The customer who is billed: the caller's, or the callee's if the caller is not on the switch.
  const customerIndex = call.sourceCustomerIndex ?? call.destinationCustomerIndex
  const isAuthenticated = state !== 'Idle' && state !== 'WaitAuth'
  const isRouted = isAuthenticated && state !== 'WaitRoute'
  const connectionId = isRouted ? 1 + (call.index % 4) : null
  return {
    call,
    id: String(call.index + 1),
    state,
    customerId: customerIndex === null ? ROOT_CUSTOMER : customerIdOf(customerIndex),
    accountId: isAuthenticated ? accountIdOf(call) : null,
    connectionId,
    vendorId: connectionId === null ? null : Math.ceil(connectionId / 2),
    nodeId: call.index % 2 === 0 ? 'node-12345678' : 'node-23456789',
    durationSeconds: secondsBetween(call.answeredAtMs, Math.min(nowMs, call.endedAtMs)),
    delaySeconds: delaySecondsOf(call, nowMs),
  }
}

/** One in eleven callers is identified by its IP address and has no account. */
export const accountIdOf = ({ index, trunkIndex }: WorldCall): number | null =>
  index % 11 !== 0 && trunkIndex !== null ? trunkIndex + 1 : null

/** Digits below a millisecond are invented, so that doubles have as many digits as those of the switch. */
export const delaySecondsOf = (call: WorldCall, nowMs: number): number =>
  secondsBetween(call.startedAtMs, Math.min(nowMs, call.answeredAtMs ?? call.endedAtMs)) + (call.index % 997) / 1e9

const secondsBetween = (fromMs: number | null, toMs: number): number =>
  fromMs === null || toMs <= fromMs ? 0 : (toMs - fromMs) / 1000

function stateAt(call: WorldCall, nowMs: number): State | null {
  const phase = phaseAt(call, nowMs)
  if (phase === 'connected') return 'Connected'
  if (phase === 'ringing') return 'ARComplete'
  if (phase === 'ended') {
    const agoMs = nowMs - call.endedAtMs
    return agoMs < DISCONNECTING_MS ? 'Disconnecting' : agoMs < DEAD_MS ? 'Dead' : null
  }
  const progress = (nowMs - call.startedAtMs) / (call.ringingAtMs - call.startedAtMs)
  return progress < 1 / 3 ? 'Idle' : progress < 2 / 3 ? 'WaitAuth' : 'WaitRoute'
}

/**
 * `oldest_last` is the reverse of `oldest_first`, including ties; `none` is a shuffled order that is always the same.
 */
export function inOrder(calls: readonly SwitchCall[], order: CallOrder | 'none'): readonly SwitchCall[] {
  const compare: Readonly<Record<CallOrder | 'none', (a: SwitchCall, b: SwitchCall) => number>> = {
    oldest_first: byAge,
    oldest_last: (a, b) => byAge(b, a),
    longest_first: (a, b) => b.durationSeconds - a.durationSeconds || byAge(a, b),
    longest_last: (a, b) => a.durationSeconds - b.durationSeconds || byAge(b, a),
    none: (a, b) => scrambled(a) - scrambled(b) || byAge(a, b),
  }
  return calls.toSorted(compare[order])
}
const byAge = (a: SwitchCall, b: SwitchCall): number =>
  a.call.startedAtMs - b.call.startedAtMs || a.call.index - b.call.index
const scrambled = ({ call }: SwitchCall): number => Math.imul(call.index + 1, 0x9e3779b1) >>> 0

/** A call as a struct, with the order of members and the mix of types of the manual's samples. */
export function toMembers(seen: SwitchCall, { setupTime }: SwitchOptions): Value {
  const { call, accountId, connectionId, durationSeconds } = seen
  const isOdd = call.index % 2 === 1
  const callee = call.callee.replace('+', '')
  const lastByte = 1 + (call.index % 250)
  return {
    CLI: untyped(call.caller?.replace('+', '') ?? 'anonymous'),
    I_CONNECTION: connectionId,
    CLD: isOdd ? string(callee) : untyped(callee),
    CALL_ID: untyped(call.sipCallId),
    DELAY: double(seen.delaySeconds),
    DURATION: durationSeconds === 0 ? 0 : double(durationSeconds),
    CC_STATE: untyped(seen.state),
    I_ACCOUNT: accountId,
    ID: string(seen.id),
    I_CUSTOMER: isOdd ? seen.customerId : string(String(seen.customerId)),
    I_ENVIRONMENT: isOdd ? 1 : string('1'),
    CALLER_MEDIA_IP: connectionId === null ? null : string(`198.51.100.${lastByte}`),
    CALLEE_MEDIA_IP: connectionId === null ? null : string(`203.0.113.${lastByte}`),
    ...(setupTime ? { SETUP_TIME: untyped(toCompactTime(call.startedAtMs)) } : {}),
    DIRECTION: directionOf(call),
    NODE_ID: untyped(seen.nodeId),
  }
}

/** The manual's samples have two values, and none for an inbound call from outside. */
function directionOf({ sourceCustomerIndex, destinationCustomerIndex }: WorldCall): Value {
  if (sourceCustomerIndex === null) return null
  return string(destinationCustomerIndex === null ? 'vendor' : 'onnet_in')
}

/** `20210822T10:11:52.000`, in UTC but without an offset. */
const toCompactTime = (epochMs: number): string => new Date(epochMs).toISOString().replaceAll('-', '').slice(0, -1)
