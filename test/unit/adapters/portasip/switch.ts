// A simulated switch over a handful of calls, called without a network and in trusted mode.

import { portasipSimulator } from '../../../../adapters/portasip/simulator.js'
import type { WorldCall } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { decodeXmlRpc, encodeXmlRpcCall } from '../../../../adapters/wire/xml-rpc/response-decoder.js'
import type { RpcStruct, RpcValue } from '../../../../adapters/wire/xml-rpc/values.js'
import { plain } from '../../../../src/conformance/records.js'

export const NOW_MS = Date.UTC(2026, 3, 7, 9, 57, 29)
const second = (count: number): number => NOW_MS + count * 1000

/** A call that began so many seconds ago: it rings after 3 seconds, is answered after 10 and ends after 210. */
export const callSince = (index: number, secondsAgo: number, more: Partial<WorldCall> = {}): WorldCall =>
  worldCall({
    index,
    startedAtMs: second(-secondsAgo),
    ringingAtMs: second(3 - secondsAgo),
    answeredAtMs: second(10 - secondsAgo),
    endedAtMs: second(210 - secondsAgo),
    direction: 'outbound',
    sourceCustomerIndex: 0,
    trunkIndex: 4,
    ...more,
  })

/** One call in every state, the oldest first; a call that the switch has forgotten; one more that is connected. */
export const callsInEveryState = (): WorldCall[] => [
  callSince(1, 300),
  callSince(2, 240),
  callSince(3, 211),
  callSince(4, 100),
  callSince(5, 90, { trunkIndex: 6, sourceCustomerIndex: 1, destinationCustomerIndex: 2, caller: '+4570305050' }),
  callSince(6, 5),
  callSince(7, 2.5),
  callSince(8, 1.2, { caller: null, callee: '101' }),
  callSince(9, 0.5),
]

export interface Fault {
  readonly fault: string
}

/** Calls a method of a switch and reads the answer as plain data; a fault is `{ fault }`. */
export function openSwitch(calls: WorldCall[], options: Record<string, unknown> = {}) {
  const simulator = portasipSimulator.open({ trusted: true, ...options })
  const world = arrayWorld({ calls })
  const answer = (body: string, nowMs = NOW_MS) =>
    simulator.answer({ method: 'POST', path: '', query: new URLSearchParams(), headers: {}, body }, world, nowMs)
  const ask = (method: string, parameters: RpcStruct = {}, nowMs = NOW_MS): unknown => {
    const { body } = answer(encodeXmlRpcCall(method, { i_customer: 1, ...parameters }), nowMs)
    let fault: string | null = null
    const decode = decodeXmlRpc({
      onFault: ({ code, text }) => {
        fault = `${code} ${text}`
        throw new FaultSeen()
      },
    })
    try {
      return plain(decodeText<RpcValue>(decode, body))
    } catch (error) {
      if (error instanceof FaultSeen) return { fault }
      throw error
    }
  }
  /** A list as one value of every row. */
  const column = (name: string, method: string, parameters: RpcStruct = {}): unknown => {
    const rows = ask(method, parameters)
    return Array.isArray(rows) ? rows.map((row: Record<string, unknown>) => row[name]) : rows
  }
  return { answer, ask, column }
}

class FaultSeen extends Error {}
