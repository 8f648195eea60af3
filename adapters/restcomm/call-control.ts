import type { Control, DisconnectResult, MakeCallRequest, Row } from '../contract.js'
import { newCallForm } from '../wire/new-call-form.js'
import { callDecoder, newCallsDecoder } from './call-answers.js'
import { callChangeRequest, newCallRequest } from './call-requests.js'
import type { RestcommSettings } from './settings.js'

/**
 * POST Calls. The manual of the SBC documents it, so it is sent to both products. SBCs built from the public code only
 * have GET and respond with 405, which the fault table maps to UNSUPPORTED. No call is placed then.
 */
export const makeCall = (settings: RestcommSettings): Control<MakeCallRequest, readonly Row[]> => ({
  request: (call) => newCallRequest(settings, newCallForm(call)),
  decode: newCallsDecoder(settings.format),
})

/**
 * POST Calls/{Sid} with Status=completed, on Restcomm Connect; the SBC has no such request.
 * The response is the call as it was before. If the call has already ended, it can take more than ten seconds.
 * Only the status may be changed: a change without Mute also unmutes the call, which does no harm to a call that ends.
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
