import type { Control, DisconnectResult, MakeCallRequest, Row } from '../contract.js'
import { newCallForm } from '../wire/new-call-form.js'
import { decodeCall } from './call-answers.js'
import { callChangeRequest, newCallRequest } from './call-requests.js'
import { NOT_IN_PROGRESS } from './faults.js'
import type { TwilioSettings } from './settings.js'

/** POST Calls.json, for the configured account. */
export const makeCall = (settings: TwilioSettings): Control<MakeCallRequest, readonly Row[]> => ({
  request: (call) => newCallRequest(settings, newCallForm(call)),
  decode: (head) => {
    const call = decodeCall(head)
    return { write: (text) => call.write(text), end: () => [call.end()] }
  },
})

/**
 * POST Calls/{Sid}.json with Status=completed, which ends a call in any state. (DELETE deletes its record.) The answer is
 * the call, in the state before or after.
 */
export const disconnectCall = (settings: TwilioSettings): Control<string, DisconnectResult> => ({
  request: (nativeId) => callChangeRequest(settings, nativeId, [['Status', 'completed']]),
  decode: (head) => {
    const call = decodeCall(head)
    return {
      write: (text) => call.write(text),
      end: () => {
        call.end()
        return { outcome: 'REQUESTED', disconnectedCount: null }
      },
    }
  },
  outcomeOfError: ({ httpStatus, code }) => {
    if (code === NOT_IN_PROGRESS) return { outcome: 'ALREADY_ENDED' }
    return httpStatus === 404 ? { outcome: 'NOT_FOUND' } : null
  },
})
