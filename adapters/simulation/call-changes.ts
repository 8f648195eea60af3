import type { WorldCall, WorldTrunk } from './contract.js'
import { drawFor } from './prng.js'

// Changes that a vendor's control interface makes to a world: ending and placing calls.

const PLACED_STREAM = 6
const SECOND = 1000

/**
 * A call that the system ends at this moment.
 * @returns null if it has not started or has already ended.
 */
export function endedNow(call: WorldCall, nowMs: number): WorldCall | null {
  if (nowMs < call.startedAtMs || nowMs >= call.endedAtMs) return null
  const answered = call.answeredAtMs !== null && call.answeredAtMs <= nowMs
  return {
    ...call,
    ringingAtMs: Math.min(call.ringingAtMs, nowMs),
    answeredAtMs: answered ? call.answeredAtMs : null,
    endedAtMs: nowMs,
    outcome: answered ? 'completed' : 'canceled',
    endedBy: 'system',
  }
}

/** A call that a client of one vendor's system places at this moment: it rings, is answered and ends like any other. */
export function placedCall(
  trunks: readonly WorldTrunk[],
  order: { readonly index: number; readonly vendor: string; readonly from: string; readonly to: string },
  nowMs: number,
): WorldCall {
  const draw = drawFor(PLACED_STREAM, order.index)
  const trunk = trunks.find(({ numbers }) => numbers.includes(order.from)) ?? null
  const called = trunks.find(({ numbers }) => numbers.includes(order.to)) ?? null
  const answeredAtMs = nowMs + draw.int(2 * SECOND, 8 * SECOND)
  return {
    index: order.index,
    sipCallId: `placed-${order.index.toString(16)}@192.0.2.11`,
    relatedSipCallId: null,
    parentIndex: null,
    caller: order.from,
    callerName: null,
    callee: order.to,
    divertedBy: null,
    direction: 'outbound',
    international: order.to.startsWith('+') && !order.to.startsWith('+45'),
    mobile: false,
    callerHidden: false,
    sourceCustomerIndex: trunk?.customerIndex ?? null,
    destinationCustomerIndex: called?.customerIndex ?? null,
    trunkIndex: trunk?.index ?? null,
    startedAtMs: nowMs,
    ringingAtMs: nowMs + draw.int(200, 1500),
    answeredAtMs,
    endedAtMs: answeredAtMs + draw.int(20 * SECOND, 300 * SECOND),
    outcome: 'completed',
    endedBy: 'caller',
    seenBy: [order.vendor],
  }
}
