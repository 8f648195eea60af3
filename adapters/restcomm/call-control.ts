import type { Control, DisconnectResult, MakeCallRequest, Parameters, Row } from '../contract.js'
import { callDecoder, newCallsDecoder } from './call-answers.js'
import { callChangeRequest, newCallRequest } from './call-requests.js'
import type { RestcommSettings } from './settings.js'

/**
 * POST Calls. The manual of the SBC documents it, so it is sent to both products; SBCs built from the public code have
 * GET only and answer 405, which the fault table tells as UNSUPPORTED. Nothing is placed then.
 */
export const makeCall = (settings: RestcommSettings): Control<MakeCallRequest, readonly Row[]> => ({
  request: (order) => newCallRequest(settings, formOf(order)),
  decode: newCallsDecoder(settings.format),
})

/** The manual's parameters, those that are given. */
function formOf(order: MakeCallRequest): Parameters {
  const fields: readonly (readonly [string, string | number | undefined])[] = [
    ['From', order.from],
    ['To', order.to],
    ['Url', order.url],
    ['Method', order.method],
    ['FallbackUrl', order.fallbackUrl],
    ['FallbackMethod', order.fallbackMethod],
    ['StatusCallback', order.statusCallback],
    ['StatusCallbackMethod', order.statusCallbackMethod],
    ['Timeout', order.timeoutSeconds],
  ]
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
}

/**
 * POST Calls/{Sid} with Status=completed, on Restcomm Connect; the SBC has nothing of the kind.
 * The answer is the call as it was before. It can take more than ten seconds to say that a call is over already.
 * Only the status may be changed: a change without Mute also un-mutes the call, which is of no matter to one that ends.
 */
export const disconnectCall = (settings: RestcommSettings): Control<string, DisconnectResult> => ({
  request: (sid) => callChangeRequest(settings, sid, [['Status', 'completed']]),
  decode: (head) => {
    const call = callDecoder('json')(head)
    return {
      write: (text) => call.write(text),
      end: () => {
        call.end()
        return { outcome: 'REQUESTED', disconnectedCount: null }
      },
    }
  },
  outcomeOfError: ({ httpStatus }) => OUTCOMES.get(httpStatus) ?? null,
})

const OUTCOMES: ReadonlyMap<number, DisconnectResult> = new Map([
  // "Call is already completed."
  [410, { outcome: 'ALREADY_ENDED' }],
  [406, { outcome: 'NOT_FOUND' }],
  [404, { outcome: 'NOT_FOUND' }],
])
