import { phaseAt, type SimulatorResponse, type Site } from '../../simulation/contract.js'
import { mailTime } from '../../simulation/mail-time.js'
import { nameOf, wordOf, written } from './call-record.js'
import type { RestcommOptions } from './options.js'
import { json } from './print.js'
import { scattered, sidOf } from './sids.js'

// GET Accounts/{AccountSid}/Supervisor.json/metrics of the SBC: the calls in progress, in JSON only.

export function showMetrics({ world, nowMs }: Site<RestcommOptions>): SimulatorResponse {
  const calls = world.calls('restcomm', nowMs)
  const live = calls.filter((call) => phaseAt(call, nowMs) !== 'ended').sort((a, b) => scattered(a) - scattered(b))
  const inbound = live.filter(({ direction }) => direction === 'inbound').length
  return json({
    Version: '1.0.0',
    Revision: 'simulator',
    Metrics: {
      TotalCallsSinceUptime: calls.length,
      LiveCalls: live.length,
      LiveIncomingCalls: inbound,
      LiveOutgoingCalls: live.length - inbound,
    },
    LiveCallDetails: live.map((call) => ({
      sid: sidOf('sbc', call.index),
      State: nameOf(wordOf(call, nowMs)),
      type: 'SIP',
      direction: call.direction.toUpperCase(),
      date_created: mailTime(call.startedAtMs),
      ...(call.callerName === null ? {} : { CallerName: call.callerName }),
      from: written(call.caller),
      to: written(call.callee),
    })),
  })
}
