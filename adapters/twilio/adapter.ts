import { type Authentication, type Declaration, defineAdapter } from '../contract.js'
import { decodeCall } from './call-answers.js'
import { disconnectCall, makeCall } from './call-control.js'
import { activeCallList, callList } from './call-lists.js'
import { callRequest } from './call-requests.js'
import { readTwilioError, twilioFaults } from './faults.js'
import { type TwilioSettings, twilioSettings } from './settings.js'

// Twilio, and clouds with the same interface: records of calls in every state, and the means to place and to end calls.
//
// A list has the calls of one account, is filtered by days in UTC, and is continued with a token: a page cannot be asked
// for by its number. There is no total, and no order is promised. Subaccounts are customers: each has a path of its own.

const authentication = ({ auth }: TwilioSettings): Authentication =>
  'authToken' in auth
    ? { scheme: 'basic', username: auth.accountSid, password: auth.authToken }
    : { scheme: 'basic', username: auth.apiKeySid, password: auth.apiKeySecret }

const declare = (settings: TwilioSettings): Declaration => ({
  auth: authentication(settings),
  ...(settings.region === undefined ? {} : { region: settings.region }),
  lists: { calls: callList(settings), activeCalls: activeCallList(settings) },
  lookups: {
    call: {
      request: (nativeId) => callRequest(settings, nativeId),
      decode: decodeCall,
      list: 'calls',
      notFound: ({ httpStatus }) => httpStatus === 404,
    },
  },
  control: { makeCall: makeCall(settings), disconnectCall: disconnectCall(settings) },
  faults: twilioFaults,
  readError: readTwilioError,
})

const ACCOUNT = 'ACdemo-main-account'

export const twilio = defineAdapter({
  vendor: 'twilio',
  title: 'Twilio',
  manual: 'https://www.twilio.com/docs/voice/api/call-resource',
  settings: twilioSettings,
  declare,
  examples: [
    {
      label: 'days',
      settings: twilioSettings.parse({ auth: { accountSid: ACCOUNT, authToken: 'demo-password' } }),
    },
    {
      label: 'seconds',
      settings: twilioSettings.parse({
        auth: { accountSid: ACCOUNT, apiKeySid: 'SKdemo-key', apiKeySecret: 'demo-password' },
        startTimes: 'seconds',
        region: 'DK',
      }),
    },
  ],
})
