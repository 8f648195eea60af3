import { type Declaration, defineAdapter } from '../contract.js'
import { callDecoder } from './call-answers.js'
import { disconnectCall, makeCall } from './call-control.js'
import { activeRecordList, callList, liveCallList } from './call-lists.js'
import { callRequest } from './call-requests.js'
import { readRestcommError, restcommFaults } from './faults.js'
import { type Format, type Product, type RestcommSettings, restcommSettings } from './settings.js'

// Restcomm: records of calls, and with Restcomm Connect the means to place and to end calls.
// Manual: "Restcomm SBC API – Calls"; what it leaves out was read in the public code of both products.
//
// Two products speak the same dialect. Restcomm SBC has `/Calls` and records a call only when it was completed or has
// failed: busy, unanswered and cancelled calls never appear, and those in progress are in its supervisor's metrics.
// Restcomm Connect has `/Accounts/{Sid}/Calls`, with calls in every state.
//
// The vendor counts pages from 0 and filters by whole days and by SQL LIKE, so that a condition gives too much rather
// than what was meant; the gateway checks again. Its page URIs drop the filter, and are never followed.

function declare(settings: RestcommSettings): Declaration {
  const { auth, product, format, region } = settings
  const isConnect = product === 'connect'
  return {
    auth: { scheme: 'basic', username: auth.accountSid, password: auth.authToken },
    ...(region === undefined ? {} : { region }),
    lists: {
      calls: callList(settings),
      activeCalls: isConnect ? activeRecordList(settings) : liveCallList(settings),
    },
    lookups: {
      call: {
        request: (sid) => callRequest(settings, sid),
        decode: callDecoder(format),
        list: 'calls',
        notFound: ({ httpStatus }) => httpStatus === 404,
        onlyWhenOver: !isConnect,
      },
    },
    control: { makeCall: makeCall(settings), ...(isConnect ? { disconnectCall: disconnectCall(settings) } : {}) },
    faults: restcommFaults,
    readError: readRestcommError,
  }
}

const example = (product: Product, format: Format) => ({
  label: `${product}-${format}`,
  settings: restcommSettings.parse({
    auth: { accountSid: 'ACae6e420f425248d6a26948c17a9e2acf', authToken: 'demo-password' },
    product,
    format,
  }),
})

export const restcomm = defineAdapter({
  vendor: 'restcomm',
  title: 'Restcomm',
  manual: 'https://github.com/RestComm/sbc/blob/master/docs/src/main/asciidoc/api/calls-api.adoc',
  settings: restcommSettings,
  declare,
  examples: [example('sbc', 'json'), example('sbc', 'xml'), example('connect', 'json'), example('connect', 'xml')],
})
